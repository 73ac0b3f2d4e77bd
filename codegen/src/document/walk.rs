//! Where things are in an OpenAPI document: which key of what leads to what.
//!
//! One table, `step`, and two walks over it, so that a property that happens to be called
//! `schema` or an example that looks like one is never taken for a schema.

use serde_json::Value;

use super::pointer;

/// What a node of the document is.
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
    /// A parameter or a header: both hold a schema or a content map.
    Parameter,
    /// A request body or a response: both hold a content map.
    Content,
    /// A media type of a content map.
    MediaType,
    /// A schema, at any depth.
    Schema,
}

/// How the children below a key are held.
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
        _ => return None,
    })
}

/// Calls `visit` with every node of a known kind, inner nodes before outer ones.
pub fn visit(node: &Value, kind: Kind, at: &str, visit_node: &mut impl FnMut(Kind, &str, &Value)) {
    if let Some(object) = node.as_object() {
        for (key, value) in object {
            let at = || pointer::join(at, &[key]);
            match step(kind, key) {
                Some(Step::One(kind)) => visit(value, kind, &at(), visit_node),
                Some(Step::Map(kind)) => {
                    for (name, value) in value.as_object().into_iter().flatten() {
                        visit(value, kind, &pointer::join(&at(), &[name]), visit_node);
                    }
                }
                Some(Step::List(kind)) => {
                    for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                        visit(value, kind, &pointer::join(&at(), &[&index.to_string()]), visit_node);
                    }
                }
                None => {}
            }
        }
    }
    visit_node(kind, at, node);
}

/// [`visit`] for changing the nodes.
pub fn visit_mut(node: &mut Value, kind: Kind, at: &str, visit_node: &mut impl FnMut(Kind, &str, &mut Value)) {
    if let Some(object) = node.as_object_mut() {
        for (key, value) in object {
            let at = || pointer::join(at, &[key]);
            match step(kind, key) {
                Some(Step::One(kind)) => visit_mut(value, kind, &at(), visit_node),
                Some(Step::Map(kind)) => {
                    for (name, value) in value.as_object_mut().into_iter().flatten() {
                        visit_mut(value, kind, &pointer::join(&at(), &[name]), visit_node);
                    }
                }
                Some(Step::List(kind)) => {
                    for (index, value) in value.as_array_mut().into_iter().flatten().enumerate() {
                        visit_mut(value, kind, &pointer::join(&at(), &[&index.to_string()]), visit_node);
                    }
                }
                None => {}
            }
        }
    }
    visit_node(kind, at, node);
}

/// Every `$ref` in `node` where a reference can stand, with the pointer of the object that holds it.
pub fn references(node: &Value, kind: Kind, at: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    visit(node, kind, at, &mut |_, pointer, node| {
        if let Some(target) = super::reference(node) {
            found.push((pointer.to_owned(), target.to_owned()));
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_examples_are_not_taken_for_schemas() {
        let document = json!({
            "paths": { "/a": { "get": { "responses": { "200": { "content": { "application/json": {
                "schema": { "properties": { "schema": { "type": "string" } } },
                "example": { "schema": { "$ref": "#/nowhere" } }
            }}}}}}},
            "components": { "schemas": { "properties": { "items": { "type": "string" } } } }
        });
        let mut schemas = Vec::new();
        visit(&document, Kind::Root, "#", &mut |kind, at, _| {
            if kind == Kind::Schema {
                schemas.push(at.to_owned());
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
        assert!(references(&document, Kind::Root, "#").is_empty());
    }
}
