//! Builds schemas and their members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Event, Kind, Member, Object, Schema, Shape, type_name, unions};
use crate::document::{Document, Object as Json, Schema as _, component_name, reference};
use crate::document_passes::upstream::stray_event_properties::is_event;

/// All components, by the name of their Rust type.
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
    if schema.contains_key("properties") || schema.members("allOf").len() > 1 {
        return Shape::Object(object(schema, components));
    }
    match schema.get("enum").and_then(Value::as_array) {
        Some(values) => {
            Shape::Enum(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect())
        }
        None if schema.get("type").and_then(Value::as_str) == Some("object") => {
            Shape::Object(Object::default())
        }
        None => Shape::Other,
    }
}

/// The members of an object and of the schemas that it extends: required ones in the order of `required`, then the others.
fn object(schema: &Json, components: &Json) -> Object {
    let mut parts = Vec::new();
    collect_parts(schema, components, &mut Vec::new(), &mut parts);
    let required: Vec<&str> = parts.iter().flat_map(|part| part.required()).collect();
    let mut members: Vec<Member> = Vec::new();
    for (name, json) in parts.iter().flat_map(|part| part.properties()) {
        // The last, most specific description of a member counts.
        members.retain(|member| member.name != name);
        members.push(member(name, json, required.contains(&name)));
    }
    members.sort_by_key(|member| required.iter().position(|name| *name == member.name).unwrap_or(usize::MAX));
    Object { members, tag: None }
}

/// The schemas that it extends with `allOf`, then the schema itself.
fn collect_parts<'a>(
    schema: &'a Json,
    components: &'a Json,
    on_the_way: &mut Vec<String>,
    parts: &mut Vec<&'a Json>,
) {
    for part in schema.members("allOf").iter().filter_map(Value::as_object) {
        match part.reference().and_then(component_name) {
            Some(name) if on_the_way.contains(&name) => {}
            Some(name) => {
                if let Some(target) = components.get(&name).and_then(Value::as_object) {
                    on_the_way.push(name);
                    collect_parts(target, components, on_the_way, parts);
                    on_the_way.pop();
                }
            }
            None => collect_parts(part, components, on_the_way, parts),
        }
    }
    parts.push(schema);
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

/// The kind of an inline schema.
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

/// The events, if all alternatives are events.
fn events(alternatives: &[Value]) -> Option<Vec<Event>> {
    let event = |alternative: &Value| {
        let json = alternative.as_object().filter(|json| is_event(json))?;
        let name = alternative.pointer("/properties/event/enum/0")?.as_str()?.to_owned();
        let data = json.get("properties")?.get("data")?.as_object().map(kind)?;
        Some(Event { name, data })
    };
    alternatives
        .iter()
        .filter(|alternative| reference(alternative).is_none())
        .count()
        .eq(&alternatives.len())
        .then_some(())?;
    alternatives.iter().map(event).collect()
}

pub(super) fn text(json: &Json, key: &str) -> String {
    json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
