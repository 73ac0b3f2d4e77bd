//! In: `default`. Out: nothing.
//!
//! A default is the value that the server assumes if a property is absent. typify would send it, so that an update of one
//! property resets the others. The descriptions document the defaults.

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Removes all defaults.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document.count_schemas_mut(|schema| schema.remove("default").is_some()).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn absent_properties_stay_absent() {
        let before = json!({ "properties": {
            "temperature": { "type": "number", "default": 1 },
            "tools": { "type": "array", "items": { "type": "string" }, "default": [] }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 2
        properties:
          temperature: {type: number}
          tools: {items: {type: string}, type: array}
        ");
    }
}
