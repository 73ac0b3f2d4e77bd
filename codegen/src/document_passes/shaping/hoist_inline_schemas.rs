//! In: objects, unions and enums described in place. Out: components, each with one name.
//!
//! The description writes the same union of tools out in six places, and typify makes six types of it. A
//! schema that equals a component becomes a reference to it; schemas that are equal and stand under the
//! same property name become one component of that name; what stands alone is named after its place.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Kind, Object, Place, component_reference, pointer, walk};
use crate::error::Result;
use crate::sites::Sites;

/// Names every schema that becomes a Rust type.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    // Naming an inner schema can make two outer ones equal, so innermost schemas go first, and what
    // they are part of follows in the next round.
    let mut sites = 0;
    loop {
        let replaced = reuse_components(document) + name_innermost(document);
        if replaced == 0 {
            return Ok(sites.into());
        }
        sites += replaced;
    }
}

/// Refers to a component wherever an equal schema is written out.
fn reuse_components(document: &mut Document) -> usize {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (name, schema) in document.components() {
        if schema.as_object().is_some_and(|schema| is_type(&Place::ROOT, schema)) {
            known.entry(identity(schema)).or_insert_with(|| component_reference(name));
        }
    }
    let mut sites = 0;
    document.schemas_mut(|at, schema| {
        if at.is_component() || !is_type(at, schema) {
            return;
        }
        if let Some(target) = known.get(&identity(&Value::Object(schema.clone()))) {
            refer(schema, target);
            sites += 1;
        }
    });
    sites
}

/// Makes components of the schemas in place that hold no others.
fn name_innermost(document: &mut Document) -> usize {
    let mut found: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let places = places(document);
    document.schemas_mut(|at, schema| {
        if is_type(at, schema) && !at.is_component() && !is_alternative(at) && is_innermost(schema) {
            let at = at.to_string();
            let short = words(&at, &places).last().map(|word| word.to_pascal_case()).unwrap_or_default();
            found.entry((short, shape(&Value::Object(schema.clone())))).or_default().push(at);
        }
    });

    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: Vec<String> = document.components().keys().map(|name| name.to_pascal_case()).collect();
    for ((short, _), found_at) in &found {
        let ambiguous = found.keys().filter(|(other, _)| other == short).count() > 1;
        let shared = found_at.len() > 1 && !ambiguous && !taken.contains(short);
        let name = if shared { short.clone() } else { long_name(&words(&found_at[0], &places)) };
        let name = unique(name, &taken);
        taken.push(name.clone());
        names.extend(found_at.iter().map(|place| (place.clone(), name.clone())));
    }

    let mut components = Object::new();
    document.schemas_mut(|at, schema| {
        // Only a type can have been given a name.
        if !is_type(at, schema) {
            return;
        }
        let at = &at.to_string();
        if let Some(name) = names.get(at) {
            let mut component = schema.clone();
            component.remove("nullable");
            component.entry("description").or_insert_with(|| json!(description(at, &places)));
            components.entry(name.as_str()).or_insert(Value::Object(component));
            refer(schema, &component_reference(name));
        }
    });
    document.components_mut().extend(components);
    names.len()
}

/// What can be said of a type without a description: where it stands.
fn description(at: &str, places: &Places) -> String {
    let owner = words(at, places).first().cloned().unwrap_or_default();
    let (place, item) = at.strip_suffix("/items").map_or((at, false), |place| (place, true));
    // The words of the list itself: it is `tools` of which this is an item.
    let last = words(place, places).pop().unwrap_or_default();
    let what = if item { "An item of" } else { "A value of" };
    format!("{what} `{last}`, first met in `{owner}`.")
}

/// Turns `schema` into a reference that keeps what is said about the place.
fn refer(schema: &mut Object, target: &str) {
    schema.retain(|key, _| key == "description" || key == "nullable" || key == "deprecated");
    if schema.is_empty() {
        schema.insert("$ref".to_owned(), json!(target));
    } else {
        schema.insert("allOf".to_owned(), json!([{ "$ref": target }]));
    }
}

/// Whether a schema becomes a Rust type of its own: an object with properties, a union, an enum.
///
/// A property with a single value is none of them: it is a constant (see `const_properties`).
fn is_type(at: &Place<'_>, schema: &Object) -> bool {
    let values = schema.get("enum").and_then(Value::as_array).map_or(0, Vec::len);
    let property = at.held_in() == "properties";
    schema.contains_key("properties")
        || schema.contains_key("oneOf")
        || schema.contains_key("anyOf")
        || values > 1
        || values == 1 && !property
}

/// Whether nothing inside `schema` is still waiting for a name.
fn is_innermost(schema: &Object) -> bool {
    let mut innermost = true;
    walk::visit_below(schema, Kind::Schema, &Place::ROOT, &mut |_, at, node| {
        let waits = !is_alternative(at) && node.as_object().is_some_and(|schema| is_type(at, schema));
        innermost &= !waits;
    });
    innermost
}

/// Whether the schema is an alternative of a union: typify names those itself.
fn is_alternative(at: &Place<'_>) -> bool {
    ["oneOf", "anyOf", "allOf"].contains(&at.held_in())
}

/// What makes two schemas the same type: everything but words and nullability.
fn shape(schema: &Value) -> String {
    fn strip(node: &Value, root: bool) -> Value {
        match node {
            Value::Object(object) => {
                let kept = object.iter().filter(|(key, value)| {
                    let word =
                        ["description", "title", "deprecated"].contains(&key.as_str()) && !value.is_object();
                    !(word || root && key.as_str() == "nullable")
                });
                Value::Object(kept.map(|(key, value)| (key.clone(), strip(value, false))).collect())
            }
            Value::Array(items) => items.iter().map(|item| strip(item, false)).collect(),
            other => other.clone(),
        }
    }
    let mut shape = strip(schema, true);
    sort_required(&mut shape);
    unwrap_references(&mut shape);
    shape.to_string()
}

