//! In: misspelt operation ids. Out: corrected ids.
//!
//! Evidence: in the descriptions published from 2024-12-18 to 2026-08-21 the operation at
//! `/threads/{thread_id}/runs/{run_id}/submit_tool_outputs` is `submitToolOuputsToRun`. The path, the request schema and
//! the descriptions say "outputs".

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

const CORRECTIONS: [(&str, &str); 1] = [("submitToolOuputsToRun", "submitToolOutputsToRun")];

/// Corrects the misspelt ids.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = Sites::default();
    for (wrong, right) in CORRECTIONS {
        let mut found = 0;
        document.operations_mut(|_, _, operation| {
            if operation.get("operationId").and_then(Value::as_str) == Some(wrong) {
                operation.insert("operationId".to_owned(), json!(right));
                found += 1;
            }
        });
        sites.add_row(wrong, found);
    }
    Ok(sites)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn misspelt_ids_are_corrected() {
        let before = json!({ "paths": {
            "/submit": { "post": { "operationId": "submitToolOuputsToRun" } },
            "/other": { "post": { "operationId": "cancelRun" } }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
          submitToolOuputsToRun: 1
        paths:
          /other: {post: {operationId: cancelRun}}
          /submit: {post: {operationId: submitToolOutputsToRun}}
        ");
    }
}
