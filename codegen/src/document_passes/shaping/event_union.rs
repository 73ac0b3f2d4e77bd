//! In: a union of unions of stream events. Out: one flat union of inline events.
//!
//! typify generates an adjacently tagged enum (`event`, `data`) for a flat union of inline events. For the nested form it
//! generates six untagged enums, and a wrong variant may match.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object, Schema, reference};
use crate::document_passes::upstream::stray_event_properties::is_event;
use crate::error::Result;
use crate::sites::Sites;

/// Flattens all components whose alternatives are events or unions of events.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let before = document.clone();
    let mut sites = 0;
    for schema in document.components_mut().values_mut().filter_map(Value::as_object_mut) {
        let alternatives = schema.members("oneOf");
        let events: Option<Vec<_>> =
            alternatives.iter().map(|alternative| events(alternative, &before)).collect();
        if let Some(events) = events
            && alternatives.iter().any(|alternative| reference(alternative).is_some())
        {
            let events = events.into_iter().flatten().map(plain_data).collect();
            schema.insert("oneOf".to_owned(), events);
            sites += 1;
        }
    }
    Ok(sites.into())
}

/// The events of an alternative, or `None` if it is something else.
fn events(alternative: &Value, document: &Document) -> Option<Vec<Object>> {
    let schema = alternative.as_object()?.resolve(document);
    if is_event(schema) {
        return Some(vec![schema.clone()]);
    }
    // The description has two levels. Deeper or cyclic unions are not unions of events.
    let inner = schema.get("oneOf")?.as_array()?.iter();
    inner.map(|event| event.as_object().filter(|event| is_event(event)).cloned()).collect()
}

/// Constant `data` (`[DONE]`) becomes a plain string, as the event's name identifies it.
fn plain_data(mut event: Object) -> Value {
    if let Some(data) = event.property_mut("data").filter(|data| data.constant().is_some()) {
        data.clear();
        data.insert("type".to_owned(), json!("string"));
    }
    Value::Object(event)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn nested_unions_are_flattened() {
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
