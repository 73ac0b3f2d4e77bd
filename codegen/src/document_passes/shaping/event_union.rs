//! In: a union of unions of stream events. Out: one union of all events, each written out in it.
//!
//! Flat and inline is the form that typify reads as an enum with `event` as tag and `data` as content, one
//! variant an event. Left alone it tries six enums one after another, and finds the wrong one.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object, component_name, reference};
use crate::document_passes::upstream::stray_event_properties::is_event;
use crate::error::Result;
use crate::sites::Sites;

/// Flattens every component whose alternatives all end in events.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let components = document.components().clone();
    let mut sites = 0;
    for schema in document.components_mut().values_mut() {
        let Some(alternatives) = schema.get("oneOf").and_then(Value::as_array) else { continue };
        let events: Option<Vec<_>> =
            alternatives.iter().map(|alternative| events(alternative, &components)).collect();
        if let Some(events) = events
            && alternatives.iter().any(|alternative| reference(alternative).is_some())
        {
            schema["oneOf"] = events.into_iter().flatten().map(literal_data).collect();
            sites += 1;
        }
    }
    Ok(sites.into())
}

/// The events that an alternative stands for, or `None` if it is something else.
fn events(alternative: &Value, components: &Object) -> Option<Vec<Value>> {
    let schema = match reference(alternative) {
        Some(target) => components.get(&component_name(target)?)?,
        None => alternative,
    };
    if schema.as_object().is_some_and(is_event) {
        return Some(vec![schema.clone()]);
    }
    // Two levels are what the description has; a deeper or circular nest is no union of events.
    let inner = schema.get("oneOf")?.as_array()?;
    inner
        .iter()
        .map(|event| {
            if reference(event).is_some() {
                None
            } else {
                events(event, components).filter(|list| list.len() == 1)
            }
        })
        .collect::<Option<Vec<_>>>()
        .map(|lists| lists.concat())
}

/// `data` that is one fixed text (`[DONE]`) is a plain string: the event's name says what it is.
fn literal_data(mut event: Value) -> Value {
    let data = &mut event["properties"]["data"];
    if data.get("enum").and_then(Value::as_array).is_some_and(|values| values.len() == 1) {
        *data = json!({ "type": "string" });
    }
    event
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn one_level_of_events() {
        let event = |name: &str, data| {
            json!({
                "type": "object", "required": ["event", "data"],
                "properties": { "event": { "type": "string", "enum": [name] }, "data": data }
            })
        };
        let before = json!({ "components": { "schemas": {
            "Stream": { "oneOf": [{ "$ref": "#/components/schemas/Runs" }, { "$ref": "#/components/schemas/Done" }] },
            "Runs": { "oneOf": [event("run.created", json!({ "$ref": "#/components/schemas/Run" }))] },
            "Done": event("done", json!({ "type": "string", "enum": ["[DONE]"] })),
            "Run": { "type": "object" },
            "Other": { "oneOf": [{ "$ref": "#/components/schemas/Run" }, { "type": "string" }] }
        }}});
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
        components:
          schemas:
            Done:
              properties:
                data: {enum: [[DONE]], type: string}
                event: {enum: [done], type: string}
              required: [event, data]
              type: object
            Other: {oneOf: [{$ref: #/components/schemas/Run}, {type: string}]}
            Run: {type: object}
            Runs:
              oneOf:
                -
                  properties:
                    data: {$ref: #/components/schemas/Run}
                    event: {enum: [run.created], type: string}
                  required: [event, data]
                  type: object
            Stream:
              oneOf:
                -
                  properties:
                    data: {$ref: #/components/schemas/Run}
                    event: {enum: [run.created], type: string}
                  required: [event, data]
                  type: object
                -
                  properties: {data: {type: string}, event: {enum: [done], type: string}}
                  required: [event, data]
                  type: object
        ");
    }
}
