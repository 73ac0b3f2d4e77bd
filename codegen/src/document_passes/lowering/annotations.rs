//! In: keywords that do not change the type. Out: a schema without them.
//!
//! Some do not exist in OpenAPI 3.0 (`propertyNames`, `examples`); the others would only be copied into the schemas that
//! typify adds to the documentation. `discriminator` is removed because progenitor ignores it; the constant tags of the
//! alternatives have the same information.

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

/// Removes them and all vendor extensions.
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
    fn only_keywords_that_determine_the_type_are_kept() {
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