/// The order in which required properties are listed means nothing.
fn sort_required(schema: &mut Value) {
    walk::visit_mut(schema, Kind::Schema, &Place::ROOT, &mut |_, _, node| {
        if let Some(required) = node.get_mut("required").and_then(Value::as_array_mut) {
            required.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        }
    });
}

/// `allOf: [reference]` is the reference.
fn unwrap_references(node: &mut Value) {
    if let Some(object) = node.as_object_mut()
        && object.len() == 1
        && let Some([only]) = object.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
        && only.get("$ref").is_some()
    {
        *node = only.clone();
    }
    match node {
        Value::Object(object) => object.values_mut().for_each(unwrap_references),
        Value::Array(items) => items.iter_mut().for_each(unwrap_references),
        _ => {}
    }
}

/// [`shape`] with the title: components of one shape and different titles are different things.
fn identity(schema: &Value) -> String {
    let title = if schema.get("properties").is_some() { schema.get("title") } else { None };
    format!("{}{}", shape(schema), title.unwrap_or(&Value::Null))
}

/// The words that lead to a place: its component or operation, then each property on the way.
///
/// What stands in an array is named in the singular: `tools/items` of an assistant is its `tool`.
fn words(at: &str, places: &Places) -> Vec<String> {
    let held = places
        .iter()
        .find(|(place, _)| at.strip_prefix(place.as_str()).is_some_and(|rest| rest.starts_with('/')));
    let (mut words, rest) = match (held, at.strip_prefix("#/components/schemas/")) {
        (Some((place, words)), _) => (words.to_vec(), &at[place.len()..]),
        (None, Some(rest)) => (Vec::new(), rest),
        (None, None) => (Vec::new(), at),
    };
    let mut segments = rest.split('/').map(pointer::unescape);
    if words.is_empty() {
        words.extend(segments.next());
    }
    while let Some(segment) = segments.next() {
        let last = words.last_mut();
        match (segment.as_str(), last) {
            ("properties", _) => words.extend(segments.next()),
            ("items", Some(last)) => {
                *last = last.strip_suffix('s').map_or(format!("{last}_item"), str::to_owned)
            }
            ("additionalProperties", Some(last)) => last.push_str("_value"),
            _ => {}
        }
    }
    words
}

/// The pointers at which operations hold schemas, with the words for each: operation id and what it is.
type Places = Vec<(String, [String; 2])>;

fn places(document: &Document) -> Places {
    let mut places = Places::new();
    for operation in document.operations() {
        let mut add = |keys: &[&str], word: &str| {
            let word = word.trim_end_matches("[]").to_owned();
            places.push((pointer::join(&operation.pointer(), keys), [operation.id().to_owned(), word]));
        };
        let parameters = operation.object.get("parameters").and_then(Value::as_array);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            add(&["parameters", &index.to_string()], name);
        }
        for (owner, word) in [("requestBody", "body"), ("responses", "response")] {
            add(&[owner], word);
        }
    }
    places
}

fn long_name(words: &[String]) -> String {
    words.iter().map(|word| word.to_pascal_case()).collect()
}

fn unique(name: String, taken: &[String]) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut candidates = std::iter::once(name.clone()).chain(numbered);
    candidates.find(|candidate| !taken.contains(candidate)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn equal_schemas_share_a_name_and_lone_ones_are_named_after_their_place() {
        let tools = json!({ "type": "array", "items": { "oneOf": [
            { "$ref": "#/components/schemas/Code" }, { "$ref": "#/components/schemas/Search" }
        ] } });
        let limits =
            json!({ "type": "object", "title": "Limits", "properties": { "max": { "type": "integer" } } });
        let before = json!({
            "paths": { "/a": { "get": { "operationId": "listThings", "parameters": [
                { "name": "filter", "in": "query", "schema": { "type": "string", "enum": ["old", "new"] } }
            ] } } },
            "components": { "schemas": {
                "Code": { "type": "object" },
                "Search": { "type": "object" },
                "Limits": limits,
                "Assistant": { "properties": {
                    "tools": tools, "limits": limits,
                    "state": { "description": "Kept.", "nullable": true, "properties": { "code": { "type": "string" } } }
                } },
                "Run": { "properties": { "tools": tools } }
            } }
        });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 5
        components:
          schemas:
            Assistant:
              properties:
                limits: {$ref: #/components/schemas/Limits}
                state:
                  allOf: [{$ref: #/components/schemas/AssistantState}]
                  description: Kept.
                  nullable: true
                tools: {items: {$ref: #/components/schemas/Tool}, type: array}
            AssistantState: {description: Kept., properties: {code: {type: string}}}
            Code: {type: object}
            Limits: {properties: {max: {type: integer}}, title: Limits, type: object}
            ListThingsFilter:
              description: A value of `filter`,  first met in `listThings`.
              enum: [old, new]
              type: string
            Run:
              properties: {tools: {items: {$ref: #/components/schemas/Tool}, type: array}}
            Search: {type: object}
            Tool:
              description: An item of `tools`,  first met in `Assistant`.
              oneOf: [{$ref: #/components/schemas/Code}, {$ref: #/components/schemas/Search}]
        paths:
          /a:
            get:
              operationId: listThings
              parameters:
                -
                  in: query
                  name: filter
                  schema: {$ref: #/components/schemas/ListThingsFilter}
        ");
    }
}
