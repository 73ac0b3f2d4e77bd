//! Errors within a response.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::{Error, ErrorKind};

/// The error for a body over the size limit.
pub(crate) fn too_large(limit: usize) -> Error {
    Error::new(ErrorKind::TooLarge, format!("the response is larger than the limit of {limit} bytes"))
}

/// The context of an error within a response.
#[derive(Debug, Clone)]
pub(crate) struct ResponseContext {
    pub(crate) status: StatusCode,
    /// Redacted.
    pub(crate) headers: HeaderMap,
    pub(crate) operation: &'static str,
    pub(crate) attempts: u32,
    /// Whether the request can be repeated without acting twice.
    pub(crate) repeatable: bool,
}

impl ResponseContext {
    /// Adds the context to an error.
    #[cold]
    pub(crate) fn explain(&self, error: Error) -> Error {
        let error = error.with_response(self.status, self.headers.clone(), Bytes::new());
        let error = error.with_operation(self.operation, self.attempts);
        if error.leaves_outcome_open() { error.with_unknown_outcome(self.repeatable) } else { error }
    }
}
