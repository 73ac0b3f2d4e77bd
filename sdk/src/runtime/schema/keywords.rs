//! JSON Schema keywords: supported by strict mode, moved to the description, or rejected with an error.

use serde_json::{Map, Value};

/// Keywords with other schemas of the same value.
pub(super) const COMBINING: [&str; 4] = ["$ref", "allOf", "anyOf", "oneOf"];

/// Keywords that strict mode supports.
const KEPT: [&str; 12] = [
    "const",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "multipleOf",
    "pattern",
];

/// String formats that strict mode supports.
const FORMATS: [&str; 9] =
    ["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"];

/// Keywords that strict mode does not support, but a model can follow as text.
const IN_WORDS: [&str; 8] = [
    "contentEncoding",
    "contentMediaType",
    "examples",
    "maxLength",
    "maxProperties",
    "minLength",
    "minProperties",
    "uniqueItems",
];

/// A problem, and how to fix it.
pub(super) type Problem = (&'static str, &'static str);

pub(super) const UNTYPED: Problem = ("allows any type", "give it a type");
pub(super) const NOTHING: Problem = ("allows no value", "remove it");
pub(super) const ROOT: Problem = ("is not an object", "wrap the type in a struct");
pub(super) const MALFORMED: Problem = ("is malformed", "write a list of schemas");
pub(super) const MAP: Problem =
    ("allows members of any name", "use a Vec of structs with a field for the name");
pub(super) const SEVERAL: Problem =
    ("combines several schemas", "flatten at most one enum, and use separate fields for others");
pub(super) const MIXED: Problem =
    ("has two schemas, of which one is not an object", "use a separate field for the inner value");
pub(super) const SAME_NAME: Problem = ("has two properties with the same name", "rename one of the fields");
pub(super) const CYCLE: Problem = ("contains itself in place", "use a separate field for the inner value");
pub(super) const ELSEWHERE: Problem =
    ("refers to something that is neither the root nor a definition", "inline the schema");
const DYNAMIC: Problem = ("refers to a schema by a dynamic name", "inline the schema");
const CONDITION: Problem = ("makes one part depend on another", "use an enum with a variant for each case");
const NOT: Problem = ("excludes values", "use a type for the allowed values");
const ITEMS: Problem = ("treats some items of a list differently", "use a struct with a field for each item");

const REJECTED: [(&str, Problem); 14] = [
    ("$dynamicRef", DYNAMIC),
    ("$recursiveRef", DYNAMIC),
    ("additionalItems", ITEMS),
    ("contains", ITEMS),
    ("dependentRequired", CONDITION),
    ("dependentSchemas", CONDITION),
    ("else", CONDITION),
    ("if", CONDITION),
    ("not", NOT),
    ("patternProperties", MAP),
    ("prefixItems", ITEMS),
    ("propertyNames", MAP),
    ("then", CONDITION),
    ("unevaluatedItems", ITEMS),
];

/// The first keyword of a schema that strict mode does not support.
pub(super) fn rejected(schema: &Map<String, Value>) -> Option<(&'static str, Problem)> {
    REJECTED.into_iter().find(|(keyword, _)| schema.contains_key(*keyword))
}

/// Splits the keywords into supported ones and text for the description.
pub(super) fn sorted(schema: &Map<String, Value>) -> (Map<String, Value>, Vec<String>) {
    let of_strings = types(schema).iter().any(|name| name == "string");
    let (mut kept, mut words) = (Map::new(), Vec::new());
    for (key, value) in schema {
        let in_words = match key.as_str() {
            // Formats of numbers are redundant.
            "format" if !of_strings => continue,
            "format" => !FORMATS.iter().any(|known| value == known),
            "uniqueItems" => value == &Value::Bool(true),
            key => IN_WORDS.contains(&key),
        };
        match value {
            Value::String(text) if in_words => words.push(format!("{key}: {text}")),
            value if in_words => words.push(format!("{key}: {value}")),
            value if KEPT.contains(&key.as_str()) => {
                kept.insert(key.clone(), value.clone());
            }
            _ => {}
        }
    }
    (kept, words)
}

/// The types of a value: explicit, or implied by other keywords.
pub(super) fn types(schema: &Map<String, Value>) -> Vec<Value> {
    if let Some(types) = schema.get("type") {
        return types.as_array().cloned().unwrap_or_else(|| vec![types.clone()]);
    }
    if schema.contains_key("properties") {
        return vec!["object".into()];
    }
    if schema.contains_key("items") {
        return vec!["array".into()];
    }
    let values = schema.get("enum").and_then(Value::as_array);
    let mut types: Vec<Value> = Vec::new();
    for value in values.into_iter().flatten().chain(schema.get("const")) {
        let name = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if !types.iter().any(|known| known == name) {
            types.push(name.into());
        }
    }
    types
}
