//! In: components that are a plain boolean, string, array or map. Out: the same, inline at each use.
//!
//! typify wraps each of them in a struct (`Metadata(BTreeMap<..>)`, `ParallelToolCalls(bool)`), which users would have to
//! construct.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::document::{Document, Object, Schema, component_reference};
use crate::error::Result;
use crate::sites::Sites;

/// Replaces each reference to a plain component with the component.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let plain: BTreeMap<String, Object> = document
        .components()
        .iter()
        .filter_map(|(name, schema)| Some((component_reference(name), schema.as_object()?.clone())))
        .filter(|(_, schema)| is_plain(schema))
        .collect();
    let mut sites = 0;
    document.schemas_mut(|at, schema| {
        // A reference in an `allOf` is replaced together with the schema around it, which has the description.
        if at.container() == "allOf" {
            return;
        }
        let target = schema.reference().or_else(|| schema.wrapped_reference());
        let Some(component) = target.and_then(|target| plain.get(target)) else { return };
        schema.remove("$ref");
        schema.remove("allOf");
        for (key, value) in component {
            // The outer description is more specific than that of the component.
            schema.entry(key.as_str()).or_insert_with(|| value.clone());
        }
        sites += 1;
    });
    Ok(sites.into())
}

fn is_plain(schema: &Object) -> bool {
    const NAMED: [&str; 6] = ["$ref", "allOf", "anyOf", "enum", "oneOf", "properties"];
    !NAMED.iter().any(|key| schema.contains_key(*key))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn aliases_are_inlined() {
        let before = json!({ "components": { "schemas": {
            "Metadata": { "type": "object", "description": "Pairs.", "additionalProperties": { "type": "string" } },
            "Ranker": { "type": "string", "enum": ["auto", "none"] },
            "Run": { "properties": {
                "metadata": { "allOf": [{ "$ref": "#/components/schemas/Metadata" }], "nullable": true },
                "ranker": { "$ref": "#/components/schemas/Ranker" }
            } }
        }}});
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
        components:
          schemas:
            Metadata:
              additionalProperties: {type: string}
              description: Pairs.
              type: object
            Ranker: {enum: [auto, none], type: string}
            Run:
              properties:
                metadata:
                  additionalProperties: {type: string}
                  description: Pairs.
                  nullable: true
                  type: object
                ranker: {$ref: #/components/schemas/Ranker}
        ");
    }
}
