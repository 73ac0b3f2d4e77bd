//! In: stream events with more than `event` and `data`. Out: those two only.
//!
//! Evidence: `thread.created` is published with a boolean `enabled`. A server-sent event has a name and
//! data and nothing else, and no server sends it.

use serde_json::Value;

use crate::config::Config;
use crate::document::{Document, Object};
use crate::error::Result;
use crate::sites::Sites;

/// Drops every further property of an event.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        if is_event(schema)
            && let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
        {
            let before = properties.len();
            properties.retain(|name, _| name == "event" || name == "data");
            sites += before - properties.len();
        }
    });
    Ok(sites.into())
}

/// Whether a schema describes one stream event: a constant `event` with its `data`, both required.
pub(crate) fn is_event(schema: &Object) -> bool {
    let property = |name: &str| schema.get("properties").and_then(|properties| properties.get(name));
    let names = property("event").and_then(|event| event.get("enum")).and_then(Value::as_array);
    let mut required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    required.sort_unstable();
    names.is_some_and(|names| names.len() == 1) && property("data").is_some() && required == ["data", "event"]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn an_event_is_a_name_with_data() {
        let before = json!({ "oneOf": [{ "properties": {
            "enabled": { "type": "boolean" },
            "event": { "type": "string", "enum": ["thread.created"] },
            "data": { "type": "object" }
        }, "required": ["event", "data"] }] });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        oneOf:
          -
            properties:
              data: {type: object}
              event: {enum: [thread.created], type: string}
            required: [event, data]
        ");
    }
}
