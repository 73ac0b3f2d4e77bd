//! In: `type: object` beside `oneOf`. Out: the `oneOf` alone.
//!
//! The alternatives have their own types. openapiv3 parses a schema with both as an untyped set of keywords, which typify
//! merges into one struct.

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Removes the type of a union without properties.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            let union = schema.contains_key("oneOf") || schema.contains_key("anyOf");
            union && !schema.contains_key("properties") && schema.remove("type").is_some()
        })
        .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn unions_have_no_type() {
        let before = json!({ "type": "object", "oneOf": [{ "type": "object" }, { "type": "string" }] });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        oneOf: [{type: object}, {type: string}]
        ");
    }
}
