//! In: parameters, request bodies and responses that operations refer to or inherit from their path. Out: the same, inline
//! in each operation.
//!
//! Later passes handle one operation at a time.

use serde_json::Value;

use crate::config::Config;
use crate::document::{Document, Object, reference};
use crate::error::Result;
use crate::sites::Sites;

/// Inlines shared parts into the operations.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let shared = document.clone();
    let resolve = |node: &Value| reference(node).and_then(|target| shared.resolve(target)).cloned();
    let mut sites = 0;
    document.operations_mut(|path, _, operation| {
        sites +=
            inherit(operation, shared.paths().get(path).and_then(|item| item.get("parameters")), &resolve);
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
        let mut parts: Vec<&mut Value> = parameters.collect();
        sites += replace(&mut parts, &resolve);
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        let mut parts: Vec<&mut Value> = responses.into_iter().flat_map(Object::values_mut).collect();
        sites += replace(&mut parts, &resolve);
        let mut parts: Vec<&mut Value> = operation.get_mut("requestBody").into_iter().collect();
        sites += replace(&mut parts, &resolve);
    });
    // They are unused now, and their schemas would generate further types.
    if let Some(components) = document.root_mut().get_mut("components").and_then(Value::as_object_mut) {
        components.retain(|group, _| !["parameters", "requestBodies", "responses"].contains(&group.as_str()));
    }
    if let Some(paths) = document.root_mut().get_mut("paths").and_then(Value::as_object_mut) {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.remove("parameters");
        }
    }
    Ok(sites.into())
}

fn replace(parts: &mut [&mut Value], resolve: &impl Fn(&Value) -> Option<Value>) -> usize {
    let mut sites = 0;
    for part in parts {
        if let Some(shared) = resolve(part) {
            **part = shared;
            sites += 1;
        }
    }
    sites
}

/// Appends the path's parameters, except those that the operation overrides.
fn inherit(
    operation: &mut Object,
    inherited: Option<&Value>,
    resolve: &impl Fn(&Value) -> Option<Value>,
) -> usize {
    let mut own: Vec<Value> =
        operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let key = |parameter: &Value| {
        let parameter = resolve(parameter).unwrap_or_else(|| parameter.clone());
        (parameter.get("name").cloned(), parameter.get("in").cloned())
    };
    let missing: Vec<Value> = inherited
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|parameter| !own.iter().any(|mine| key(mine) == key(parameter)))
        .cloned()
        .collect();
    let sites = missing.len();
    own.extend(missing);
    if sites > 0 {
        operation.insert("parameters".to_owned(), Value::Array(own));
    }
    sites
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn shared_parts_are_inlined() {
        let before = json!({
            "paths": { "/a/{id}": {
                "parameters": [{ "$ref": "#/components/parameters/Id" }, { "name": "limit", "in": "query", "x-of": "path" }],
                "get": {
                    "parameters": [{ "name": "limit", "in": "query", "x-of": "operation" }],
                    "responses": { "429": { "$ref": "#/components/responses/TooMany" } }
                }
            } },
            "components": {
                "parameters": { "Id": { "name": "id", "in": "path" } },
                "responses": { "TooMany": { "description": "Slow down." } }
            }
        });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 3
        components: {}
        paths:
          /a/{id}:
            get:
              parameters:
                - {in: query, name: limit, x-of: operation}
                - {in: path, name: id}
              responses: {429: {description: Slow down.}}
        ");
    }
}
