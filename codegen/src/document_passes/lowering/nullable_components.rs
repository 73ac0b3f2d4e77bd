//! In: a component with `nullable: true`. Out: the component without it, and each use of it nullable.
//!
//! typify generates `struct Metadata(Option<..>)` for a nullable component, and defines a nullable union twice (rustc
//! E0428).

use std::collections::BTreeSet;

use serde_json::json;

use crate::config::Config;
use crate::document::{Document, Schema, component_reference};
use crate::error::Result;
use crate::sites::Sites;

/// Moves `nullable` from each component to its uses.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut nullable = BTreeSet::new();
    for (name, schema) in document.components_mut() {
        if schema.as_object_mut().and_then(|schema| schema.remove("nullable")) == Some(json!(true)) {
            nullable.insert(component_reference(name));
        }
    }
    let mut sites = nullable.len();
    document.schemas_mut(|at, schema| {
        // A reference in an `allOf` is handled with the schema around it.
        if at.container() == "allOf" {
            return;
        }
        let direct = schema.reference().map(str::to_owned);
        if !direct.as_deref().or(schema.wrapped_reference()).is_some_and(|target| nullable.contains(target)) {
            return;
        }
        if let Some(target) = direct {
            schema.clear();
            schema.insert("allOf".to_owned(), json!([{ "$ref": target }]));
        }
        schema.set_nullable();
        sites += 1;
    });
    Ok(sites.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn uses_are_nullable() {
        let before = json!({ "components": { "schemas": {
            "Metadata": { "type": "object", "nullable": true },
            "Run": { "properties": {
                "metadata": { "allOf": [{ "$ref": "#/components/schemas/Metadata" }], "description": "Labels." },
                "other": { "$ref": "#/components/schemas/Metadata" }
            } }
        }}});
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 3
        components:
          schemas:
            Metadata: {type: object}
            Run:
              properties:
                metadata:
                  allOf: [{$ref: #/components/schemas/Metadata}]
                  description: Labels.
                  nullable: true
                other: {allOf: [{$ref: #/components/schemas/Metadata}], nullable: true}
        ");
    }
}
