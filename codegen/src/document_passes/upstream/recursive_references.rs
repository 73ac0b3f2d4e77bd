//! In: `$recursiveRef: "#"` below a schema with `$recursiveAnchor`. Out: a plain reference to that schema.
//!
//! Evidence: both keywords belong to JSON Schema 2019-09. OpenAPI 3.1 uses 2020-12, which replaced them
//! (<https://json-schema.org/draft/2020-12/release-notes>), so a validator accepts any filters in the `CompoundFilter`
//! published on 2026-08-21.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Kind, Location, component_reference, walk};
use crate::error::Result;
use crate::sites::Sites;

/// Replaces all recursive references and removes the anchors.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    for (name, schema) in document.components_mut() {
        let anchored = schema.as_object_mut().and_then(|schema| schema.remove("$recursiveAnchor"));
        if anchored.is_some() {
            sites += replace(schema, &component_reference(name));
        }
    }
    Ok(sites.into())
}

fn replace(schema: &mut Value, target: &str) -> usize {
    let mut sites = 0;
    walk::visit_mut(schema, Kind::Schema, &Location::ROOT, &mut |_, _, node| {
        if node.get("$recursiveRef").is_some() {
            *node = json!({ "$ref": target });
            sites += 1;
        }
    });
    sites
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn recursive_references_become_plain_references() {
        let before = json!({
            "$recursiveAnchor": true,
            "properties": { "filters": { "items": { "oneOf": [{ "type": "string" }, { "$recursiveRef": "#" }] } } }
        });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          filters: {items: {oneOf: [{type: string}, {$ref: #/components/schemas/Subject}]}}
        ");
    }
}
