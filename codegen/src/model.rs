//! The typed model of the final document, from which all later stages work.
//!
//! In: the document after all document passes. Out: operations with everything that a request needs, and schemas with
//! their members. Built once; code passes and emitters take `&Model`.

mod build;
mod names;
mod operations;
mod resources;
pub mod responses;
mod schemas;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

pub use build::build;
pub use names::{rust_ident, type_name, valid_ident};
pub use resources::{Resource, common_ancestor};

/// The typed document.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// The operations, by path and method.
    pub operations: Vec<Operation>,
    /// The named schemas, by the name of their Rust type.
    pub schemas: BTreeMap<String, Schema>,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The `operationId`.
    pub id: String,
    /// The JSON pointer of the operation.
    pub pointer: String,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The resource, for example `["threads", "runs"]`.
    pub resource: Resource,
    /// The method of the resource, for example `create`.
    pub verb: String,
    /// The parameters: path parameters in the order of the path, then the others.
    pub parameters: Vec<Parameter>,
    /// The body, if there is one.
    pub body: Option<Body>,
    /// The response.
    pub response: Response,
    /// Whether the body has a `stream` flag, so that the response can be a stream of events.
    pub streams: bool,
    /// Names and values of headers from the configuration.
    pub headers: Vec<(String, String)>,
    /// Whether the configuration marks it as idempotent although it is a `POST`.
    pub idempotent: bool,
    /// Whether it is deprecated by the document or the configuration.
    pub deprecated: bool,
    /// The description in the document.
    pub docs: String,
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The location.
    pub location: Location,
    /// Whether it is required.
    pub required: bool,
    /// The kind of its value.
    pub kind: Kind,
    /// The description in the document.
    pub docs: String,
}

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct Body {
    /// The Rust type of its schema.
    pub schema: String,
    /// The encoding.
    pub encoding: Encoding,
}

/// The encoding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `application/json`.
    Json,
    /// `multipart/form-data`.
    Multipart,
}

/// The content of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// JSON of this kind.
    Json(Kind),
    /// A page of a list.
    List(List),
    /// Bytes of this media type.
    Bytes(String),
    /// Nothing.
    Empty,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The Rust type of the list response, which `Page<Item>` replaces.
    pub page: String,
    /// The kind of its items.
    pub item: Kind,
    /// How the next page is requested.
    pub paging: Paging,
}

/// How the next page of a list is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// With `after`, and backward with `before` if the operation has it.
    Cursor {
        /// Whether the operation has `before`.
        backward: bool,
    },
    /// With `page`, the token `next_page` of the previous page.
    Token,
    /// Not at all.
    Single,
}

/// A named schema.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The name of its component.
    pub component: String,
    /// Whether requests use it.
    pub sent: bool,
    /// Whether responses or events use it.
    pub received: bool,
    /// The description in the document.
    pub docs: String,
    /// The shape.
    pub shape: Shape,
}

/// The shape of a schema.
#[derive(Debug, Clone)]
pub enum Shape {
    /// An object with these members, in the order of the document.
    Object(Object),
    /// One of these texts, or an unknown one.
    Enum(Vec<String>),
    /// A value of one of several alternatives.
    Union(Union),
    /// An event by name, with its data.
    Events(Vec<Event>),
    /// Anything else, handled by typify.
    Other,
}

/// An object.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// The members: required ones in the order of `required`, then the others.
    pub members: Vec<Member>,
    /// The tag with its value, if only unions use the object: it is written, but is not a field.
    pub tag: Option<(String, String)>,
}

impl Object {
    /// The required members without constants, in the order of the document.
    pub fn required(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.required && member.constant.is_none())
    }

    /// The member of this name on the wire.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member {
    /// The name on the wire.
    pub name: String,
    /// Whether it is required.
    pub required: bool,
    /// Whether it can be `null`.
    pub nullable: bool,
    /// The kind of its value.
    pub kind: Kind,
    /// The value of a constant.
    pub constant: Option<String>,
    /// How it is decoded.
    pub reading: Reading,
    /// Another name that some servers use.
    pub alias: Option<String>,
    /// The description in the document.
    pub docs: String,
}

