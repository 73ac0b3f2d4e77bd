//! Creates errors, and adds what is known of the call.

#[cfg(feature = "helpers")]
use std::any::Any;
use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::{ApiError, BoxError, Error, ErrorKind, ErrorResponse, Inner, excerpt, not_sent, quote};
use crate::runtime::http::headers::detached;
use crate::runtime::http::redact::Secrets;

/// The maximum number of characters of a parser's message.
const MAX_PARSER_MESSAGE: usize = 400;

/// The maximum number of bytes of a body in an error.
pub(crate) const KEPT_BODY: usize = 64 * 1024;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            source: None,
            response: None,
            path: None,
            item: None,
            operation: None,
            attempts: 0,
            retry_after: None,
            hint: None,
            outcome_unknown: false,
            once: false,
            last_state: None,
        }))
    }

    /// Creates an error in a middleware.
    pub fn other(source: impl Into<BoxError>) -> Self {
        let source = source.into();
        Self::new(ErrorKind::Other, source.to_string()).with_source(source)
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// Converts an error of the HTTP client. Keeps only the origin of its URL, as the query may contain secrets.
    pub(crate) fn from_reqwest(error: reqwest::Error) -> Self {
        let server =
            error.url().map_or_else(|| "the server".to_owned(), |url| url.origin().ascii_serialization());
        let error = error.without_url();
        let (kind, what) = if error.is_connect() || error.is_request() && not_sent::is_not_sent(&error) {
            (ErrorKind::Connect, format!("cannot connect to {server}"))
        } else if error.is_timeout() {
            (ErrorKind::Timeout, format!("the request to {server} timed out"))
        } else if error.is_builder() {
            (ErrorKind::InvalidRequest, "invalid request".to_owned())
        } else {
            (ErrorKind::Transport, format!("the connection to {server} failed"))
        };
        // The last source has the reason; the others are generic.
        let mut reason: &dyn StdError = &error;
        while let Some(source) = reason.source() {
            reason = source;
        }
        let message = format!("{what}: {reason}");
        Self::new(kind, message).with_source(error)
    }

    /// The error for a body that cannot be decoded. `body` is redacted.
    #[cold]
    pub(crate) fn decode(
        path: Option<&str>,
        message: &str,
        headers: Option<&HeaderMap>,
        body: &[u8],
    ) -> Self {
        let media_type = headers.and_then(|headers| headers.get(CONTENT_TYPE)?.to_str().ok());
        let message = match (excerpt::compression(headers, body), media_type) {
            _ if body.is_empty() => "the response is empty".to_owned(),
            (Some(name), _) => excerpt::compressed(name),
            (None, Some(media_type)) if !media_type.contains("json") => {
                format!("the response is {media_type} instead of JSON: {}", quote(body))
            }
            _ => unexpected_json("response", path, message, body),
        };
        let mut error = Self::new(ErrorKind::Decode, message);
        error.0.path = path.map(str::to_owned);
        error
    }

    /// The error for a body with a good status that describes an error.
    #[cold]
    pub(crate) fn carried(api_error: ApiError, status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let message = match &api_error.message {
            Some(message) => format!("the response carries an error: {message}"),
            None => format!("the response carries an error without a message: {}", quote(&body)),
        };
        let mut error = Self::new(ErrorKind::Decode, message).with_response(status, headers, body);
        if let Some(response) = &mut error.0.response {
            response.api_error = Some(api_error);
        }
        error
    }

    /// The error for a single item of a list. `json` is the complete item, redacted.
    #[cold]
    pub(crate) fn item(index: usize, path: &str, message: &str, json: &[u8]) -> Self {
        let message = unexpected_json("item", Some(path), message, json);
        let mut error = Self::new(ErrorKind::Decode, message);
        error.0.path = Some(path.to_owned());
        error.0.item = Some(index);
        error
    }

    /// The error for a response with an error status.
    pub(crate) fn status_error(status: StatusCode, headers: HeaderMap, body: Bytes, cut: bool) -> Self {
        let api_error = ApiError::of_error_status(&body);
        let message = match api_error.as_ref().and_then(ApiError::message) {
            Some(message) => message.to_owned(),
            None if api_error.is_some() => format!("the error has no message: {}", quote(&body)),
            None => match excerpt::compression(Some(&headers), &body) {
                Some(name) => excerpt::compressed(name),
                None => excerpt::without_json(&body),
            },
        };
        let mut error = Self::new(ErrorKind::Status, message).with_response(status, headers, body);
        if let Some(response) = &mut error.0.response {
            response.api_error = api_error;
            response.truncated |= cut;
        }
        error
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds a response, with at most the first 64 KiB of its body.
    pub(crate) fn with_response(mut self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let truncated = body.len() > KEPT_BODY;
        // A slice would keep the complete body in memory.
        let body = if truncated { Bytes::copy_from_slice(&body[..KEPT_BODY]) } else { body };
        let headers = detached(&headers);
        self.0.response = Some(ErrorResponse { status, headers, body, truncated, api_error: None });
        self
    }

    /// Replaces the body by the complete JSON of one of its items.
    pub(crate) fn with_item_json(mut self, json: Bytes) -> Self {
        if let Some(response) = &mut self.0.response {
            response.body = json;
        }
        self
    }

    /// Adds status and request id of a response, but no other headers, which may quote secrets.
    pub(crate) fn with_status(self, status: StatusCode, request_id: Option<&str>) -> Self {
        let id = request_id.and_then(|id| HeaderValue::from_str(id).ok());
        let headers = id.map(|id| (HeaderName::from_static("x-request-id"), id)).into_iter().collect();
        self.with_response(status, headers, Bytes::new())
    }

    pub(crate) fn with_operation(mut self, operation: &'static str, attempts: u32) -> Self {
        self.0.operation = Some(operation);
        self.0.attempts = attempts;
        self
    }

    #[cfg(feature = "helpers")]
    pub(crate) fn with_last_state<T: Any + Send + Sync>(mut self, state: T) -> Self {
        self.0.last_state = Some(Box::new(state));
        // A retry would start another run.
        self.0.once = true;
        self
    }

    /// Marks the outcome of the request as unknown. Unless it is `repeatable`, it is not retried.
    pub(crate) fn with_unknown_outcome(mut self, repeatable: bool) -> Self {
        self.0.outcome_unknown = true;
        self.0.once = !repeatable;
        self
    }

    /// Adds a possible cause in the configuration.
    pub(crate) fn with_hint(mut self, hint: String) -> Self {
        self.0.hint = Some(hint);
        self
    }

    pub(crate) fn with_retry_after(mut self, delay: Option<Duration>) -> Self {
        self.0.retry_after = delay;
        self
    }

    /// Redacts secrets in the message, which may quote the body, and in the headers. The body is redacted earlier.
    pub(crate) fn redacted(mut self, secrets: &Secrets<'_>) -> Self {
        secrets.redact(&mut self.0.message);
        if let Some(path) = &mut self.0.path {
            secrets.redact(path);
        }
        if let Some(response) = &mut self.0.response {
            secrets.redact_headers(&mut response.headers);
        }
        self
    }
}

/// The message for JSON that cannot be decoded.
fn unexpected_json(what: &str, path: Option<&str>, message: &str, json: &[u8]) -> String {
    let at = path.map(|path| format!(" at {path}")).unwrap_or_default();
    // A parser may quote a long text.
    let message: String = message.chars().take(MAX_PARSER_MESSAGE).collect();
    let begins = if what == "item" { "the item begins" } else { "the body begins" };
    format!("unexpected {what}{at}: {message}; {begins} with {}", quote(json))
}
