//! In: an operation whose body has a `stream` switch. Out: the operation and a twin that streams.
//!
//! One call that answers now with an object and now with events has no Rust type. The twin answers with
//! `text/event-stream` alone; a trailing `?` keeps its path key apart from the original's, and the code
//! pass `ast/event_streams` takes it off and throws the switch.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object, component_name, reference};
use crate::error::{Diagnostic, Error, Result};
use crate::sites::Sites;

/// Ends the path key of a twin.
pub(crate) const MARK: &str = "?";

/// Adds the twins.
///
/// # Errors
/// When another operation has the id of a twin.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let streaming: Vec<(String, Value)> = document
        .operations()
        .filter(|operation| operation.method == "post" && has_switch(document, operation.object))
        .map(|operation| (operation.path.to_owned(), twin(operation.object)))
        .collect();
    let clash = document.operations().find(|operation| {
        streaming
            .iter()
            .any(|(_, twin)| twin.get("operationId").and_then(Value::as_str) == Some(operation.id()))
    });
    if let Some(operation) = clash {
        let message = format!("the operationId {} is needed for the twin that streams", operation.id());
        return Err(Error::new(
            "shaping/event_streams",
            Diagnostic::new(operation.pointer(), message, "rename it"),
        ));
    }
    if let Some(paths) = document.root_mut().get_mut("paths").and_then(Value::as_object_mut) {
        for (path, operation) in &streaming {
            paths.insert(format!("{path}{MARK}"), json!({ "post": operation }));
        }
    }
    document.root_mut().sort_all_objects();
    Ok(streaming.len().into())
}

fn has_switch(document: &Document, operation: &Object) -> bool {
    let schema =
        operation.get("requestBody").and_then(|body| body.pointer("/content/application~1json/schema"));
    let name = schema.and_then(reference).and_then(component_name);
    let switch = name.and_then(|name| document.components().get(&name)?.pointer("/properties/stream/type"));
    switch == Some(&json!("boolean"))
}

fn twin(operation: &Object) -> Value {
    let mut twin = operation.clone();
    let mut extend = |key: &str, suffix: &str| {
        let text = twin.get(key).and_then(Value::as_str).unwrap_or_default();
        let text = format!("{text}{suffix}");
        twin.insert(key.to_owned(), json!(text));
    };
    extend("operationId", "Stream");
    extend("summary", " and stream its events");
    extend(
        "description",
        "\n\nThe body is sent with `stream: true`, and the answer is a stream of server-sent events.",
    );
    if let Some(responses) = twin.get_mut("responses").and_then(Value::as_object_mut) {
        let success = responses.iter_mut().find(|(status, _)| status.starts_with('2'));
        if let Some((_, response)) = success {
            *response = json!({
                "description": "The events, until the run ends or needs something.",
                "content": { "text/event-stream": { "schema": { "type": "string" } } }
            });
        }
    }
    Value::Object(twin)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_switch_makes_a_twin() {
        let operation = |id: &str, body: &str| {
            json!({ "post": {
                "operationId": id, "summary": "Start",
                "requestBody": { "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{body}") } } } },
                "responses": { "200": { "description": "A run." }, "4XX": {} }
            }})
        };
        let before = json!({
            "paths": { "/runs": operation("createRun", "Streams"), "/cancel": operation("cancelRun", "Plain") },
            "components": { "schemas": {
                "Streams": { "properties": { "stream": { "type": "boolean", "nullable": true } } },
                "Plain": { "properties": {} }
            } }
        });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @r#"
        sites: 1
        components:
          schemas:
            Plain: {properties: {}}
            Streams: {properties: {stream: {nullable: true, type: boolean}}}
        paths:
          /cancel:
            post:
              operationId: cancelRun
              requestBody:
                content: {application/json: {schema: {$ref: #/components/schemas/Plain}}}
              responses: {200: {description: A run.}, 4XX: {}}
              summary: Start
          /runs:
            post:
              operationId: createRun
              requestBody:
                content: {application/json: {schema: {$ref: #/components/schemas/Streams}}}
              responses: {200: {description: A run.}, 4XX: {}}
              summary: Start
          /runs?:
            post:
              description:
                "\n\nThe body is sent with `stream: true`, and the answer is a stream of server-sent events."
              operationId: createRunStream
              requestBody:
                content: {application/json: {schema: {$ref: #/components/schemas/Streams}}}
              responses:
                200:
                  content: {text/event-stream: {schema: {type: string}}}
                  description: The events,  until the run ends or needs something.
                4XX: {}
              summary: Start and stream its events
        "#);
    }
}
