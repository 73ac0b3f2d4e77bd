//! A response before its body is decoded, and the errors of decoding.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::runtime::auth::Credential;
use crate::runtime::call::CallOutcome;
use crate::runtime::error::{ApiError, Error, KEPT_BODY};
use crate::runtime::http::headers::{detached, request_id};
use crate::runtime::json::error::JsonError;
use crate::runtime::request::base::RequestParts;
use crate::runtime::transport::attempt::BufferedResponse;
use crate::runtime::transport::redact::secrets;

/// A response with a success status and its complete body.
pub(crate) struct Undecoded<'a> {
    pub(super) outcome: CallOutcome<'a>,
    pub(super) parts: &'a RequestParts,
}

impl Undecoded<'_> {
    pub(crate) fn body(&self) -> &[u8] {
        &self.outcome.response.body
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.outcome.response.status
    }

    /// Returns a copy of the headers that shares no memory with the response.
    pub(crate) fn headers(&self) -> HeaderMap {
        detached(&self.outcome.response.headers)
    }

    /// Whether the body describes an error.
    #[cold]
    pub(crate) fn carries_error(&self) -> bool {
        api_error(self.body()).is_some()
    }

    /// The error for a body that cannot be decoded. If the body describes an error, that is the reason.
    #[cold]
    pub(crate) fn decode_error(self, error: &JsonError) -> Error {
        let Self { outcome: CallOutcome { response, credential, attempts }, parts } = self;
        let BufferedResponse { status, headers, body, .. } = response;
        let secrets = secrets(parts, &credential);
        let body = secrets.redact_body(body, false);
        let error = match api_error(&body) {
            Some(api_error) => Error::carried(api_error, status, headers, body),
            None => Error::decode(error.path(), &explanation(error), Some(&headers), &body)
                .with_response(status, headers, body),
        };
        error.redacted(&secrets).with_operation(parts.operation.id, attempts)
    }

    /// Converts to the context for errors of single items, which does not borrow the request.
    #[cold]
    pub(crate) fn into_item_errors(self) -> ItemErrors {
        let Self { outcome: CallOutcome { response, credential, attempts }, parts } = self;
        let request_id = request_id(&response.headers).map(Into::into);
        let (parts, credential) = (parts.clone(), credential.into_owned());
        ItemErrors { parts, credential, body: response.body, status: response.status, request_id, attempts }
    }
}

/// Returns the error that a body describes. Long bodies do not describe errors, and would need much memory here.
fn api_error(body: &[u8]) -> Option<ApiError> {
    if body.len() <= KEPT_BODY { ApiError::carried_by(body) } else { None }
}

/// The message of an error; with the position if the body is not JSON, because the path may end near it.
fn explanation(error: &JsonError) -> String {
    if error.is_syntax() {
        format!("{} at line {} column {}", error.message(), error.line(), error.column())
    } else {
        error.message().to_owned()
    }
}

/// The body of a list, and the context for errors of its items.
pub(crate) struct ItemErrors {
    parts: RequestParts,
    credential: Credential,
    body: Bytes,
    status: StatusCode,
    request_id: Option<Box<str>>,
    attempts: u32,
}

impl ItemErrors {
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The error for an item of the list at `path`.
    #[cold]
    pub(crate) fn error(&self, path: &str, index: usize, json: &[u8], error: &JsonError) -> Error {
        let within = error.path().unwrap_or_default();
        let dot = if within.is_empty() || within.starts_with('[') { "" } else { "." };
        let path = format!("{path}[{index}]{dot}{within}");
        let secrets = secrets(&self.parts, &self.credential);
        let json = secrets.redact_body(Bytes::copy_from_slice(json), false);
        Error::item(index, &path, error.message(), &json)
            .with_status(self.status, self.request_id.as_deref())
            .with_item_json(json)
            .redacted(&secrets)
            .with_operation(self.parts.operation.id, self.attempts)
    }
}
