//! In: components that other passes have replaced. Out: only those that something still refers to.
//!
//! progenitor generates every component, used or not: the list of model names, for example, or the
//! unions that went into the one event union.

use crate::config::Config;
use crate::document::{Document, select};
use crate::document_passes::Sites;
use crate::error::Result;

/// Drops what neither an operation nor a root schema leads to.
pub fn apply(document: &mut Document, config: &Config) -> Result<Sites> {
    // A root may have been renamed by `[names]`.
    let roots: Vec<String> =
        config.select.schemas.iter().map(|name| config.names.get(name).unwrap_or(name).clone()).collect();
    Ok(select::retain_reachable(document, &roots))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_nothing_refers_to_goes() {
        let config = "
            upstream = { title = 'T', version = '1', published = 2026-01-01 }
            select = { paths = ['/runs'], schemas = ['Event'] }
            names = { Event = 'StreamEvent' }
        ";
        let config = Config::parse(config).expect("the text is well formed");
        let before = json!({ "components": { "schemas": {
            "StreamEvent": { "oneOf": [{ "$ref": "#/components/schemas/Run" }, { "type": "string" }] },
            "Run": { "type": "object" },
            "SupportedModels": { "type": "string", "enum": ["gpt-4o"] }
        }}});
        let apply = |document: &mut Document| apply(document, &config);
        insta::assert_snapshot!(crate::document_passes::testing::document(apply, before), @"
        sites: 1
        components:
          schemas:
            Run: {type: object}
            StreamEvent: {oneOf: [{$ref: #/components/schemas/Run}, {type: string}]}
        ");
    }
}
