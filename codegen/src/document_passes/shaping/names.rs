//! In: schemas under their published or derived names. Out: the names of `[names]` in `source.toml`.
//!
//! `Error` would collide with the client's own error type; others say the same thing twice or are named
//! after the place where they were found first.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde_json::Value;

use crate::config::Config;
use crate::document::{Document, component_reference};
use crate::document_passes::Sites;
use crate::error::{Diagnostic, Error, Result};

/// Renames components and every reference to them.
///
/// # Errors
/// When a new name is taken.
pub fn apply(document: &mut Document, config: &Config) -> Result<Sites> {
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    let components = document.components_mut();
    let mut taken: BTreeMap<String, String> =
        components.keys().map(|name| (name.to_pascal_case(), name.clone())).collect();
    for (old, new) in &config.names {
        if !components.contains_key(old) {
            continue;
        }
        if taken.get(new).is_some_and(|name| name != old) {
            let message = format!("{old} cannot be renamed to {new}: there is such a schema already");
            diagnostics.push(Diagnostic::new("source.toml [names]", message, "choose another name"));
        } else if let Some(schema) = components.remove(old) {
            components.insert(new.clone(), schema);
            taken.remove(&old.to_pascal_case());
            taken.insert(new.clone(), new.clone());
            renamed.insert(component_reference(old), component_reference(new));
        }
    }
    Error::unless_empty("shaping/names", diagnostics)?;
    document.schemas_mut(|_, schema| {
        if let Some(Value::String(target)) = schema.get_mut("$ref")
            && let Some(new) = renamed.get(target)
        {
            target.clone_from(new);
        }
    });
    Ok(renamed.len())
}

/// The entries of `[names]` that fit no schema of `document`.
///
/// # Errors
/// When there are any, so that the table does not fill up with names of the past.
pub fn check_all_used(document: &Document, config: &Config) -> Result<()> {
    let idle = config.names.iter().filter(|(_, new)| !document.components().contains_key(*new));
    let diagnostics = idle.map(|(old, _)| {
        Diagnostic::new(
            "source.toml [names]",
            format!("there is no schema {old} to rename"),
            "delete the entry",
        )
    });
    Error::unless_empty("shaping/names", diagnostics.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::testing::config;

    fn document() -> Value {
        json!({ "components": { "schemas": {
            "Error": { "type": "object" },
            "ErrorResponse": { "properties": { "error": { "$ref": "#/components/schemas/Error" } } }
        }}})
    }

    #[test]
    fn references_follow() {
        let config = config("[names]\nError = 'ErrorObject'");
        let apply = |document: &mut Document| apply(document, &config);
        insta::assert_snapshot!(crate::document_passes::testing::document(apply, document()), @"
        sites: 1
        components:
          schemas:
            ErrorObject: {type: object}
            ErrorResponse: {properties: {error: {$ref: #/components/schemas/ErrorObject}}}
        ");
    }

    #[test]
    fn a_taken_name_and_an_idle_entry_are_errors() {
        let mut document = Document::new(document());
        let error = apply(&mut document, &config("[names]\nError = 'ErrorResponse'")).unwrap_err();
        insta::assert_snapshot!(error, @"shaping/names: source.toml [names]: Error cannot be renamed to ErrorResponse: there is such a schema already; choose another name");
        let error = check_all_used(&document, &config("[names]\nGone = 'Away'")).unwrap_err();
        insta::assert_snapshot!(error, @"shaping/names: source.toml [names]: there is no schema Gone to rename; delete the entry");
    }
}
