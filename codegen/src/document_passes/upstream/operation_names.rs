//! In: operation ids as published. Out: the same, spelt right.
//!
//! Evidence: the operation at `/threads/{thread_id}/runs/{run_id}/submit_tool_outputs` is published as
//! `submitToolOuputsToRun`; the path, the request schema and every sentence about it say "outputs".

use serde_json::Value;

use crate::document::Document;
use crate::document_passes::Sites;
use crate::error::Result;

const CORRECTIONS: [(&str, &str); 1] = [("submitToolOuputsToRun", "submitToolOutputsToRun")];

/// Corrects the misspelt ids.
pub fn apply(document: &mut Document) -> Result<Sites> {
    let mut sites = 0;
    document.operations_mut(|_, _, operation| {
        let Some(Value::String(id)) = operation.get_mut("operationId") else { return };
        if let Some((_, right)) = CORRECTIONS.iter().find(|(wrong, _)| wrong == id) {
            *id = (*right).to_owned();
            sites += 1;
        }
    });
    Ok(sites)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn outputs_have_a_t() {
        let before = json!({ "paths": {
            "/submit": { "post": { "operationId": "submitToolOuputsToRun" } },
            "/other": { "post": { "operationId": "cancelRun" } }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
        paths:
          /other: {post: {operationId: cancelRun}}
          /submit: {post: {operationId: submitToolOutputsToRun}}
        ");
    }
}