/// How a member is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As the document says: requests, and required members of responses.
    Strict,
    /// Optional, and values of similar types are accepted.
    Tolerant,
    /// Like `Tolerant`, for an integer that is a time.
    Time,
}

/// The kind of a value, which determines its Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A list.
    List(Box<Kind>),
    /// A map from texts.
    Map(Box<Kind>),
    /// A named schema, by the name of its Rust type.
    Named(String),
    /// A file in a form.
    File,
    /// Any JSON.
    Any,
}

impl Kind {
    /// The Rust type of the value, or of its items or values, if it is a named schema.
    pub fn named(&self) -> Option<&String> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(inner) | Self::Map(inner) => inner.named(),
            _ => None,
        }
    }
}

/// A union.
#[derive(Debug, Clone)]
pub struct Union {
    /// The discriminator of the objects; `None` if there is at most one object.
    pub tag: Option<String>,
    /// The alternatives in the order of the document; `None` if they cannot be distinguished.
    pub alternatives: Option<Vec<Alternative>>,
}

/// One alternative of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alternative {
    /// One of these texts.
    Texts(Vec<String>),
    /// An object with one of these tags; empty if it is the only object.
    Object {
        /// The Rust type, if it is a named schema.
        schema: Option<String>,
        /// The tags that select this alternative.
        tags: Vec<String>,
        /// Whether the tag is its only member.
        bare: bool,
    },
    /// Any value of this kind: a text, a boolean, a number or a list.
    Scalar(Kind),
}

/// An event.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// The kind of its data.
    pub data: Kind,
}

impl Model {
    /// The schema of a Rust type.
    pub fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas.get(name)
    }

    /// The object of a Rust type.
    pub fn object(&self, name: &str) -> Option<&Object> {
        match &self.schema(name)?.shape {
            Shape::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The top-level resources, each of which is a feature of the SDK: `threads` with everything below it.
    pub fn groups(&self) -> BTreeSet<&str> {
        self.operations
            .iter()
            .filter_map(|operation| operation.resource.first())
            .map(String::as_str)
            .collect()
    }

    /// The types of list responses, which `Page<Item>` replaces.
    pub fn list_pages(&self) -> BTreeSet<&str> {
        let lists = self.operations.iter().filter_map(|operation| match &operation.response {
            Response::List(list) => Some(list.page.as_str()),
            _ => None,
        });
        lists.collect()
    }

    /// The constants that are fields, by member name: each is one open enum for all objects that have it.
    pub fn constants(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut constants: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let list_pages = self.list_pages();
        for (_, schema) in self.schemas.iter().filter(|(name, _)| !list_pages.contains(name.as_str())) {
            let Shape::Object(object) = &schema.shape else { continue };
            for member in &object.members {
                if let Some(value) = &member.constant {
                    constants.entry(&member.name).or_default().insert(value);
                }
            }
        }
        constants
    }
}

impl Operation {
    /// The name of its request, for example `CreateRun`.
    pub fn request(&self) -> String {
        type_name(&self.id)
    }

    /// The name of the operation in the SDK, for example `threads.runs.create`.
    pub fn accessor(&self) -> String {
        format!("{}.{}", self.resource.join("."), self.verb)
    }

    /// The parameters with this location.
    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }

    /// The media type for the `Accept` header.
    pub fn accept(&self) -> &str {
        match &self.response {
            Response::Json(_) | Response::List(_) => "application/json",
            // The official SDKs send it to download files; servers depend on it.
            Response::Bytes(media_type) if media_type == "application/octet-stream" => "application/binary",
            Response::Bytes(media_type) => media_type,
            Response::Empty => "*/*",
        }
    }
}
