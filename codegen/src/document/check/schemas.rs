//! Checks schemas: keywords, types, enums, and distinct Rust names.

use std::collections::BTreeMap;

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::Value;

use crate::document::{Document, Kind, LIMITS, Location, Object, component_reference, pointer, walk};
use crate::error::Diagnostic;

/// Keywords that determine a type or its documentation.
const READ: [&str; 19] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "format",
    "items",
    "nullable",
    "oneOf",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "writeOnly",
];

/// Keywords for validation, besides [`LIMITS`], and annotations. The SDK leaves validation to the server.
const IGNORED: [&str; 10] = [
    "$comment",
    "$recursiveAnchor",
    "$recursiveRef",
    "example",
    "examples",
    "externalDocs",
    "propertyNames",
    "xml",
    "contentEncoding",
    "contentMediaType",
];

const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

pub(super) fn check(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    distinct(
        document.components().keys(),
        |name| name.to_pascal_case(),
        |name, first| {
            let message = format!("the schema's Rust name is already taken by {first}");
            diagnostics.push(Diagnostic::new(component_reference(name), message, "rename one of the two"));
        },
    );
    walk::visit(document.root(), Kind::Root, &Location::ROOT, &mut |kind, at, node| {
        if kind != Kind::Schema {
            return;
        }
        match node {
            Value::Object(schema) => object(at, schema, diagnostics),
            // In OpenAPI 3.0, only `additionalProperties` may be a boolean.
            Value::Bool(_) if at.is_under("additionalProperties") => {}
            _ => diagnostics.push(Diagnostic::new(
                at.to_string(),
                "the schema is not an object",
                "write it as a mapping",
            )),
        }
    });
}

fn object(at: &Location<'_>, schema: &Object, diagnostics: &mut Vec<Diagnostic>) {
    let mut report = |key: &str, message: String, help: &str| {
        diagnostics.push(Diagnostic::new(pointer::join(&at.to_string(), &[key]), message, help));
    };
    for key in schema.keys() {
        let known = [&READ[..], &IGNORED, &LIMITS].iter().any(|keywords| keywords.contains(&key.as_str()));
        if !known && !key.starts_with("x-") {
            report(key, format!("the keyword {key} is not supported"), "express the schema without it");
        }
    }
    for kind in types(schema) {
        if !kind.as_str().is_some_and(|name| TYPES.contains(&name)) {
            report("type", format!("{kind} is not a type"), "use one of the JSON types");
        }
    }
    let several = types(schema).filter(|kind| *kind != "null").count();
    if several > 1 {
        report("type", format!("the schema allows {several} types at once"), "use anyOf, one type each");
    }
    if types(schema).any(|kind| kind == "array") && !schema.contains_key("items") {
        report("type", "the array has no items".to_owned(), "add items");
    }
    if let Some(required) = schema.get("required")
        && !required.as_array().is_some_and(|names| names.iter().all(Value::is_string))
    {
        report("required", "required is not a list of names".to_owned(), "list the required properties");
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if schema.get(key).is_some_and(|list| list.as_array().is_none_or(Vec::is_empty)) {
            report(key, format!("{key} has no alternatives"), "list at least one schema");
        }
    }
    if let Some(properties) = schema.get("properties") {
        match properties.as_object() {
            None => report("properties", "properties is not a mapping".to_owned(), "map names to schemas"),
            Some(properties) => distinct(
                properties.keys(),
                |name| name.to_snake_case(),
                |name, first| {
                    let message = format!("property {name} has the same Rust name as {first}");
                    report("properties", message, "rename one of the two");
                },
            ),
        }
    }
    if let Some(values) = schema.get("enum") {
        enumeration(values, &mut report);
    }
}

fn enumeration(values: &Value, report: &mut impl FnMut(&str, String, &str)) {
    let Some(values) = values.as_array().filter(|values| !values.is_empty()) else {
        report("enum", "enum lists no values".to_owned(), "list at least one");
        return;
    };
    if let Some(value) = values.iter().find(|value| !value.is_string() && !value.is_null()) {
        report("enum", format!("the enum value {value} is not a string"), "use string values, or no enum");
    }
    for (index, value) in values.iter().enumerate() {
        if values[..index].contains(value) {
            report("enum", format!("the enum lists {value} twice"), "list it once");
        }
    }
}

fn types(schema: &Object) -> impl Iterator<Item = &Value> {
    match schema.get("type") {
        Some(Value::Array(several)) => several.iter(),
        Some(one) => std::slice::from_ref(one).iter(),
        None => [].iter(),
    }
}

/// Calls `clash` with each name that has the same Rust spelling as an earlier one, and with the earlier one.
fn distinct<'a>(
    names: impl Iterator<Item = &'a String>,
    spelling: impl Fn(&str) -> String,
    mut clash: impl FnMut(&str, &str),
) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        if let Some(first) = taken.insert(spelling(name), name) {
            clash(name, first);
        }
    }
}
