//! Reduces a document to the selection in `source.toml`: path prefixes and further schemas, with everything that they
//! refer to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Document, Kind, component_reference, pointer, walk};
use crate::config::Selection;
use crate::error::{Diagnostic, Error, Result};

const STAGE: &str = "select";
const JSON: &str = "application/json";

/// Removes all paths, components, tags and extensions that `selection` does not reach.
///
/// # Errors
/// Fails if a path prefix matches no path or a root schema does not exist.
pub fn select(document: &mut Document, selection: &Selection) -> Result<()> {
    let mut diagnostics = Vec::new();
    for prefix in &selection.paths {
        if !document.paths().keys().any(|path| under(path, prefix)) {
            diagnostics.push(Diagnostic::new(
                "#/paths",
                format!("no path starts with {prefix}, which source.toml selects"),
                "correct [select] paths",
            ));
        }
    }
    for name in &selection.schemas {
        if !document.components().contains_key(name) {
            diagnostics.push(Diagnostic::new(
                "#/components/schemas",
                format!("there is no schema {name}, which source.toml selects"),
                "correct [select] schemas",
            ));
        }
    }
    Error::unless_empty(STAGE, diagnostics)?;

    if let Some(root) = document.root_mut().as_object_mut() {
        root.retain(|key, _| {
            ["openapi", "info", "servers", "security", "tags", "paths", "components"].contains(&key.as_str())
        });
        if let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) {
            paths.retain(|path, _| selection.paths.iter().any(|prefix| under(path, prefix)));
        }
    }
    retain_json_bodies(document);
    retain_tags(document);
    retain_reachable(document, &selection.schemas);
    Ok(())
}

/// Removes all components that neither a path nor one of `roots` refers to, and returns their number.
pub fn retain_reachable(document: &mut Document, roots: &[String]) -> usize {
    let reached = reachable(document, roots);
    let mut dropped = 0;
    let components = document.root_mut().get_mut("components").and_then(Value::as_object_mut);
    for (group, members) in components.into_iter().flatten() {
        // Security schemes are referred to by name.
        if group == "securitySchemes" {
            continue;
        }
        if let Some(members) = members.as_object_mut() {
            let before = members.len();
            members.retain(|name, _| reached.contains(&pointer::join("#/components", &[group, name])));
            dropped += before - members.len();
        }
    }
    dropped
}

/// The references to all components that the paths and `roots` refer to.
pub fn reachable(document: &Document, roots: &[String]) -> BTreeSet<String> {
    let mut pending: Vec<String> = roots.iter().map(|name| component_reference(name)).collect();
    for item in document.paths().values() {
        pending.extend(walk::references(item, Kind::PathItem));
    }
    closure(document, pending)
}

/// `pending` and everything that it refers to, directly or indirectly.
pub fn closure(document: &Document, mut pending: Vec<String>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    while let Some(reference) = pending.pop() {
        if let Some(target) = document.resolve(&reference)
            && reached.insert(reference.clone())
        {
            pending.extend(walk::references(target, component_kind(&reference)));
        }
    }
    reached
}

/// The kind of a component reference.
fn component_kind(reference: &str) -> Kind {
    match reference.split('/').nth(2) {
        Some("responses" | "requestBodies") => Kind::Content,
        Some("parameters" | "headers") => Kind::Parameter,
        _ => Kind::Schema,
    }
}

/// Keeps only JSON if a body has several media types.
fn retain_json_bodies(document: &mut Document) {
    document.operations_mut(|_, _, operation| {
        let content = operation.get_mut("requestBody").and_then(|body| body.get_mut("content"));
        let content = content.and_then(Value::as_object_mut).filter(|content| content.contains_key(JSON));
        if let Some(content) = content {
            content.retain(|media_type, _| media_type == JSON);
        }
    });
}

fn retain_tags(document: &mut Document) {
    let used: BTreeSet<String> = document
        .operations()
        .filter_map(|operation| operation.object.get("tags")?.as_array().cloned())
        .flatten()
        .filter_map(|tag| tag.as_str().map(str::to_owned))
        .collect();
    if let Some(tags) = document.root_mut().get_mut("tags").and_then(Value::as_array_mut) {
        tags.retain(|tag| tag.get("name").and_then(Value::as_str).is_some_and(|name| used.contains(name)));
    }
}

/// `/files` selects `/files` and `/files/{file_id}`, not `/files_archive`.
fn under(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Document {
        let body = |name: &str| {
            json!({ "get": { "tags": [name], "responses": { "200": { "content": { "application/json": {
                "schema": { "$ref": component_reference(name) }
            }}}}}})
        };
        Document::new(json!({
            "x-extra": 1,
            "tags": [{ "name": "A" }, { "name": "B" }],
            "paths": { "/a": body("A"), "/a/{id}": body("A"), "/ab": body("B") },
            "components": { "schemas": {
                "A": { "properties": { "next": { "$ref": "#/components/schemas/Inner" } } },
                "Inner": { "items": { "$ref": "#/components/schemas/A" } },
                "B": {}, "Root": { "type": "string" }
            }}
        }))
    }

    fn selection(paths: &[&str], schemas: &[&str]) -> Selection {
        let owned = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect();
        Selection { paths: owned(paths), schemas: owned(schemas) }
    }

    #[test]
    fn only_reachable_parts_are_kept() {
        let mut document = document();
        select(&mut document, &selection(&["/a"], &["Root"])).expect("the selection matches");
        let keys: Vec<_> = document.components().keys().collect();
        assert_eq!(keys, ["A", "Inner", "Root"]);
        assert_eq!(document.paths().keys().collect::<Vec<_>>(), ["/a", "/a/{id}"]);
        assert_eq!(document.root()["tags"], json!([{ "name": "A" }]));
        assert!(document.root().get("x-extra").is_none());
    }

    #[test]
    fn json_is_preferred_for_bodies() {
        let mut document = document();
        let content = json!({ "application/json": {}, "application/x-www-form-urlencoded": {} });
        document.root_mut()["paths"]["/a"]["get"]["requestBody"] = json!({ "content": content });
        select(&mut document, &selection(&["/a"], &[])).expect("the selection matches");
        let body = &document.root()["paths"]["/a"]["get"]["requestBody"];
        assert_eq!(body["content"], json!({ "application/json": {} }));
    }

    #[test]
    fn a_selection_without_a_match_is_an_error() {
        let error = select(&mut document(), &selection(&["/a", "/z"], &["Gone"])).unwrap_err();
        insta::assert_snapshot!(error, @"
        select: 2 problems
          #/components/schemas: there is no schema Gone, which source.toml selects; correct [select] schemas
          #/paths: no path starts with /z, which source.toml selects; correct [select] paths
        ");
    }
}
