//! In: a download described as a JSON string. Out: binary content.
//!
//! Evidence: the description published on 2026-08-21 describes the response of `GET /files/{file_id}/content` as a JSON
//! string. Servers send the file with its media type, and the official Python client accepts `application/binary` and
//! returns the raw response (<https://github.com/openai/openai-python/blob/main/src/openai/resources/files.py>).

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Describes `GET .../content` as octets if its JSON schema is a plain string.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.operations_mut(|path, method, operation| {
        if method != "get" || !path.ends_with("/content") {
            return;
        }
        let content =
            operation.get_mut("responses").and_then(|responses| responses.get_mut("200")?.get_mut("content"));
        if let Some(content) = content
            && content.pointer("/application~1json/schema").is_some_and(is_plain_string)
        {
            *content = octets();
            sites += 1;
        }
    });
    Ok(sites.into())
}

fn is_plain_string(schema: &Value) -> bool {
    schema.as_object().is_some_and(|schema| schema.has_type("string") && schema.enum_values().is_empty())
}

fn octets() -> Value {
    json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn downloads_are_binary() {
        let response = |schema| json!({ "get": { "responses": { "200": { "content": { "application/json": { "schema": schema } } } } } });
        let before = json!({ "paths": {
            "/files/{file_id}/content": response(json!({ "type": "string" })),
            "/stores/{file_id}/content": response(json!({ "$ref": "#/components/schemas/Page" })),
        }});
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
        paths:
          /files/{file_id}/content:
            get:
              responses:
                200:
                  content:
                    application/octet-stream: {schema: {format: binary, type: string}}
          /stores/{file_id}/content:
            get:
              responses:
                200:
                  content: {application/json: {schema: {$ref: #/components/schemas/Page}}}
        ");
    }
}
