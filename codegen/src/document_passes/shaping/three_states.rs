//! In: nullable properties of what requests hold. Out: the same as `Nullable<T>`.
//!
//! An update that leaves `metadata` out leaves it alone, and one that says `null` clears it; an `Option`
//! cannot say both. typify puts an `Option` around a property that is not required, whatever its type; the
//! code pass `ast/three_states` takes it off again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Kind, component_reference, select, walk};
use crate::error::Result;
use crate::sites::Sites;

/// Types every nullable property of a schema that a request body leads to.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let sent = sent(document);
    let mut sites = 0;
    for (name, schema) in document.components_mut() {
        if !sent.contains(&component_reference(name)) {
            continue;
        }
        let required: Vec<Value> =
            schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        for (key, property) in
            schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
        {
            if property.get("nullable") == Some(&json!(true)) && !required.contains(&json!(key)) {
                *property = three_state(property);
                sites += 1;
            }
        }
    }
    Ok(sites.into())
}

/// The references to every schema that can be part of a request body.
pub(super) fn sent(document: &Document) -> BTreeSet<String> {
    let bodies = document.operations().filter_map(|operation| operation.object.get("requestBody"));
    let references = bodies.flat_map(|body| walk::references(body, Kind::Content)).collect();
    select::closure(document, references)
}

fn three_state(property: &Value) -> Value {
    let mut held = property.clone();
    let mut typed = json!({});
    if let Some(held) = held.as_object_mut() {
        held.remove("nullable");
        typed["description"] = held.remove("description").unwrap_or_default();
    }
    typed["x-rust-type"] = json!({
        "crate": "openai-assistants", "version": "*", "path": "openai_assistants::Nullable", "parameters": [held]
    });
    typed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_is_sent_can_be_null() {
        let properties = json!({ "properties": {
            "name": { "type": "string", "nullable": true, "description": "Its name." }, "model": { "type": "string" }
        } });
        let before = json!({
            "paths": { "/a": { "post": { "requestBody": { "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Update" }
            } } } } } },
            "components": { "schemas": { "Update": properties, "Answer": properties } }
        });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
        components:
          schemas:
            Answer:
              properties:
                model: {type: string}
                name: {description: Its name., nullable: true, type: string}
            Update:
              properties:
                model: {type: string}
                name:
                  description: Its name.
                  x-rust-type:
                    crate: openai-assistants
                    parameters: [{type: string}]
                    path: openai_assistants: : Nullable
                    version: *
        paths:
          /a:
            post:
              requestBody:
                content: {application/json: {schema: {$ref: #/components/schemas/Update}}}
        ");
    }
}
