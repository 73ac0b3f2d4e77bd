//! In: `anyOf: [string, enum]`. Out: a string.
//!
//! The description means "any model name, for example one of these". typify would generate a struct of two flattened
//! options, which no JSON string decodes into, and a list of model names would soon be out of date.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Replaces each union of a free string and other strings with a string.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    // A new string may be an alternative of another union: repeat.
    loop {
        match round(document) {
            0 => return Ok(sites.into()),
            found => sites += found,
        }
    }
}

fn round(document: &mut Document) -> usize {
    let before = document.clone();
    document.count_schemas_mut(|schema| {
        let open = ["anyOf", "oneOf"].into_iter().find(|key| is_open(schema.members(key), &before));
        if let Some(key) = open {
            schema.remove(key);
            schema.insert("type".to_owned(), json!("string"));
        }
        open.is_some()
    })
}

fn is_open(alternatives: &[Value], document: &Document) -> bool {
    let schemas = alternatives.iter().filter_map(Value::as_object).map(|schema| schema.resolve(document));
    let strings: Vec<&Object> = schemas.filter(|schema| schema.has_type("string")).collect();
    strings.len() == alternatives.len() && strings.iter().any(|schema| schema.enum_values().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn model_names_are_strings() {
        let before = json!({ "properties": {
            "model": { "anyOf": [{ "type": "string" }, { "type": "string", "enum": ["gpt-4o"] }] },
            "choice": { "oneOf": [{ "type": "string", "enum": ["auto"] }, { "type": "object" }] }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          choice: {oneOf: [{enum: [auto], type: string}, {type: object}]}
          model: {type: string}
        ");
    }
}
