//! In: a download described as a JSON string. Out: the bytes that are sent.
//!
//! Evidence: the description published on 2026-08-21 gives `GET /files/{file_id}/content` a JSON string. Servers
//! send the file itself with its own media type, and the official Python client asks for `application/binary` and
//! returns the raw response (<https://github.com/openai/openai-python/blob/main/src/openai/resources/files.py>).

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Describes `GET .../content` as octets where its JSON schema is a bare string.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.operations_mut(|path, method, operation| {
        if method != "get" || !path.ends_with("/content") {
            return;
        }
        let content =
            operation.get_mut("responses").and_then(|responses| responses.get_mut("200")?.get_mut("content"));
        if let Some(content) = content
            && content.pointer("/application~1json/schema").is_some_and(is_bare_string)
        {
            *content = octets();
            sites += 1;
        }
    });
    Ok(sites.into())
}

fn is_bare_string(schema: &Value) -> bool {
    schema.as_object().is_some_and(|schema| schema.has_type("string") && schema.enum_values().is_empty())
}

fn octets() -> Value {
    json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_file_is_not_a_json_string() {
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
