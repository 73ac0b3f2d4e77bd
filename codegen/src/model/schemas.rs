//! Schemas: what a component is, and what its members hold.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Event, Kind, Member, Object, Schema, Shape, type_name, unions};
use crate::document::{Document, Object as Json, Schema as _, component_name, reference};
use crate::document_passes::upstream::stray_event_properties::is_event;

/// Every component, by the name of its Rust type.
pub(super) fn schemas(document: &Document) -> BTreeMap<String, Schema> {
    let components = document.components();
    let schemas = components.iter().filter_map(|(component, json)| {
        let json = json.as_object()?;
        let schema = Schema {
            component: component.clone(),
            sent: false,
            received: false,
            docs: text(json, "description"),
            shape: shape(json, components),
        };
        Some((type_name(component), schema))
    });
    schemas.collect()
}

fn shape(schema: &Json, components: &Json) -> Shape {
    let alternatives = ["oneOf", "anyOf"].into_iter().find_map(|key| schema.get(key)?.as_array());
    if let Some(alternatives) = alternatives {
        return match events(alternatives) {
            Some(events) => Shape::Events(events),
            None => Shape::Union(unions::union(alternatives, components)),
        };
    }
    if schema.contains_key("properties") {
        return Shape::Object(object(schema));
    }
    match schema.get("enum").and_then(Value::as_array) {
        Some(values) => Shape::Enum(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()),
        None if schema.get("type").and_then(Value::as_str) == Some("object") => Shape::Object(Object::default()),
        None => Shape::Other,
    }
}

/// The members of an object: what is required first, in the order in which the document lists it.
pub(super) fn object(schema: &Json) -> Object {
    let required: Vec<&str> = schema.required().collect();
    let mut members: Vec<Member> =
        schema.properties().map(|(name, json)| member(name, json, schema.is_required(name))).collect();
    members.sort_by_key(|member| required.iter().position(|name| *name == member.name).unwrap_or(usize::MAX));
    Object { members, tag: None }
}

fn member(name: &str, json: &Json, required: bool) -> Member {
    Member {
        name: name.to_owned(),
        required,
        nullable: json.is_nullable(),
        kind: kind(json),
        constant: json.get("x-constant").and_then(Value::as_str).map(str::to_owned),
        docs: text(json, "description"),
    }
}

/// What a schema in place holds.
pub(super) fn kind(json: &Json) -> Kind {
    let target = json.reference().or_else(|| json.wrapped_reference());
    if let Some(name) = target.and_then(component_name) {
        return Kind::Named(type_name(&name));
    }
    if json.contains_key("x-rust-type") && json.get("format").and_then(Value::as_str) == Some("binary") {
        return Kind::File;
    }
    let inner = |key: &str| json.get(key).and_then(Value::as_object).map_or(Kind::Any, kind);
    match json.get("type").and_then(Value::as_str) {
        Some("string") => Kind::Text,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        Some("array") => Kind::List(Box::new(inner("items"))),
        Some("object") => Kind::Map(Box::new(inner("additionalProperties"))),
        _ => Kind::Any,
    }
}

/// The events, if every alternative is one.
fn events(alternatives: &[Value]) -> Option<Vec<Event>> {
    let event = |alternative: &Value| {
        let json = alternative.as_object().filter(|json| is_event(json))?;
        let name = alternative.pointer("/properties/event/enum/0")?.as_str()?.to_owned();
        let data = json.get("properties")?.get("data")?.as_object().map(kind)?;
        Some(Event { name, data })
    };
    alternatives.iter().filter(|alternative| reference(alternative).is_none()).count().eq(&alternatives.len()).then_some(())?;
    alternatives.iter().map(event).collect()
}

pub(super) fn text(json: &Json, key: &str) -> String {
    json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
