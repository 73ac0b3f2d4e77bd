//! In: inline objects, unions and enums. Out: named components.
//!
//! The description repeats the same union of tools six times, and typify would generate six types. A schema that equals a
//! component becomes a reference to it. Equal schemas under the same property name become one component of that name.
//! Others are named after their location.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Key, Kind, Location, Object, Schema, component_reference, walk};
use crate::error::Result;
use crate::sites::Sites;

/// Names all schemas that become Rust types.
pub fn apply(document: &mut Document, config: &Config) -> Result<Sites> {
    // Naming an inner schema can make two outer ones equal, so each round names the innermost schemas.
    let mut sites = 0;
    loop {
        let replaced = reuse_components(document) + name_innermost(document, config);
        if replaced == 0 {
            return Ok(sites.into());
        }
        sites += replaced;
    }
}

/// Replaces inline schemas that equal a component with a reference.
fn reuse_components(document: &mut Document) -> usize {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (name, schema) in document.components() {
        if schema.as_object().is_some_and(|schema| is_type(&Location::ROOT, schema)) {
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

/// Moves the innermost inline schemas to components.
fn name_innermost(document: &mut Document, config: &Config) -> usize {
    let mut found: BTreeMap<(String, String), Vec<Found>> = BTreeMap::new();
    let operations = Operations::new(document);
    document.schemas_mut(|at, schema| {
        if is_type(at, schema) && !at.is_component() && !is_alternative(at) && is_innermost(schema) {
            let words = operations.words(&at.keys());
            let short = words.last().map(|word| word.to_pascal_case()).unwrap_or_default();
            let shape = shape(&Value::Object(schema.clone()));
            let subject = operations.subject(at, config);
            found.entry((short, shape)).or_default().push(Found { at: at.to_string(), words, subject });
        }
    });

    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let mut descriptions: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<String> =
        document.components().keys().map(|name| name.to_pascal_case()).collect();
    for ((short, _), locations) in &found {
        let ambiguous = found.keys().filter(|(other, _)| other == short).count() > 1;
        let shared = locations.len() > 1 && !ambiguous && !taken.contains(short);
        let name = unique(if shared { short.clone() } else { long_name(&locations[0].words) }, &taken);
        taken.insert(name.clone());
        descriptions.insert(name.clone(), description(locations));
        names.extend(locations.iter().map(|location| (location.at.as_str(), name.clone())));
    }

    let mut components = Object::new();
    document.schemas_mut(|at, schema| {
        // Only types are named.
        if !is_type(at, schema) {
            return;
        }
        if let Some(name) = names.get(at.to_string().as_str()) {
            let mut component = schema.clone();
            component.remove("nullable");
            // The first description of the equal schemas is used.
            let known = components.get(name).is_some_and(|known| known.get("description").is_some());
            if !known {
                components.insert(name.clone(), Value::Object(component));
            }
            refer(schema, &component_reference(name));
        }
    });
    for (name, component) in components.iter_mut() {
        if let (Some(component), Some(description)) = (component.as_object_mut(), descriptions.remove(name)) {
            component.entry("description").or_insert(json!(description));
        }
    }
    document.components_mut().extend(components);
    names.len()
}

/// A schema to name.
struct Found {
    /// Its JSON pointer.
    at: String,
    /// The words of its name.
    words: Vec<String>,
    /// The parts of a default description.
    subject: Subject,
}

/// `An item of` `tools` in `AssistantObject`.
struct Subject {
    what: &'static str,
    property: String,
    owner: String,
}

/// The default description of a type: its location.
fn description(locations: &[Found]) -> String {
    let Subject { what, property, .. } = &locations[0].subject;
    let owners: BTreeSet<&str> = locations.iter().map(|location| location.subject.owner.as_str()).collect();
    let mut owners: Vec<String> = owners.into_iter().map(|owner| format!("`{owner}`")).collect();
    match (owners.pop(), owners.len()) {
        (Some(only), 0) => format!("{what} `{property}` in {only}."),
        (Some(last), 1..=2) => format!("{what} `{property}` in {} and {last}.", owners.join(", ")),
        _ => format!("{what} `{property}`."),
    }
}

/// Replaces `schema` with a reference, and keeps its description, `nullable` and `deprecated`.
fn refer(schema: &mut Object, target: &str) {
    schema.retain(|key, _| key == "description" || key == "nullable" || key == "deprecated");
    if schema.is_empty() {
        schema.insert("$ref".to_owned(), json!(target));
    } else {
        schema.insert("allOf".to_owned(), json!([{ "$ref": target }]));
    }
}

/// Whether a schema becomes a Rust type: an object with properties, a union, or an enum.
///
/// A property with a single value is a constant (see `const_properties`).
fn is_type(at: &Location<'_>, schema: &Object) -> bool {
    let values = schema.enum_values().len();
    let property = at.container() == "properties";
    schema.contains_key("properties")
        || schema.contains_key("oneOf")
        || schema.contains_key("anyOf")
        || values > 1
        || values == 1 && !property
}

/// Whether all schemas inside `schema` are named.
fn is_innermost(schema: &Object) -> bool {
    let mut innermost = true;
    walk::visit_below(schema, Kind::Schema, &Location::ROOT, &mut |_, at, node| {
        let unnamed = !is_alternative(at) && node.as_object().is_some_and(|schema| is_type(at, schema));
        innermost &= !unnamed;
    });
    innermost
}

/// Whether the schema is an alternative of a union, which typify names.
fn is_alternative(at: &Location<'_>) -> bool {
    ["oneOf", "anyOf", "allOf"].contains(&at.container())
}

/// A key that is equal for schemas of the same type: everything but annotations and nullability.
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

/// Sorts `required`, whose order does not matter.
fn sort_required(schema: &mut Value) {
    walk::visit_mut(schema, Kind::Schema, &Location::ROOT, &mut |_, _, node| {
        if let Some(required) = node.get_mut("required").and_then(Value::as_array_mut) {
            required.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        }
    });
}

/// Replaces `allOf: [reference]` with the reference.
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

/// [`shape`] with the title, as components with different titles are different types.
fn identity(schema: &Value) -> String {
    let title = if schema.get("properties").is_some() { schema.get("title") } else { None };
    format!("{}{}", shape(schema), title.unwrap_or(&Value::Null))
}

/// The operations of a document, to name schemas inside them.
struct Operations {
    by_method: BTreeMap<(String, String), (String, Vec<String>)>,
}

impl Operations {
    /// Collects the id and the names of the parameters of each operation.
    fn new(document: &Document) -> Self {
        let by_method = document.operations().map(|operation| {
            let parameters = operation.object.get("parameters").and_then(Value::as_array);
            let names = parameters.into_iter().flatten().map(|parameter| {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                name.trim_end_matches("[]").to_owned()
            });
            let key = (operation.path.to_owned(), operation.method.to_owned());
            (key, (operation.id().to_owned(), names.collect()))
        });
        Self { by_method: by_method.collect() }
    }

    /// The words of a location: its component or operation, then each property.
    ///
    /// Items of an array are named in the singular: an item of `tools` is a `tool`.
    fn words(&self, keys: &[Key<'_>]) -> Vec<String> {
        let (mut words, rest) = match keys {
            [Key::Keyword("components"), _, Key::Name(name), rest @ ..] => (vec![(*name).to_owned()], rest),
            [Key::Keyword("paths"), Key::Name(path), Key::Keyword(method), rest @ ..] => {
                let operation = self.by_method.get(&((*path).to_owned(), (*method).to_owned()));
                let (id, parameters) = operation.cloned().unwrap_or_default();
                let word = match rest {
                    [Key::Keyword("parameters"), Key::Index(index), ..] => parameters.get(*index).cloned(),
                    [Key::Keyword("requestBody"), ..] => Some("body".to_owned()),
                    _ => Some("response".to_owned()),
                };
                (vec![id, word.unwrap_or_default()], rest)
            }
            _ => (vec!["schema".to_owned()], keys),
        };
        let mut container = None;
        for key in rest {
            match (key, words.last_mut()) {
                (Key::Name(name), _) if container == Some("properties") => words.push((*name).to_owned()),
                (Key::Keyword("items"), Some(last)) => {
                    *last = last.strip_suffix('s').map_or(format!("{last}_item"), str::to_owned);
                }
                (Key::Keyword("additionalProperties"), Some(last)) => last.push_str("_value"),
                _ => {}
            }
            container = if let Key::Keyword(keyword) = key { Some(*keyword) } else { None };
        }
        words
    }

    /// The property or parameter of a location, and the type or operation that has it.
    fn subject(&self, at: &Location<'_>, config: &Config) -> Subject {
        let mut keys = at.keys();
        let entry = at.is_under("items") || at.is_under("additionalProperties");
        if entry {
            // An item is described by the name of its list.
            keys.pop();
        }
        let words = self.words(&keys);
        let owner = words.first().cloned().unwrap_or_default();
        Subject {
            what: if entry { "An item of" } else { "A value of" },
            property: words.last().cloned().unwrap_or_default(),
            owner: config.names.get(&owner).cloned().unwrap_or(owner),
        }
    }
}

fn long_name(words: &[String]) -> String {
    words.iter().map(|word| word.to_pascal_case()).collect()
}

fn unique(name: String, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut candidates = std::iter::once(name.clone()).chain(numbered);
    candidates.find(|candidate| !taken.contains(candidate)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn equal_schemas_share_a_name_and_others_are_named_after_their_location() {
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
              description: A value of `filter` in `listThings`.
              enum: [old, new]
              type: string
            Run:
              properties: {tools: {items: {$ref: #/components/schemas/Tool}, type: array}}
            Search: {type: object}
            Tool:
              description: An item of `tools` in `Assistant` and `Run`.
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

    #[test]
    fn properties_named_like_keywords_are_properties() {
        let order = json!({ "type": "string", "enum": ["asc", "desc"] });
        let before = json!({ "components": { "schemas": { "Page": { "properties": {
            "items": order,
            "properties": { "type": "array", "items": { "type": "string", "enum": ["one"] } },
            "additionalProperties": { "type": "string", "enum": ["a", "b"] }
        } } } } });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 3
        components:
          schemas:
            Page:
              properties:
                additionalProperties: {$ref: #/components/schemas/PageAdditionalProperties}
                items: {$ref: #/components/schemas/PageItems}
                properties: {items: {$ref: #/components/schemas/PagePropertie}, type: array}
            PageAdditionalProperties:
              description: A value of `additionalProperties` in `Page`.
              enum: [a, b]
              type: string
            PageItems:
              description: A value of `items` in `Page`.
              enum: [asc, desc]
              type: string
            PagePropertie:
              description: An item of `properties` in `Page`.
              enum: [one]
              type: string
        ");
    }
}
