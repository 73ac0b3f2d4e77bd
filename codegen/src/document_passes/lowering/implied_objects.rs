//! In: `properties` without `type`. Out: the same with `type: object`.
//!
//! openapiv3 parses a schema without a type as "any" and loses its properties.

use serde_json::json;

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Adds the type `object` to schemas with properties.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            let implied = schema.contains_key("properties") && !schema.contains_key("type");
            if implied {
                schema.insert("type".to_owned(), json!("object"));
            }
            implied
        })
        .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_schema_with_properties_is_an_object() {
        let before = json!({ "properties": { "id": { "type": "string" } } });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties: {id: {type: string}}
        type: object
        ");
    }
}
