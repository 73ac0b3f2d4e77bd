//! Locations in JSON, as pointers, and JSON with another value at a location.

use serde_json::{Value, json};

use crate::schemas::Schemas;

/// A location in a sample.
pub struct Location {
    pub pointer: String,
    /// Whether it is a member of an object rather than an item of a list.
    pub in_object: bool,
    /// Whether it is an enum, which accepts numbers and booleans as texts.
    pub is_enum: bool,
    /// An empty list or map, if valid there.
    pub empty: Option<Value>,
}

fn members(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(members) => members.iter().map(|(key, member)| (key.clone(), member)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect(),
        _ => Vec::new(),
    }
}

/// The JSON with `value` at a location.
pub fn with(json: &Value, location: &str, value: Value) -> Value {
    let mut json = json.clone();
    if let Some(there) = json.pointer_mut(location) {
        *there = value;
    }
    json
}

/// The location as in errors: `data[0].id`.
pub fn path(location: &str) -> String {
    let mut path = String::new();
    for step in location.split('/').skip(1) {
        if step.bytes().all(|byte| byte.is_ascii_digit()) {
            path += &format!("[{step}]");
        } else {
            let dot = if path.is_empty() { "" } else { "." };
            path += &format!("{dot}{step}");
        }
    }
    path
}

/// The JSON with a value of another type at a location.
pub fn broken(json: &Value, location: &Location) -> Value {
    let wrong = match json.pointer(&location.pointer) {
        Some(Value::Number(_) | Value::Bool(_)) => json!("wrong"),
        _ if location.is_enum => json!({ "wrong": 7 }),
        _ => json!(7),
    };
    with(json, &location.pointer, wrong)
}

/// The JSON with integers as floats, to compare numbers by value.
pub fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(numbers).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, member)| (key.clone(), numbers(member))).collect())
        }
        other => other.clone(),
    }
}

/// The JSON with the members of each object in reverse order.
pub fn backwards(value: &Value) -> String {
    let all = |parts: Vec<String>| parts.join(",");
    match value {
        Value::Object(members) => {
            let members = members.iter().rev();
            let members = members.map(|(key, member)| format!("{}:{}", json!(key), backwards(member)));
            format!("{{{}}}", all(members.collect()))
        }
        Value::Array(items) => format!("[{}]", all(items.iter().map(backwards).collect())),
        other => other.to_string(),
    }
}

/// The locations of a valid sample at which only one JSON type (and null) is valid, and a value of another type is not
/// an unknown variant of a union.
pub fn typed(schemas: &Schemas, component: &str, sample: &Value) -> Vec<Location> {
    let mut locations = Vec::new();
    typed_below(schemas, schemas.component(component), sample, "", &mut locations);
    locations
}

fn typed_below(schemas: &Schemas, schema: &Value, value: &Value, at: &str, locations: &mut Vec<Location>) {
    let schema = schemas.resolved(schema);
    if let Some(alternatives) = Schemas::alternatives(schema) {
        let fitting = alternatives.iter().filter(|schema| fits(schemas, schema, value));
        return fitting.for_each(|schema| typed_below(schemas, schema, value, at, locations));
    }
    for (key, member) in members(value) {
        let property = if value.is_array() { schema.get("items") } else { property(schema, &key) };
        let Some(schema) = property else { continue };
        let at = format!("{at}/{key}");
        typed_below(schemas, schema, member, &at, locations);
        if !member.is_null() && has_one_type(schemas, schema) {
            let schema = schemas.not_null(schema);
            let is_enum = schema.get("enum").is_some();
            locations.push(Location {
                pointer: at,
                in_object: value.is_object(),
                is_enum,
                empty: empty(schema),
            });
        }
    }
}

fn empty(schema: &Value) -> Option<Value> {
    match schema["type"].as_str() {
        Some("array") if schema.get("minItems").is_none() => Some(json!([])),
        Some("object") if schema.get("properties").is_none() => Some(json!({})),
        _ => None,
    }
}

fn property<'a>(schema: &'a Value, key: &str) -> Option<&'a Value> {
    let named = schema.get("properties").and_then(|properties| properties.get(key));
    named.or_else(|| schema.get("additionalProperties").filter(|values| values.is_object()))
}

/// Whether the schema has one JSON type besides null. Constants do not count: they may be the tag of a union, where any
/// value is a variant.
fn has_one_type(schemas: &Schemas, schema: &Value) -> bool {
    let schema = schemas.not_null(schema);
    Schemas::alternatives(schema).is_none() && schema["enum"].as_array().is_none_or(|values| values.len() > 1)
}

/// Whether a value matches an alternative by type and constants.
fn fits(schemas: &Schemas, schema: &Value, value: &Value) -> bool {
    let schema = schemas.resolved(schema);
    let mut properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    match schema["type"].as_str() {
        Some("object") => {
            let constant = |key: &str| value.get(key).filter(|value| value.is_string());
            value.is_object()
                && properties.all(|(key, schema)| match (schema["enum"].as_array(), constant(key)) {
                    (Some(values), Some(value)) => values.contains(value),
                    _ => true,
                })
        }
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64(),
        Some("null") => value.is_null(),
        _ => false,
    }
}
