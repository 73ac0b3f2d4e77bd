//! The keywords of JSON Schema, sorted by what strict mode makes of them, and what is said of those that it
//! refuses.

use serde_json::{Map, Value};

/// Keywords that lead to other schemas of the same value.
pub(super) const COMBINING: [&str; 4] = ["$ref", "allOf", "anyOf", "oneOf"];

/// Keywords that mean the same in strict mode.
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

/// Formats of strings that strict mode knows.
const FORMATS: [&str; 9] =
    ["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"];

/// Keywords that strict mode does not know, but a model can follow.
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

/// What is wrong, and what to do about it.
pub(super) type Fault = (&'static str, &'static str);

pub(super) const UNTYPED: Fault = ("takes a value of any type", "give it a type");
pub(super) const NOTHING: Fault = ("takes no value at all", "leave it out");
pub(super) const ROOT: Fault = ("is not an object", "wrap the type in a struct");
pub(super) const MALFORMED: Fault = ("is malformed", "write a list of schemas");
pub(super) const MAP: Fault = ("takes members of any name", "use a Vec of structs with a field for the name");
pub(super) const SEVERAL: Fault =
    ("combines several schemas", "flatten one enum at most, and give others fields of their own");
pub(super) const MIXED: Fault =
    ("has two schemas, of which one is not an object", "give the inner value a field of its own");
pub(super) const SAME_NAME: Fault = ("has two properties of one name", "rename one of the fields");
pub(super) const CIRCLE: Fault = ("contains itself in place", "give the inner value a field of its own");
pub(super) const ELSEWHERE: Fault =
    ("refers to something that is neither the root nor a definition", "put the schema in its place");
const DYNAMIC: Fault = ("refers to a schema by a dynamic name", "put the schema in its place");
const CONDITION: Fault = ("makes one part depend on another", "use an enum with a variant for each case");
const NOT: Fault = ("says what a value is not", "use a type that says what it is");
const ITEMS: Fault = ("treats some items of a list differently", "use a struct with a field for each item");

const REFUSED: [(&str, Fault); 14] = [
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

/// The first keyword of a schema that strict mode has nothing for.
pub(super) fn refused(schema: &Map<String, Value>) -> Option<(&'static str, Fault)> {
    REFUSED.into_iter().find(|(keyword, _)| schema.contains_key(*keyword))
}

/// The keywords that stay as they are, and the words for those that only a model can follow.
pub(super) fn sorted(schema: &Map<String, Value>) -> (Map<String, Value>, Vec<String>) {
    let of_strings = types(schema).iter().any(|name| name == "string");
    let (mut kept, mut words) = (Map::new(), Vec::new());
    for (key, value) in schema {
        let in_words = match key.as_str() {
            // Formats of numbers repeat the bounds, or say what every model knows.
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

/// The names of the types that a value may have: as they are given, or else as other keywords imply them.
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
