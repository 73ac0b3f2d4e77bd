//! In: stream events with more properties than `event` and `data`. Out: only these two.
//!
//! Evidence: the `thread.created` event published on 2026-08-21 has a boolean `enabled`. A server-sent event has no
//! such field (<https://html.spec.whatwg.org/multipage/server-sent-events.html>), and no server sends it.

use crate::config::Config;
use crate::document::{Document, Object, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Removes all other properties of events.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        if is_event(schema) {
            sites += schema.retain_properties(|name| name == "event" || name == "data");
        }
    });
    Ok(sites.into())
}

/// Whether a schema describes one stream event: a constant `event` with its `data`, both required.
pub(crate) fn is_event(schema: &Object) -> bool {
    let mut required: Vec<&str> = schema.required().collect();
    required.sort_unstable();
    let constant = schema.property("event").and_then(Schema::constant);
    constant.is_some() && schema.property("data").is_some() && required == ["data", "event"]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn events_have_only_name_and_data() {
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
