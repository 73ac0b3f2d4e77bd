//! In: a document that declares OpenAPI 3.1. Out: one that declares 3.0.3, as the earlier passes have converted it.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

const LOWERED: &str = "3.0.3";

/// Sets the version, and removes the licence's `identifier`, which 3.0 does not have.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let Some(root) = document.root_mut().as_object_mut() else { return Ok(Sites::default()) };
    if let Some(license) = root.get_mut("info").and_then(|info| info.get_mut("license")?.as_object_mut()) {
        license.remove("identifier");
    }
    let before = root.insert("openapi".to_owned(), json!(LOWERED));
    Ok(usize::from(before.as_ref().and_then(Value::as_str) != Some(LOWERED)).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn the_version_is_lowered() {
        let before =
            json!({ "openapi": "3.1.0", "info": { "license": { "name": "MIT", "identifier": "MIT" } } });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
        info: {license: {name: MIT}}
        openapi: 3.0.3
        ");
    }
}
