//! In: objects as published. Out: the same with members that servers send and the document does not declare.
//!
//! Evidence: in the examples of the description published on 2026-08-21 a run has `tool_resources`, and a vector
//! store has `bytes`, `description` and `last_used_at`. The schemas declare none of them.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Schema, member, and what the member is.
fn undeclared() -> [(&'static str, &'static str, Value); 3] {
    [
        (
            "VectorStoreObject",
            "bytes",
            json!({ "type": "integer", "description": "Older name of `usage_bytes`, which some servers send instead." }),
        ),
        (
            "VectorStoreObject",
            "description",
            json!({ "type": "string", "description": "Description of the vector store, given at its creation." }),
        ),
        (
            "VectorStoreObject",
            "last_used_at",
            json!({ "type": "integer", "description": "Older name of `last_active_at`, which some servers send instead." }),
        ),
    ]
}

/// A run has the tool resources of its assistant.
const BORROWED: (&str, &str, &str) = ("RunObject", "tool_resources", "AssistantObject");

/// Declares them; a row is a member of a schema that does not declare it.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = Sites::default();
    let (schema, member, owner) = BORROWED;
    let borrowed =
        document.components().get(owner).and_then(|owner| owner["properties"].get(member)).cloned();
    let borrowed = borrowed.map(|borrowed| (schema, member, borrowed));
    if borrowed.is_none() {
        sites.add_row(format!("{schema}.{member}"), 0);
    }
    for (schema, member, json) in undeclared().into_iter().chain(borrowed) {
        let owner = document.component_mut(schema).filter(|schema| schema.property(member).is_none());
        let properties = owner.and_then(|owner| owner.get_mut("properties")?.as_object_mut());
        sites.add_row(format!("{schema}.{member}"), usize::from(properties.is_some()));
        if let Some(properties) = properties {
            properties.insert(member.to_owned(), json);
        }
    }
    Ok(sites)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_run_has_tool_resources() {
        let before = json!({ "components": { "schemas": {
            "AssistantObject": { "properties": { "tool_resources": { "type": "object" } } },
            "RunObject": { "properties": { "id": { "type": "string" } } },
            "VectorStoreObject": { "properties": { "bytes": { "type": "number" } } }
        } } });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 3
          RunObject.tool_resources: 1
          VectorStoreObject.description: 1
          VectorStoreObject.last_used_at: 1
        components:
          schemas:
            AssistantObject: {properties: {tool_resources: {type: object}}}
            RunObject: {properties: {id: {type: string}, tool_resources: {type: object}}}
            VectorStoreObject:
              properties:
                bytes: {type: number}
                description:
                  description: Description of the vector store,  given at its creation.
                  type: string
                last_used_at:
                  description: Older name of `last_active_at`,  which some servers send instead.
                  type: integer
        ");
    }
}
