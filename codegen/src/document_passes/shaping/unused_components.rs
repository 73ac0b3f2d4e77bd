//! In: components that earlier passes have replaced. Out: only those that are still used.
//!
//! progenitor generates all components, used or not, for example the list of model names or the unions that were flattened
//! into the event union.

use crate::config::Config;
use crate::document::{Document, select};
use crate::error::Result;
use crate::sites::Sites;

/// Removes components that neither an operation nor a selected schema refers to.
pub fn apply(document: &mut Document, config: &Config) -> Result<Sites> {
    Ok(select::retain_reachable(document, &config.select.schemas).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::testing::config;

    #[test]
    fn unused_components_are_removed() {
        let mut document = Document::new(json!({ "components": { "schemas": {
            "Event": { "oneOf": [{ "$ref": "#/components/schemas/Run" }, { "type": "string" }] },
            "Run": { "type": "object" },
            "SupportedModels": { "type": "string", "enum": ["gpt-4o"] }
        }}}));
        let mut config = config("");
        config.select.schemas = vec!["Event".to_owned()];
        let sites = apply(&mut document, &config).expect("the pass applies");
        assert_eq!(sites.total(), 1);
        assert_eq!(document.components().keys().collect::<Vec<_>>(), ["Event", "Run"]);
    }
}
