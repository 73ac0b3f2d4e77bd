//! Visits the nodes of an OpenAPI document.
//!
//! The table `step` says which nodes are schemas, so that a property named `schema` or an example that resembles one is
//! not mistaken for a schema.

use std::fmt;

use serde_json::Value;

use super::{Object, pointer};

/// The kind of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The document itself.
    Root,
    /// The `components` object.
    Components,
    /// One entry of `paths`.
    PathItem,
    /// An operation.
    Operation,
    /// A parameter or a header: both have a schema or a content map.
    Parameter,
    /// A request body or a response: both have a content map.
    Content,
    /// A media type of a content map.
    MediaType,
    /// A schema, at any depth.
    Schema,
    /// The extension `x-rust-type`: a type of the SDK, perhaps with schemas as its parameters.
    RustType,
}

/// How the children are stored below a key.
enum Step {
    One(Kind),
    Map(Kind),
    List(Kind),
}

fn step(kind: Kind, key: &str) -> Option<Step> {
    use Kind::*;
    Some(match (kind, key) {
        (Root, "paths") => Step::Map(PathItem),
        (Root, "components") => Step::One(Components),
        (Components, "schemas") => Step::Map(Schema),
        (Components, "responses" | "requestBodies") => Step::Map(Content),
        (Components, "parameters" | "headers") => Step::Map(Parameter),
        (PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => {
            Step::One(Operation)
        }
        (PathItem | Operation, "parameters") => Step::List(Parameter),
        (Operation, "requestBody") => Step::One(Content),
        (Operation, "responses") => Step::Map(Content),
        (Content, "headers") => Step::Map(Parameter),
        (Content | Parameter, "content") => Step::Map(MediaType),
        (Parameter | MediaType, "schema") => Step::One(Schema),
        (Schema, "properties" | "patternProperties" | "$defs" | "dependentSchemas") => Step::Map(Schema),
        (Schema, "oneOf" | "anyOf" | "allOf" | "prefixItems") => Step::List(Schema),
        (
            Schema,
            "items" | "additionalProperties" | "not" | "if" | "then" | "else" | "contains" | "propertyNames",
        ) => Step::One(Schema),
        (Schema, "x-rust-type") => Step::One(RustType),
        (RustType, "parameters") => Step::List(Schema),
        _ => return None,
    })
}

/// The location of a node: the keys that lead to it. Displayed as a JSON pointer.
///
/// A property may be named `items` and a schema `allOf`, so use the keys: a pointer does not distinguish names and
/// keywords.
#[derive(Debug, Clone, Copy)]
pub struct Location<'a> {
    parent: Option<&'a Location<'a>>,
    key: Key<'a>,
}

/// One key of a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// A keyword of OpenAPI or JSON Schema: `components`, `get`, `properties`, `items`.
    Keyword(&'a str),
    /// A name in the document: of a path, a schema, a property, a status.
    Name(&'a str),
    /// A position in a list.
    Index(usize),
}

impl Location<'static> {
    /// The root of the document, or of the visited node: `#`.
    pub const ROOT: Self = Self { parent: None, key: Key::Keyword("#") };
}

impl Location<'_> {
    fn keyword<'a>(&'a self, keyword: &'a str) -> Location<'a> {
        Location { parent: Some(self), key: Key::Keyword(keyword) }
    }

    fn name<'a>(&'a self, name: &'a str) -> Location<'a> {
        Location { parent: Some(self), key: Key::Name(name) }
    }

    fn index(&self, index: usize) -> Location<'_> {
        Location { parent: Some(self), key: Key::Index(index) }
    }

    /// Returns the keys from the root to the node.
    pub fn keys(&self) -> Vec<Key<'_>> {
        let Some(parent) = self.parent else { return Vec::new() };
        let mut keys = parent.keys();
        keys.push(self.key);
        keys
    }

    /// Whether the node is the direct value of `keyword`, such as `items` or `additionalProperties`.
    pub fn is_under(&self, keyword: &str) -> bool {
        self.parent.is_some() && self.key == Key::Keyword(keyword)
    }

    /// Returns the keyword of the map or list that contains the node, for example `properties` for a property; empty if there
    /// is none.
    pub fn container(&self) -> &str {
        match (self.key, self.parent) {
            (Key::Name(_) | Key::Index(_), Some(Location { key: Key::Keyword(keyword), .. })) => keyword,
            _ => "",
        }
    }

    /// Whether the node is a member of `#/components/schemas`.
    pub fn is_component(&self) -> bool {
        let components = self.parent.and_then(|schemas| schemas.parent);
        self.container() == "schemas" && components.is_some_and(|location| location.is_under("components"))
    }
}

impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return f.write_str("#") };
        write!(f, "{parent}/")?;
        match self.key {
            Key::Keyword(key) | Key::Name(key) => f.write_str(&pointer::escape(key)),
            Key::Index(index) => write!(f, "{index}"),
        }
    }
}

/// Calls `visit_node` with all nodes of a known kind, inner nodes before outer ones.
pub fn visit(
    node: &Value,
    kind: Kind,
    at: &Location<'_>,
    visit_node: &mut impl FnMut(Kind, &Location<'_>, &Value),
) {
    if let Some(object) = node.as_object() {
        visit_below(object, kind, at, visit_node);
    }
    visit_node(kind, at, node);
}

/// Like [`visit`], for the nodes inside `object`.
pub fn visit_below(
    object: &Object,
    kind: Kind,
    at: &Location<'_>,
    visit_node: &mut impl FnMut(Kind, &Location<'_>, &Value),
) {
    for (key, value) in object {
        let at = at.keyword(key);
        match step(kind, key) {
            Some(Step::One(kind)) => visit(value, kind, &at, visit_node),
            Some(Step::Map(kind)) => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    visit(value, kind, &at.name(name), visit_node);
                }
            }
            Some(Step::List(kind)) => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    visit(value, kind, &at.index(index), visit_node);
                }
            }
            None => {}
        }
    }
}

/// Like [`visit`], with mutable nodes.
pub fn visit_mut(
    node: &mut Value,
    kind: Kind,
    at: &Location<'_>,
    visit_node: &mut impl FnMut(Kind, &Location<'_>, &mut Value),
) {
    for (key, value) in node.as_object_mut().into_iter().flatten() {
        let at = at.keyword(key);
        match step(kind, key) {
            Some(Step::One(kind)) => visit_mut(value, kind, &at, visit_node),
            Some(Step::Map(kind)) => {
                for (name, value) in value.as_object_mut().into_iter().flatten() {
                    visit_mut(value, kind, &at.name(name), visit_node);
                }
            }
            Some(Step::List(kind)) => {
                for (index, value) in value.as_array_mut().into_iter().flatten().enumerate() {
                    visit_mut(value, kind, &at.index(index), visit_node);
                }
            }
            None => {}
        }
    }
    visit_node(kind, at, node);
}

/// The targets of all `$ref`s in `node` at locations that allow a reference.
pub fn references(node: &Value, kind: Kind) -> Vec<String> {
    let mut found = Vec::new();
    visit(node, kind, &Location::ROOT, &mut |_, _, node| {
        if let Some(target) = super::reference(node) {
            found.push(target.to_owned());
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_examples_are_not_schemas() {
        let document = json!({
            "paths": { "/a": { "get": { "responses": { "200": { "content": { "application/json": {
                "schema": { "properties": { "schema": { "type": "string" } } },
                "example": { "schema": { "$ref": "#/nowhere" } }
            }}}}}}},
            "components": { "schemas": { "properties": { "items": { "type": "string" } } } }
        });
        let mut schemas = Vec::new();
        visit(&document, Kind::Root, &Location::ROOT, &mut |kind, at, _| {
            if kind == Kind::Schema {
                schemas.push(at.to_string());
            }
        });
        assert_eq!(
            schemas,
            [
                "#/components/schemas/properties/items",
                "#/components/schemas/properties",
                "#/paths/~1a/get/responses/200/content/application~1json/schema/properties/schema",
                "#/paths/~1a/get/responses/200/content/application~1json/schema",
            ]
        );
        assert!(references(&document, Kind::Root).is_empty());
    }

    #[test]
    fn a_property_named_like_a_keyword_is_a_property() {
        let schema = json!({ "properties": {
            "items": { "type": "string" },
            "properties": { "items": { "type": "string" } }
        } });
        let document = json!({ "components": { "schemas": { "allOf": schema } } });
        let mut found = Vec::new();
        visit(&document, Kind::Root, &Location::ROOT, &mut |kind, at, _| {
            if kind == Kind::Schema {
                found.push((
                    at.to_string(),
                    at.container().to_owned(),
                    at.is_under("items"),
                    at.is_component(),
                ));
            }
        });
        let location = |at: &str, container: &str, items, component| {
            (format!("#/components/schemas/allOf{at}"), container.to_owned(), items, component)
        };
        assert_eq!(
            found,
            [
                location("/properties/items", "properties", false, false),
                location("/properties/properties/items", "", true, false),
                location("/properties/properties", "properties", false, false),
                location("", "schemas", false, true),
            ]
        );
    }
}
