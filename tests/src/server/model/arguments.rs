//! Makes a value that is valid for a JSON schema: the arguments of functions that are not scripted, and structured
//! outputs.

use serde_json::{Map, Value, json};

/// The maximum depth, as schemas may be recursive.
const MAX_DEPTH: usize = 8;

/// Makes a value of this schema. Takes strings and numbers from the question if it has any ("... in Oslo?").
pub fn sample(schema: &Value, question: &str) -> Value {
    value(schema, schema, "text", question, 0)
}

fn value(root: &Value, schema: &Value, name: &str, question: &str, depth: usize) -> Value {
    let inside = |schema: &Value, name: &str| value(root, schema, name, question, depth + 1);
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map_or(Value::Null, |target| inside(target, name));
    }
    if let Some(fixed) = [&schema["const"], &schema["enum"][0], &schema["default"], &schema["examples"][0]]
        .into_iter()
        .find(|fixed| !fixed.is_null())
    {
        return fixed.clone();
    }
    let alternatives = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema[key].as_array());
    if let Some(alternatives) = alternatives {
        let meant = alternatives.iter().find(|one| one["type"] != "null");
        return meant.map_or(Value::Null, |meant| inside(meant, name));
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| **kind != "null").and_then(Value::as_str),
        kind => kind.as_str(),
    };
    match kind {
        Some("object") => object(schema, &inside),
        None if schema.get("properties").is_some() => object(schema, &inside),
        Some("array") => {
            let count = schema["minItems"].as_u64().unwrap_or(1).clamp(1, 16);
            (0..count).map(|_| inside(&schema["items"], name)).collect()
        }
        Some("boolean") => json!(true),
        Some("integer") => json!(within(schema, number(question).unwrap_or(1.0)) as i64),
        Some("number") => json!(within(schema, number(question).unwrap_or(1.0))),
        Some("null") => Value::Null,
        _ => json!(proper_name(question).unwrap_or(name)),
    }
}

fn object(schema: &Value, inside: &dyn Fn(&Value, &str) -> Value) -> Value {
    let properties = schema["properties"].as_object().into_iter().flatten();
    Value::Object(
        properties.map(|(name, schema)| (name.clone(), inside(schema, name))).collect::<Map<_, _>>(),
    )
}

fn within(schema: &Value, number: f64) -> f64 {
    let least = schema["minimum"].as_f64().unwrap_or(f64::NEG_INFINITY);
    let most = schema["maximum"].as_f64().unwrap_or(f64::INFINITY);
    number.min(most).max(least)
}

/// The last capitalized word, except the first word of the question.
fn proper_name(question: &str) -> Option<&str> {
    let words =
        question.split_whitespace().skip(1).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| word.starts_with(char::is_uppercase) && word.chars().count() > 1).last()
}

fn number(question: &str) -> Option<f64> {
    let mut words = question.split(|c: char| !c.is_ascii_digit() && c != '.');
    words.find_map(|word| word.trim_matches('.').parse().ok())
}
