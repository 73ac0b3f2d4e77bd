//! Converts the document's schemas to JSON Schema.

use std::collections::BTreeMap;

use codegen::config::Config;
use codegen::document::{Document, component_name, component_reference, reference};
use codegen::document_passes::{self, shaping::verbs};
use sdk_tests::server::document::plain;
use serde_json::{Map, Value, json};

/// The components of a document.
///
/// Properties imply an object. Drops alternatives of required properties, which only a server can check, `required` of
/// lists, which is meant for their items, and `enabled` of events, which no server sends. A `search_query` that is a list
/// may be a string as well.
pub struct Schemas {
    components: Value,
    /// The Rust name of each component, by its name in the document.
    renamed: BTreeMap<String, String>,
    /// What the passes that correct the document leave of each required property, by component and property.
    corrected: BTreeMap<(String, String), Promise>,
}

/// Whether servers send a required property.
#[derive(Clone, Copy)]
pub struct Promise {
    /// Always present.
    pub sent: bool,
    /// Not null, unless its schema allows it.
    pub not_null: bool,
}

impl Schemas {
    pub fn of(document: &Document) -> Self {
        let components =
            document.components().iter().map(|(name, schema)| (name.clone(), mended(&plain(schema, name))));
        let config =
            Config::parse(include_str!("../../../spec/source.toml")).expect("the file is well formed");
        let (renamed, corrected) = (renamed(document, &config), corrected(document, &config));
        Self { components: components.collect(), renamed, corrected }
    }

    /// Whether servers send this required property of a component.
    pub fn servers_keep_to(&self, component: &str, property: &str) -> Promise {
        let key = (component.to_owned(), property.to_owned());
        self.corrected.get(&key).copied().unwrap_or(Promise { sent: true, not_null: true })
    }

    /// The component with this Rust name, ignoring case: `OpenAIFile` is `OpenAiFile`.
    pub fn name(&self, name: &str) -> Option<&str> {
        let mut names = self.components.as_object()?.keys();
        let is_it = |key: &String| self.renamed.get(key).unwrap_or(key).eq_ignore_ascii_case(name);
        names.find(|key| is_it(key)).map(String::as_str)
    }

    /// A component.
    pub fn component(&self, name: &str) -> &Value {
        &self.components[name]
    }

    /// The schema, with its reference resolved.
    pub fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match reference(schema).and_then(component_name) {
            Some(name) => self.resolved(&self.components[name]),
            None => schema,
        }
    }

    /// The other alternative of a schema that is nullable with `anyOf` or `oneOf`.
    pub fn not_null<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let schema = self.resolved(schema);
        let others = Self::alternatives(schema).into_iter().flatten();
        match others.filter(|other| other["type"] != "null").collect::<Vec<_>>().as_slice() {
            [only] => self.not_null(only),
            _ => schema,
        }
    }

    /// The alternatives of a schema.
    pub fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
        ["anyOf", "oneOf"].into_iter().find_map(|key| schema.get(key)?.as_array())
    }

    /// A validator for a component.
    pub fn validator(&self, name: &str) -> jsonschema::Validator {
        let schema =
            json!({ "$ref": component_reference(name), "components": { "schemas": self.components } });
        jsonschema::draft202012::new(&schema).expect("the document's schemas are JSON schemas")
    }
}

/// The Rust name of each component, which codegen may have renamed.
fn renamed(document: &Document, config: &Config) -> BTreeMap<String, String> {
    const PUBLISHED: &str = "x-published";
    let mut after = document.clone();
    for (name, schema) in after.components_mut() {
        schema[PUBLISHED] = json!(name);
    }
    verbs::apply(&mut after, config).expect("the pass applies to the checked-in document");
    let names = after.components().iter().map(|(name, schema)| {
        let published = schema[PUBLISHED].as_str().unwrap_or(name);
        (published.to_owned(), config.names.get(name).unwrap_or(name).clone())
    });
    names.collect()
}

/// The required properties that codegen's passes relax.
fn corrected(document: &Document, config: &Config) -> BTreeMap<(String, String), Promise> {
    let mut after = document.clone();
    let corrects = |name: &str| name == "lowering/dereference" || name.starts_with("upstream/");
    for pass in document_passes::ALL.iter().filter(|pass| corrects(pass.name)) {
        (pass.apply)(&mut after, config).expect("the passes apply to the checked-in document");
    }
    let mut corrected = BTreeMap::new();
    for (name, schema) in document.components() {
        let after = &after.components()[name];
        for property in schema["required"].as_array().into_iter().flatten() {
            let nullable = |schema: &Value| {
                let at = property.as_str().and_then(|property| schema["properties"].get(property));
                at.is_some_and(|at| at["nullable"] == true)
            };
            let sent = after["required"].as_array().is_some_and(|required| required.contains(property));
            let not_null = nullable(schema) || !nullable(after);
            if !(sent && not_null) {
                let property = property.as_str().unwrap_or_default().to_owned();
                corrected.insert((name.clone(), property), Promise { sent, not_null });
            }
        }
    }
    corrected
}

/// The schema, corrected to match what servers send.
fn mended(node: &Value) -> Value {
    let members = match node {
        Value::Object(members) => members,
        Value::Array(items) => return items.iter().map(mended).collect(),
        other => return other.clone(),
    };
    let mut members: Map<String, Value> =
        members.iter().map(|(key, member)| (key.clone(), mended(member))).collect();
    if let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
        if properties.contains_key("event") {
            properties.remove("enabled");
        }
        if let Some(query) = properties.get_mut("search_query") {
            *query = json!({ "anyOf": [query, { "type": "string" }] });
        }
        members.entry("type").or_insert(json!("object"));
        members.remove("anyOf");
        members.remove("oneOf");
    }
    if let (Some(required), Some(items)) = (members.get("required").cloned(), members.get_mut("items")) {
        items["required"] = required;
    }
    Value::Object(members)
}
