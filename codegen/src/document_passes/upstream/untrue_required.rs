//! In: properties of answers that the description requires. Out: the same without those that are missing
//! in real answers.
//!
//! Evidence: the description's own example answers leave them out, files come without `status` since it was
//! deprecated, and `parallel_tool_calls` is younger than the runs of some servers. `instructions` of a run
//! is not left out but null.

use serde_json::{Value, json};

use crate::document::Document;
use crate::document_passes::Sites;
use crate::error::Result;

const MISSING: [(&str, &[&str]); 7] = [
    ("MessageObject", &["status", "incomplete_details", "completed_at", "incomplete_at", "attachments"]),
    (
        "RunObject",
        &[
            "required_action",
            "incomplete_details",
            "max_prompt_tokens",
            "max_completion_tokens",
            "truncation_strategy",
            "parallel_tool_calls",
        ],
    ),
    ("RunStepObject", &["metadata"]),
    ("ThreadObject", &["tool_resources"]),
    ("VectorStoreObject", &["usage_bytes", "status", "last_active_at", "metadata", "name", "file_counts"]),
    ("VectorStoreFileObject", &["usage_bytes", "status", "last_error"]),
    ("OpenAIFile", &["status"]),
];

/// Properties that are null although they are not nullable.
const NULL: [(&str, &str); 1] = [("RunObject", "instructions")];

/// Takes them off the lists.
pub fn apply(document: &mut Document) -> Result<Sites> {
    let mut sites = 0;
    let components = document.components_mut();
    for (name, missing) in MISSING {
        let required = components.get_mut(name).and_then(|schema| schema.get_mut("required")?.as_array_mut());
        if let Some(required) = required {
            let before = required.len();
            required.retain(|key| !missing.iter().any(|property| *key == json!(property)));
            sites += before - required.len();
        }
    }
    for (name, property) in NULL {
        let property =
            components.get_mut(name).and_then(|schema| schema.get_mut("properties")?.get_mut(property));
        if let Some(Value::Object(property)) = property {
            property.insert("nullable".to_owned(), json!(true));
            sites += 1;
        }
    }
    Ok(sites)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_file_may_come_without_status() {
        let before = json!({ "components": { "schemas": {
            "OpenAIFile": { "required": ["id", "status"] },
            "RunObject": { "required": ["id", "instructions"], "properties": { "instructions": { "type": "string" } } }
        } } });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 2
        components:
          schemas:
            OpenAIFile: {required: [id]}
            RunObject:
              properties: {instructions: {nullable: true, type: string}}
              required: [id, instructions]
        ");
    }
}
