//! In: required properties of responses. Out: the same, optional if real responses lack them, and nullable if they are
//! null.
//!
//! Evidence: in the description published on 2026-08-21, the examples of these schemas lack each property listed here (all
//! 18 run steps lack `metadata`, 13 of 18 messages lack `attachments`), and 26 of 28 runs have `instructions: null`. All
//! examples of runs have `parallel_tool_calls`, but it was added later (June 2024,
//! <https://github.com/openai/openai-python/releases/tag/v1.32.0>), and older servers do not send it.

use crate::config::Config;
use crate::document::{Document, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Required properties that may be missing, by schema.
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

/// Required properties that may be null.
const NULL: [(&str, &str); 1] = [("RunObject", "instructions")];

/// Makes them optional or nullable; a row is a property of a schema.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = Sites::default();
    for (name, missing) in MISSING {
        let mut schema = document.component_mut(name);
        for property in missing {
            let found = schema.as_mut().map_or(0, |schema| schema.unrequire(|name| name == *property));
            sites.add_row(format!("{name}.{property}"), found);
        }
    }
    for (name, property) in NULL {
        let found = document.component_mut(name).and_then(|schema| schema.property_mut(property));
        sites.add_row(format!("{name}.{property}"), usize::from(found.is_some()));
        if let Some(property) = found {
            property.set_nullable();
        }
    }
    Ok(sites)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn listed_properties_become_optional() {
        let before = json!({ "components": { "schemas": {
            "OpenAIFile": { "required": ["id", "status"] },
            "RunObject": { "required": ["id", "instructions"], "properties": { "instructions": { "type": "string" } } }
        } } });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 2
          OpenAIFile.status: 1
          RunObject.instructions: 1
        components:
          schemas:
            OpenAIFile: {required: [id]}
            RunObject:
              properties: {instructions: {nullable: true, type: string}}
              required: [id, instructions]
        ");
    }
}
