//! The typed view of the final document: every later stage reads it, and nothing else of the document.
//!
//! In: a document that all document passes have been over. Out: operations with everything that a request
//! needs, and schemas with their members and kinds. Built once; code passes and emitters take `&Model`.

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

/// The document, typed.
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
    /// Where the document describes it.
    pub pointer: String,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The resource that users find it in, for example `["threads", "runs"]`.
    pub resource: Resource,
    /// The method of the resource, for example `create`.
    pub verb: String,
    /// The parameters: path parameters in the order of the path, then the others.
    pub parameters: Vec<Parameter>,
    /// The body, if there is one.
    pub body: Option<Body>,
    /// What the response holds.
    pub response: Response,
    /// Whether the response can be a stream of events, too: the body has a `stream` flag.
    pub streams: bool,
    /// Headers that a rule of the configuration adds: names and values.
    pub headers: Vec<(String, String)>,
    /// Whether the document or the configuration says that it is deprecated.
    pub deprecated: bool,
    /// What the document says of it.
    pub docs: String,
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it goes.
    pub location: Location,
    /// Whether a request is invalid without it.
    pub required: bool,
    /// What it holds.
    pub kind: Kind,
    /// What the document says of it.
    pub docs: String,
}

/// Where a parameter goes.
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
    /// How it is encoded.
    pub encoding: Encoding,
}

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `application/json`.
    Json,
    /// `multipart/form-data`.
    Multipart,
}

/// What a response holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// A value of this kind.
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
    /// The Rust type of the page's schema, in whose place users see `Page<Item>`.
    pub envelope: String,
    /// What it lists.
    pub item: Kind,
    /// How the next page is requested.
    pub paging: Paging,
}

/// How the next page of a list is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// With `after`, and backward with `before` if the operation has it.
    Cursor {
        /// Whether it has.
        backward: bool,
    },
    /// With `page`, the token that the page before has as `next_page`.
    Token,
    /// Not at all.
    Single,
}

/// A named schema.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The name of its component.
    pub component: String,
    /// Whether a request can hold it.
    pub sent: bool,
    /// Whether a response or an event can hold it.
    pub received: bool,
    /// What the document says of it.
    pub docs: String,
    /// What it is.
    pub shape: Shape,
}

/// What a schema is.
#[derive(Debug, Clone)]
pub enum Shape {
    /// An object with these members, in the order of the document.
    Object(Object),
    /// One of these texts, or one that is newer than the document.
    Enum(Vec<String>),
    /// One of several kinds of value.
    Union(Union),
    /// An event by name, with its data.
    Events(Vec<Event>),
    /// Something that only typify looks into.
    Other,
}

/// An object.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// Its members, required ones first in the order of `required`.
    pub members: Vec<Member>,
    /// The member by which the unions that hold it tell it apart, with its value: it is written, and no field.
    pub tag: Option<(String, String)>,
}

impl Object {
    /// The members that a value cannot do without, in the order of the document.
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
    /// Its name on the wire.
    pub name: String,
    /// Whether an object is invalid without it.
    pub required: bool,
    /// Whether it can be `null`.
    pub nullable: bool,
    /// What it holds.
    pub kind: Kind,
    /// The only value that it can have.
    pub constant: Option<String>,
    /// How it is read where it differs from what the document says.
    pub reading: Reading,
    /// The name that some servers give it instead.
    pub alias: Option<String>,
    /// What the document says of it.
    pub docs: String,
}

/// How a member is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As the document says: requests, and what a caller cannot go on without.
    Strict,
    /// As what it is, or as a value of a neighbouring type; a missing one is no error.
    Tolerant,
    /// The same, and an integer is a time.
    Time,
}

/// What a value is, as far as Rust types differ by it.
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
    /// A file of a form.
    File,
    /// Any JSON.
    Any,
}

impl Kind {
    /// The Rust type that it is, or that its items or values are, if it is a named schema.
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
    /// The member by which objects are told apart; `None` if there is one object at most.
    pub tag: Option<String>,
    /// Its alternatives in the order of the document; `None` if they cannot be told apart.
    pub alternatives: Option<Vec<Alternative>>,
}

/// One alternative of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alternative {
    /// One of these texts.
    Words(Vec<String>),
    /// An object with one of these tags; none if it is the only object.
    Object {
        /// Its Rust type, if it is a named schema.
        schema: Option<String>,
        /// The values of the union's tag that lead here.
        tags: Vec<String>,
        /// Whether it has no member but its tag.
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
    /// What it carries.
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

    /// The pages in whose place users see `Page<Item>`.
    pub fn envelopes(&self) -> BTreeSet<&str> {
        let lists = self.operations.iter().filter_map(|operation| match &operation.response {
            Response::List(list) => Some(list.envelope.as_str()),
            _ => None,
        });
        lists.collect()
    }

    /// The constants that are fields, by member name: each is one open enum for all objects that have it.
    pub fn constants(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut constants: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let envelopes = self.envelopes();
        for (_, schema) in self.schemas.iter().filter(|(name, _)| !envelopes.contains(name.as_str())) {
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

    /// Where users find it, for example `threads.runs.create`.
    pub fn accessor(&self) -> String {
        format!("{}.{}", self.resource.join("."), self.verb)
    }

    /// The parameters that go to this location.
    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }

    /// The media type to ask for.
    pub fn accept(&self) -> &str {
        match &self.response {
            Response::Json(_) | Response::List(_) => "application/json",
            // What the official SDKs ask for where the response is a file; servers tell them apart by it.
            Response::Bytes(media_type) if media_type == "application/octet-stream" => "application/binary",
            Response::Bytes(media_type) => media_type,
            Response::Empty => "*/*",
        }
    }
}
