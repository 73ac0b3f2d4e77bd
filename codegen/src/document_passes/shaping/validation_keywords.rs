//! In: lengths, ranges, patterns and formats. Out: the plain type.
//!
//! typify turns them into newtypes and small integers that refuse what a newer server sends: a longer name, a larger
//! file, another form of date. The descriptions state the limits; the server checks them.

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

const KEYWORDS: [&str; 14] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// Drops every limit, and every format but `binary`, which marks file parts and downloads.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        let before = schema.len();
        schema.retain(|key, value| !KEYWORDS.contains(&key.as_str()) || key == "format" && value == "binary");
        sites += before - schema.len();
    });
    Ok(sites.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn only_the_type_is_left() {
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
