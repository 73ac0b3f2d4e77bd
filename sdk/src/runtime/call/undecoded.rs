//! A response whose body has been read and not decoded, and the errors of decoding it.

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

/// A response with a good status, the whole of its body, and how it came about.
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

    /// The headers, which share no memory with the response.
    pub(crate) fn headers(&self) -> HeaderMap {
        detached(&self.outcome.response.headers)
    }

    /// Whether the body is an error of the API, and not what was promised.
    #[cold]
    pub(crate) fn carries_error(&self) -> bool {
        api_error(self.body()).is_some()
    }

    /// The error for a body that is not what was promised. If it is an error of the API, that is the reason.
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

    /// What the errors of single items need, without borrowing the request.
    #[cold]
    pub(crate) fn into_item_errors(self) -> ItemErrors {
        let Self { outcome: CallOutcome { response, credential, attempts }, parts } = self;
        let request_id = request_id(&response.headers).map(Into::into);
        let (parts, credential) = (parts.clone(), credential.into_owned());
        ItemErrors { parts, credential, body: response.body, status: response.status, request_id, attempts }
    }
}

/// The error that a body carries. A description of an error is short, and reading a long body as JSON of any kind
/// takes much memory.
fn api_error(body: &[u8]) -> Option<ApiError> {
    if body.len() <= KEPT_BODY { ApiError::carried_by(body) } else { None }
}

/// What is wrong; if the body is not JSON, with the position, as the path may only lead near it.
fn explanation(error: &JsonError) -> String {
    if error.is_syntax() {
        format!("{} at line {} column {}", error.message(), error.line(), error.column())
    } else {
        error.message().to_owned()
    }
}

/// The body of a list, and what the errors of its items say.
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

    /// The error for one item. `path` leads to the list.
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
