//! In: operations without error responses, or with status 429 only. Out: `ErrorResponse` for 4XX and 5XX.
//!
//! Evidence: in the description published on 2026-08-21 all 39 operations on assistants, threads and vector stores
//! describe status 429 and no other error, and the 12 on files, uploads and models describe none. The guide lists
//! 401, 403, 429, 500 and 503 (<https://platform.openai.com/docs/guides/error-codes>), all with this body.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object, component_reference};
use crate::error::Result;
use crate::sites::Sites;

/// Replaces the error responses of all operations.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    if !document.components().contains_key("ErrorResponse") {
        return Ok(Sites::default());
    }
    let mut sites = 0;
    document.operations_mut(|_, _, operation| {
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            uniform(responses);
            sites += 1;
        }
    });
    Ok(sites.into())
}

fn uniform(responses: &mut Object) {
    responses.retain(|status, _| status.starts_with('2'));
    for (status, description) in [("4XX", "The request was rejected."), ("5XX", "The server failed.")] {
        let schema = json!({ "$ref": component_reference("ErrorResponse") });
        let response =
            json!({ "description": description, "content": { "application/json": { "schema": schema } } });
        responses.insert(status.to_owned(), response);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn all_operations_have_the_same_errors() {
        let before = json!({
            "paths": { "/a": { "get": { "responses": {
                "200": { "description": "Fine." }, "429": { "description": "Slow down." }, "default": {}
            } } } },
            "components": { "schemas": { "ErrorResponse": { "type": "object" } } }
        });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
        components: {schemas: {ErrorResponse: {type: object}}}
        paths:
          /a:
            get:
              responses:
                200: {description: Fine.}
                4XX:
                  content:
                    application/json: {schema: {$ref: #/components/schemas/ErrorResponse}}
                  description: The request was rejected.
                5XX:
                  content:
                    application/json: {schema: {$ref: #/components/schemas/ErrorResponse}}
                  description: The server failed.
        ");
    }
}
