//! In: `anyOf`. Out: `oneOf`.
//!
//! For `anyOf`, typify generates a struct with the fields of all alternatives, which no JSON decodes into. The description
//! means one of them.

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Renames each `anyOf` without a sibling `oneOf`.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            if schema.contains_key("oneOf") {
                return false;
            }
            let alternatives = schema.remove("anyOf");
            let found = alternatives.is_some();
            schema.extend(alternatives.map(|alternatives| ("oneOf".to_owned(), alternatives)));
            found
        })
        .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn any_of_becomes_one_of() {
        let before = json!({ "properties": {
            "name": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
            "both": { "anyOf": [{ "minLength": 1 }], "oneOf": [{ "type": "string" }] }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          both: {anyOf: [{minLength: 1}], oneOf: [{type: string}]}
          name: {oneOf: [{type: string}, {type: null}]}
        ");
    }
}
