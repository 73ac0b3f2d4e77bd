//! `DELETE`: the forms of its response, and 404 for a repeated request.
//!
//! Servers respond without a body, with `null` or the deleted object, or omit `id` or `deleted`. The success status
//! means that the object is deleted, and the path has its id. `deleted: false` and error bodies stay as they are.

use bytes::Bytes;
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value};

use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::request::base::RequestParts;
use crate::runtime::transport::attempt::BufferedResponse;

/// Returns the body with `id` and `deleted`, or `None` if it is an error or not an object.
#[cold]
pub(super) fn complete(parts: &RequestParts, body: &[u8]) -> Option<Vec<u8>> {
    if parts.operation.method != Method::DELETE {
        return None;
    }
    let mut members = match body.trim_ascii() {
        b"" | b"null" => Map::new(),
        body => serde_json::from_slice::<Map<String, Value>>(body).ok().filter(|body| !is_error(body))?,
    };
    let missing = |value: Option<&Value>| value.is_none_or(|value| value.is_null() || value == "");
    if missing(members.get("id")) {
        members.insert("id".to_owned(), parts.last_id()?.into());
    }
    if missing(members.get("deleted")) {
        members.insert("deleted".to_owned(), true.into());
    }
    serde_json::to_vec(&members).ok()
}

/// A `message` alone is not an error here: servers confirm the deletion with it.
fn is_error(body: &Map<String, Value>) -> bool {
    let has = |key: &str| body.get(key).is_some_and(|value| !value.is_null());
    ["error", "errors", "detail"].into_iter().any(has)
        || body.get("object").is_some_and(|object| object == "error")
        || body.get("success").is_some_and(|success| *success == false)
}

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
