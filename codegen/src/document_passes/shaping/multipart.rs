//! In: a `multipart/form-data` body. Out: a JSON body whose binary properties are `FilePart`s.
//!
//! progenitor rejects multipart. An extension keyword on the JSON body tells the model how to send it.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, component_name, reference};
use crate::error::{Diagnostic, Error, Result};
use crate::sites::Sites;

const MULTIPART: &str = "multipart/form-data";

/// The extension keyword of a body that is sent as a form.
pub(crate) const MULTIPART_KEYWORD: &str = "x-multipart";

/// Converts multipart bodies to JSON bodies, with `FilePart`s for files.
///
/// # Errors
/// Fails if a multipart body is not a named schema, or has no file.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut bodies = Vec::new();
    let mut diagnostics = Vec::new();
    document.operations_mut(|path, method, operation| {
        let Some(body) = operation.get_mut("requestBody").and_then(Value::as_object_mut) else { return };
        let content = body.get_mut("content").and_then(Value::as_object_mut);
        let Some(media) = content.and_then(|content| content.remove(MULTIPART)) else { return };
        body.insert(MULTIPART_KEYWORD.to_owned(), json!(true));
        match media.get("schema").and_then(reference).and_then(component_name) {
            Some(name) => bodies.push(name),
            None => diagnostics.push(Diagnostic::new(
                crate::document::pointer::join(
                    "#/paths",
                    &[path, method, "requestBody", "content", MULTIPART],
                ),
                "the multipart body is an inline schema",
                "move its schema to #/components/schemas and refer to it",
            )),
        }
        body["content"]["application/json"] = media;
    });
    Error::unless_empty("shaping/multipart", diagnostics)?;
    let mut diagnostics = Vec::new();
    for name in &bodies {
        let mut files = 0;
        let properties = document.components_mut().get_mut(name).and_then(|body| body.get_mut("properties"));
        for (_, property) in properties.and_then(Value::as_object_mut).into_iter().flatten() {
            if property.get("format") == Some(&json!("binary")) {
                files += 1;
                property["x-rust-type"] = json!({
                    "crate": "openai-assistants", "version": "*", "path": "openai_assistants::FilePart"
                });
            }
        }
        if files == 0 {
            diagnostics.push(Diagnostic::new(
                crate::document::component_reference(name),
                "none of the properties of this multipart body is a file",
                "describe each file as a property of type string and format binary",
            ));
        }
    }
    Error::unless_empty("shaping/multipart", diagnostics)?;
    Ok(bodies.len().into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn forms_become_bodies_with_file_parts() {
        let before = json!({
            "paths": { "/files": { "post": { "requestBody": { "content": { "multipart/form-data": {
                "schema": { "$ref": "#/components/schemas/CreateFile" }
            } } } } } },
            "components": { "schemas": { "CreateFile": { "properties": {
                "file": { "type": "string", "format": "binary" }, "purpose": { "type": "string" }
            } } } }
        });
        insta::assert_snapshot!(crate::document_passes::testing::document(apply, before), @"
        sites: 1
        components:
          schemas:
            CreateFile:
              properties:
                file:
                  format: binary
                  type: string
                  x-rust-type:
                    crate: openai-assistants
                    path: openai_assistants: : FilePart
                    version: *
                purpose: {type: string}
        paths:
          /files:
            post:
              requestBody:
                content: {application/json: {schema: {$ref: #/components/schemas/CreateFile}}}
                x-multipart: true
        ");
    }

    #[test]
    fn a_form_needs_a_name() {
        let mut document = Document::new(json!({ "paths": { "/f": { "post": { "requestBody": { "content": {
            "multipart/form-data": { "schema": { "type": "object" } }
        } } } } } }));
        insta::assert_snapshot!(apply(&mut document, &crate::config::testing::config("")).unwrap_err(), @"shaping/multipart: #/paths/~1f/post/requestBody/content/multipart~1form-data: the multipart body is an inline schema; move its schema to #/components/schemas and refer to it");
    }
}
