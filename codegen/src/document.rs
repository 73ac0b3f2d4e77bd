//! The OpenAPI document during the passes: plain JSON with methods to find schemas and operations.
//!
//! [`load`] parses the text, [`select`] reduces it to the selection in `source.toml`, and [`check`] reports unsupported
//! constructs. Passes change the document with [`Document::schemas_mut`] and similar methods, and read schemas with
//! [`Schema`]. Keys are sorted on entry, so the output does not depend on their order in the text.

pub mod check;
pub mod load;
pub mod pointer;
pub mod schema;
pub mod select;
pub mod walk;

use std::sync::LazyLock;

use serde_json::{Map, Value};

pub use schema::Schema;
pub use walk::{Key, Kind, Location};

/// A JSON object.
pub type Object = Map<String, Value>;

/// The HTTP methods of a path item, in the order in which operations are listed.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The media type of JSON.
pub const JSON: &str = "application/json";

/// The keywords of schemas that limit values. Servers check them; the generated types do not.
pub const LIMITS: [&str; 13] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// An OpenAPI document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    root: Value,
}

impl Document {
    /// Takes a JSON value; its object keys are sorted.
    pub fn new(mut root: Value) -> Self {
        root.sort_all_objects();
        Self { root }
    }

    /// The document as JSON.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The document as mutable JSON.
    pub fn root_mut(&mut self) -> &mut Value {
        &mut self.root
    }

    /// Resolves a local reference (`#/components/schemas/Run`).
    pub fn resolve(&self, reference: &str) -> Option<&Value> {
        self.root.pointer(reference.strip_prefix('#')?)
    }

    /// The named schemas; empty if the document has none.
    pub fn components(&self) -> &Object {
        self.object_at("/components/schemas")
    }

    /// The path items; empty if the document has none.
    pub fn paths(&self) -> &Object {
        self.object_at("/paths")
    }

    fn object_at(&self, pointer: &str) -> &Object {
        static NONE: LazyLock<Object> = LazyLock::new(Object::new);
        self.root.pointer(pointer).and_then(Value::as_object).unwrap_or(&NONE)
    }

    /// The named schemas, mutable; created if the document has none.
    pub fn components_mut(&mut self) -> &mut Object {
        let components = child(&mut self.root, "components");
        object(child(components, "schemas"))
    }

    /// The named schema `name`, mutable.
    pub fn component_mut(&mut self, name: &str) -> Option<&mut Object> {
        self.root.get_mut("components")?.get_mut("schemas")?.get_mut(name)?.as_object_mut()
    }

    /// All operations, by path in alphabetical order.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.paths().iter().flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                let object = item.get(method)?.as_object()?;
                Some(Operation { path, method, object })
            })
        })
    }

    /// Calls `visit` with each operation's path, method and object.
    pub fn operations_mut(&mut self, mut visit: impl FnMut(&str, &str, &mut Object)) {
        let Some(paths) = self.root.get_mut("paths").and_then(Value::as_object_mut) else { return };
        for (path, item) in paths {
            for method in METHODS {
                if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                    visit(path, method, operation);
                }
            }
        }
    }

    /// Calls `visit` with each schema and its location, inner schemas before outer ones.
    pub fn schemas_mut(&mut self, mut visit: impl FnMut(&Location<'_>, &mut Object)) {
        walk::visit_mut(&mut self.root, Kind::Root, &Location::ROOT, &mut |kind, at, node| {
            if let (Kind::Schema, Some(schema)) = (kind, node.as_object_mut()) {
                visit(at, schema);
            }
        });
    }

    /// Like [`Self::schemas_mut`]; counts the schemas for which `visit` returns true.
    pub fn count_schemas_mut(&mut self, mut visit: impl FnMut(&mut Object) -> bool) -> usize {
        let mut sites = 0;
        self.schemas_mut(|_, schema| sites += usize::from(visit(schema)));
        sites
    }
}

/// One operation of a document.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    /// The path template, for example `/threads/{thread_id}`.
    pub path: &'a str,
    /// The HTTP method in lower case.
    pub method: &'a str,
    /// The operation object.
    pub object: &'a Object,
}

impl<'a> Operation<'a> {
    /// The operation's JSON pointer.
    pub fn pointer(&self) -> String {
        pointer::join("#/paths", &[self.path, self.method])
    }

    /// The `operationId`, or an empty string.
    pub fn id(&self) -> &'a str {
        self.object.get("operationId").and_then(Value::as_str).unwrap_or_default()
    }

    /// The tags.
    pub fn tags(&self) -> Vec<&'a str> {
        let tags = self.object.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// The target of a `$ref`, if `node` is a reference.
pub fn reference(node: &Value) -> Option<&str> {
    node.get("$ref").and_then(Value::as_str)
}

/// The name in `#/components/schemas/NAME`.
pub fn component_name(reference: &str) -> Option<String> {
    reference.strip_prefix("#/components/schemas/").map(pointer::unescape)
}

/// A reference to the component `name`.
pub fn component_reference(name: &str) -> String {
    pointer::join("#/components/schemas", &[name])
}

fn child<'a>(node: &'a mut Value, key: &str) -> &'a mut Value {
    object(node).entry(key).or_insert_with(|| Value::Object(Object::new()))
}

fn object(node: &mut Value) -> &mut Object {
    if !node.is_object() {
        *node = Value::Object(Object::new());
    }
    node.as_object_mut().expect("the node has just been made an object")
}
