//! The error that a server describes in a body.

use serde_json::Value;

use super::shapes;
use crate::runtime::json::decode::from_slice;

/// The error that a server describes in the body of a response; see [`Error::api_error`](crate::Error::api_error).
///
/// It is read from all shapes that servers are known to use: `{"error": {"message": ..}}`, `{"error": "text"}`,
/// `{"detail": ..}`, `{"object": "error", ..}`, `{"errors": [..]}`, and the members alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiError {
    pub(super) message: Option<String>,
    pub(super) r#type: Option<String>,
    pub(super) code: Option<String>,
    pub(super) param: Option<String>,
}

impl ApiError {
    /// Reads the body of a response with an error status.
    pub(crate) fn of_error_status(body: &[u8]) -> Option<Self> {
        let body: Value = from_slice(body).ok()?;
        shapes::read(&body)
    }

    /// Reads the body of a response with a success status that cannot be decoded, which may describe an error.
    pub(crate) fn carried_by(body: &[u8]) -> Option<Self> {
        let body: Value = from_slice(body).ok()?;
        if shapes::is_error(&body) { shapes::read(&body) } else { None }
    }

    /// Returns the server's message.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Returns the server's `type`, for example `invalid_request_error`.
    pub fn error_type(&self) -> Option<&str> {
        self.r#type.as_deref()
    }

    /// Returns the server's `code`, for example `rate_limit_exceeded`; a number as text.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns the parameter that the server rejects.
    pub fn param(&self) -> Option<&str> {
        self.param.as_deref()
    }

    /// The members and their names, without the message.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = [("type", &self.r#type), ("code", &self.code), ("param", &self.param)];
        named.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}
