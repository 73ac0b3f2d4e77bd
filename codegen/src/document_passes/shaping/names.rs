//! In: schemas with published or derived names. Out: the names of `[names]` in `source.toml`.
//!
//! `Error` would collide with the client's error type. Other names are repetitive, have more than 40 characters, or are
//! derived from one of several locations.

use std::collections::BTreeMap;

use super::rename;
use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Renames components and all references to them; a row is an entry of `[names]`.
///
/// # Errors
/// Fails if a new name is taken.
pub fn apply(document: &mut Document, config: &Config) -> Result<Sites> {
    let mut sites = Sites::default();
    let mut renamed = BTreeMap::new();
    for (old, new) in &config.names {
        let known = document.components().contains_key(old);
        sites.add_row(format!("[names] {old}"), usize::from(known));
        if known {
            renamed.insert(old.clone(), new.clone());
        }
    }
    rename::components(document, &renamed, "shaping/names", "[names]")?;
    Ok(sites)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::config::testing::config;
    use crate::document_passes::testing::document_with;

    fn document() -> Value {
        json!({ "components": { "schemas": {
            "Error": { "type": "object" },
            "ErrorResponse": { "properties": { "error": { "$ref": "#/components/schemas/Error" } } }
        }}})
    }

    #[test]
    fn references_are_renamed() {
        insta::assert_snapshot!(document_with(apply, "[names]\nError = 'ErrorObject'", document()), @"
        sites: 1
          [names] Error: 1
        components:
          schemas:
            ErrorObject: {type: object}
            ErrorResponse: {properties: {error: {$ref: #/components/schemas/ErrorObject}}}
        ");
    }

    #[test]
    fn a_taken_name_is_an_error() {
        let mut document = Document::new(document());
        let error = apply(&mut document, &config("[names]\nError = 'ErrorResponse'")).unwrap_err();
        insta::assert_snapshot!(error, @"shaping/names: #/components/schemas/Error: the new name ErrorResponse is taken by ErrorResponse; choose another name in [names] of source.toml");
    }
}
