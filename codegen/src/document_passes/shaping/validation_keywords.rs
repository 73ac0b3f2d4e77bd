//! In: lengths, ranges, patterns and formats. Out: the type without them.
//!
//! typify would generate newtypes and small integers that reject responses of newer servers: a longer name, a larger file,
//! another date format. The descriptions document the limits; the server checks them.

use crate::config::Config;
use crate::document::{Document, LIMITS};
use crate::error::Result;
use crate::sites::Sites;

/// Removes all limits, and all formats but `binary`, which marks file parts and downloads.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        let before = schema.len();
        schema.retain(|key, value| match key.as_str() {
            "format" => value == "binary",
            key => !LIMITS.contains(&key),
        });
        sites += before - schema.len();
    });
    Ok(sites.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn limits_are_removed() {
        let before = json!({ "properties": {
            "name": { "type": "string", "maxLength": 256 },
            "days": { "type": "integer", "format": "int64", "minimum": 1, "maximum": 365 },
            "kind": { "type": "string", "pattern": "binary" },
            "file": { "type": "string", "format": "binary" }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 5
        properties:
          days: {type: integer}
          file: {format: binary, type: string}
          kind: {type: string}
          name: {type: string}
        ");
    }
}
