//! In: properties of answers that are required and nullable. Out: the same, not required.
//!
//! Servers that are older or newer than the document leave out what they would send as null; both are
//! `None`. Request bodies keep theirs: what is required there has to be given.

use serde_json::{Value, json};

use super::three_states::sent;
use crate::config::Config;
use crate::document::{Document, component_reference};
use crate::error::Result;
use crate::sites::Sites;

/// Takes them off the list of required properties.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let sent = sent(document);
    let mut sites = 0;
    for (name, schema) in document.components_mut() {
        if sent.contains(&component_reference(name)) {
            continue;
        }
        let properties = schema.get("properties").cloned().unwrap_or_default();
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            let before = required.len();
            let is_nullable =
                |key: &Value| properties[key.as_str().unwrap_or_default()]["nullable"] == json!(true);
            required.retain(|key| !is_nullable(key));
            sites += before - required.len();
        }
    }
    Ok(sites.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn null_and_absent_are_the_same_in_an_answer() {
        let before = json!({ "required": ["id", "usage"], "properties": {
            "id": { "type": "string" }, "usage": { "type": "integer", "nullable": true }
        } });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties: {id: {type: string}, usage: {nullable: true, type: integer}}
        required: [id]
        ");
    }
}
