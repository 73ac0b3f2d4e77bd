//! In: operations with different verbs for the same action. Out: one verb per action, by `[verbs]` in `source.toml`, also in
//! the names of schemas that are named after an operation.
//!
//! The published description has `getRun` but `retrieveModel`, and `modifyVectorStore` with the body
//! `UpdateVectorStoreRequest`. The names of requests and types are derived from these ids.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use serde_json::json;

use super::rename;
use crate::config::Config;
use crate::document::{Document, pointer};
use crate::error::{Diagnostic, Error, Result};
use crate::sites::Sites;

const NAME: &str = "shaping/verbs";

/// Replaces the verbs; a row is an entry of `[verbs]`.
///
/// # Errors
/// Fails if a new operation id or schema name is taken.
pub fn apply(document: &mut Document, config: &Config) -> Result<Sites> {
    let mut sites = Sites::default();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for (old, new) in &config.verbs {
        let found = document.operations().filter_map(|operation| {
            let id = operation.id();
            let rest = after(id, old)?;
            Some((id.to_owned(), format!("{new}{rest}")))
        });
        let before = ids.len();
        ids.extend(found);
        sites.add_row(format!("[verbs] {old}"), ids.len() - before);
    }
    check_ids(document, &ids)?;

    document.operations_mut(|_, _, operation| {
        let id = operation.get("operationId").and_then(serde_json::Value::as_str).unwrap_or_default();
        if let Some(new) = ids.get(id) {
            operation.insert("operationId".to_owned(), json!(new));
        }
    });
    let mut renamed = BTreeMap::new();
    for name in document.components().keys() {
        let new = ids.iter().find_map(|(old, new)| {
            let rest = after(name, &old.to_pascal_case())?;
            Some(format!("{}{rest}", new.to_pascal_case()))
        });
        renamed.extend(new.map(|new| (name.clone(), new)));
    }
    rename::components(document, &renamed, NAME, "[verbs]")?;
    Ok(sites)
}

/// The rest of a name after `start`, if it is empty or starts a new word.
fn after<'a>(name: &'a str, start: &str) -> Option<&'a str> {
    name.strip_prefix(start).filter(|rest| !rest.starts_with(|next: char| next.is_ascii_lowercase()))
}

fn check_ids(document: &Document, renamed: &BTreeMap<String, String>) -> Result<()> {
    let mut diagnostics = Vec::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for operation in document.operations() {
        let id = renamed.get(operation.id()).map_or(operation.id(), String::as_str);
        if !taken.insert(id) {
            diagnostics.push(Diagnostic::new(
                pointer::join(&operation.pointer(), &["operationId"]),
                format!("[verbs] gives a second operation the id {id}"),
                "remove the verb from [verbs] of source.toml, or rename the operation",
            ));
        }
    }
    Error::unless_empty(NAME, diagnostics)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::config::testing::config;
    use crate::document_passes::testing::document_with;

    const VERBS: &str = "[verbs]\nmodify = 'update'";

    fn document(other: &str) -> Value {
        let schema = json!({ "$ref": "#/components/schemas/ModifyRunRequest" });
        json!({
            "paths": { "/runs": {
                "post": { "operationId": "modifyRun", "requestBody": { "content": { "application/json": { "schema": schema } } } },
                "put": { "operationId": other }
            } },
            "components": { "schemas": { "ModifyRunRequest": { "type": "object" }, "ModifyRunner": {} } }
        })
    }

    #[test]
    fn operations_and_their_schemas_are_renamed() {
        insta::assert_snapshot!(document_with(apply, VERBS, document("modifying")), @"
        sites: 1
          [verbs] modify: 1
        components: {schemas: {ModifyRunner: {}, UpdateRunRequest: {type: object}}}
        paths:
          /runs:
            post:
              operationId: updateRun
              requestBody:
                content:
                  application/json: {schema: {$ref: #/components/schemas/UpdateRunRequest}}
            put: {operationId: modifying}
        ");
    }

    #[test]
    fn a_taken_id_is_an_error() {
        let mut document = Document::new(document("updateRun"));
        insta::assert_snapshot!(apply(&mut document, &config(VERBS)).unwrap_err(), @"shaping/verbs: #/paths/~1runs/post/operationId: [verbs] gives a second operation the id updateRun; remove the verb from [verbs] of source.toml, or rename the operation");
    }
}
