//! A `DELETE` that is repeated and finds nothing.

use bytes::Bytes;
use reqwest::{Method, StatusCode};

use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::request::base::RequestParts;
use crate::runtime::transport::attempt::BufferedResponse;

/// Whether an attempt of this call can have deleted something already.
pub(super) struct Deleting {
    is_delete: bool,
    reached_server: bool,
}

impl Deleting {
    pub(super) fn new(parts: &RequestParts) -> Self {
        Self { is_delete: parts.method == Method::DELETE, reached_server: false }
    }

    /// The response of a `DELETE` if an attempt before has done the work: that response was lost, and now a 404 says
    /// that nothing is left to delete. `None` for every other failure, which is remembered.
    ///
    /// Status and headers are those of the 404. The body is `null`: it says nothing about what was deleted.
    pub(super) fn already_done(&mut self, error: &Error) -> Option<BufferedResponse> {
        if !self.is_delete {
            return None;
        }
        let is_gone = error.kind() == ErrorKind::Status && error.status() == Some(StatusCode::NOT_FOUND);
        if !(is_gone && self.reached_server) {
            // Neither a connection that did not come about nor a rate limit has deleted anything.
            self.reached_server |= !(error.is_connect() || error.is_rate_limited());
            return None;
        }
        Some(BufferedResponse {
            status: StatusCode::NOT_FOUND,
            headers: error.headers().cloned().unwrap_or_default(),
            body: Bytes::from_static(b"null"),
            unread: None,
        })
    }
}
