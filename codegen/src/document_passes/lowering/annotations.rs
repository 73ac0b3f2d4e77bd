//! In: keywords that do not change the type. Out: a schema without them.
//!
//! OpenAPI 3.0 does not know some of them (`propertyNames`, `examples`); the others would only be copied into the
//! schemas that typify puts into the documentation. `discriminator` is dropped because progenitor does not read it:
//! the constant tags of the alternatives say the same.

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

const KEYWORDS: [&str; 9] = [
    "$comment",
    "contentEncoding",
    "contentMediaType",
    "discriminator",
    "example",
    "examples",
    "externalDocs",
    "propertyNames",
    "xml",
];

/// Drops them, and every vendor extension.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        let before = schema.len();
        schema.retain(|key, _| !KEYWORDS.contains(&key.as_str()) && !key.starts_with("x-"));
        sites += before - schema.len();
    });
    Ok(sites.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn only_what_makes_a_type_stays() {
        let before = json!({
            "type": "object",
            "description": "Kept.",
            "propertyNames": { "type": "string" },
            "discriminator": { "propertyName": "type" },
            "x-vendor": { "name": "ignored" },
            "properties": { "example": { "type": "string", "example": "dropped" } }
        });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 4
        description: Kept.
        properties: {example: {type: string}}
        type: object
        ");
    }
}
