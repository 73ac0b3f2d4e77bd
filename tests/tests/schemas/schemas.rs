//! The document's schemas as JSON Schema says things.

use codegen::document::{Document, component_name, component_reference, reference};
use sdk_tests::server::document::plain;
use serde_json::{Map, Value, json};

/// The components of a document.
///
/// Properties imply an object. Which of two properties has to be there is dropped: only a server can say it,
/// and what a list requires is meant for its items. `enabled` beside an event is dropped too: no server sends
/// it. A `search_query` that is a list may be a string as well.
pub struct Schemas {
    components: Value,
}

impl Schemas {
    pub fn of(document: &Document) -> Self {
        let components =
            document.components().iter().map(|(name, schema)| (name.clone(), mended(&plain(schema, name))));
        Self { components: components.collect() }
    }

    /// The component of this name, whatever the case of its letters: `OpenAIFile` is `OpenAiFile` in Rust.
    pub fn name(&self, name: &str) -> Option<&str> {
        let mut names = self.components.as_object()?.keys();
        names.find(|key| key.eq_ignore_ascii_case(name)).map(String::as_str)
    }

    /// A component.
    pub fn component(&self, name: &str) -> &Value {
        &self.components[name]
    }

    /// A schema, or what it refers to.
    pub fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match reference(schema).and_then(component_name) {
            Some(name) => self.resolved(&self.components[name]),
            None => schema,
        }
    }

    /// A schema without the alternative that is null, if one other is left.
    pub fn not_null<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let schema = self.resolved(schema);
        let others = Self::alternatives(schema).into_iter().flatten();
        match others.filter(|other| other["type"] != "null").collect::<Vec<_>>().as_slice() {
            [only] => self.not_null(only),
            _ => schema,
        }
    }

    /// The alternatives of a schema, if it has some.
    pub fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
        ["anyOf", "oneOf"].into_iter().find_map(|key| schema.get(key)?.as_array())
    }

    /// Checks values against a component.
    pub fn validator(&self, name: &str) -> jsonschema::Validator {
        let schema =
            json!({ "$ref": component_reference(name), "components": { "schemas": self.components } });
        jsonschema::draft202012::new(&schema).expect("the document's schemas are JSON schemas")
    }
}

/// What the document says and servers do not keep to.
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
