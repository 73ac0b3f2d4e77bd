//! A repeated `DELETE` that fails with 404.

use bytes::Bytes;
use reqwest::{Method, StatusCode};

use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::request::base::RequestParts;
use crate::runtime::transport::attempt::BufferedResponse;

/// Tracks whether an earlier attempt of a call may have deleted the target.
pub(super) struct Deleting {
    is_delete: bool,
    reached_server: bool,
}

impl Deleting {
    pub(super) fn new(parts: &RequestParts) -> Self {
        Self { is_delete: parts.method == Method::DELETE, reached_server: false }
    }

    /// Returns the response of a `DELETE` if this error is a 404 and an earlier attempt may have deleted the target.
    /// Otherwise returns `None` and records the attempt.
    ///
    /// Status and headers are those of the 404, and the body is `null`.
    pub(super) fn already_done(&mut self, error: &Error) -> Option<BufferedResponse> {
        if !self.is_delete {
            return None;
        }
        let is_gone = error.kind() == ErrorKind::Status && error.status() == Some(StatusCode::NOT_FOUND);
        if !(is_gone && self.reached_server) {
            // After a connect error or 429, the server has not deleted anything.
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
