//! What the runtime knows of an operation beyond its request; codegen writes one of these for each.

use reqwest::header::HeaderValue;

/// One operation of the document.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The id in snake case.
    pub(crate) id: &'static str,
    /// The path as the document has it, with the names of its parameters.
    pub(crate) path: &'static str,
    /// The media type to ask for.
    pub(crate) accept: HeaderValue,
    /// Headers that the operation sends by rule: lower-case names and values.
    pub(crate) headers: &'static [(&'static str, &'static str)],
}

/// A request that the document knows nothing of.
pub(crate) static UNLISTED: Operation =
    Operation { id: "request", path: "", accept: HeaderValue::from_static("application/json"), headers: &[] };
