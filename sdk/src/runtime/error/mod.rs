//! The one error of the SDK: what went wrong, and everything that the server api_error about it.

mod api_error;
mod retryable;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

use self::api_error::ApiError;
pub(crate) use self::api_error::quote;
use crate::runtime::http::headers::{detached, request_id};
use crate::runtime::http::redact::Secrets;
use crate::runtime::json::decode::from_slice;

/// An error of any kind, as sources and hooks give it.
pub type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// What went wrong, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request cannot be sent as it was set; nothing was sent.
    InvalidRequest,
    /// The credential provider gave no credential; nothing was sent.
    Credentials,
    /// There is no connection: the name does not resolve, the server refuses it, TLS fails.
    Connect,
    /// The connection broke, before the response or within it, or the server does not speak HTTP.
    Transport,
    /// An attempt, or the wait for the next piece of a stream, took longer than its timeout.
    Timeout,
    /// The overall deadline of the call passed.
    Deadline,
    /// The server responded with an error status.
    Status,
    /// The server redirects to where the SDK does not follow.
    Redirect,
    /// The response has a good status, and its body is not what the document promises.
    Decode,
    /// The response is larger than the limit.
    TooLarge,
    /// A list does not end: the server says that there is more and gives no cursor, or one that it gave before.
    Pagination,
    /// A run, a file or a batch ended without success: [`Response::completed`](crate::Response::completed).
    Unsuccessful,
    /// Something else: the error of a middleware.
    Other,
}

/// Why a call failed.
///
/// [`kind`](Self::kind) is the reason in one word, the predicates are for programs, and `Display` is for
/// people. What the server sent is kept: status, headers, request id, and the beginning of the body. No
/// credential is in any of it.
///
/// ```
/// use openai_assistants::Request;
///
/// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
/// match client.threads().retrieve("thread_1").send().await {
///     Ok(thread) => println!("created at {}", thread.created_at),
///     Err(error) if error.is_not_found() => println!("it is gone"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// What happened, for people; for a status, what the server says.
    message: String,
    source: Option<BoxError>,
    response: Option<ErrorResponse>,
    /// JSON path at which decoding failed.
    path: Option<String>,
    operation: Option<&'static str>,
    attempts: u32,
    retry_after: Option<Duration>,
    /// The server may have done the work, and would do it again.
    outcome_unknown: bool,
    /// The last state of what was polled.
    last_state: Option<Box<dyn Any + Send + Sync>>,
}

/// What is kept of a server's response.
struct ErrorResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    truncated: bool,
    api_error: ApiError,
}

/// How many characters of a parser's message are shown.
const MAX_PARSER_MESSAGE: usize = 400;

/// How much of a body an error keeps, in bytes.
pub(crate) const KEPT_BODY: usize = 64 * 1024;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            source: None,
            response: None,
            path: None,
            operation: None,
            attempts: 0,
            retry_after: None,
            outcome_unknown: false,
            last_state: None,
        }))
    }

    /// An error of your own, from a middleware.
    pub fn other(source: impl Into<BoxError>) -> Self {
        let source = source.into();
        Self::new(ErrorKind::Other, source.to_string()).with_source(source)
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// An error of the HTTP client's. Its URL may hold what is secret in a query: the origin is all that stays.
    pub(crate) fn from_reqwest(error: reqwest::Error) -> Self {
        let server =
            error.url().map_or_else(|| "the server".to_owned(), |url| url.origin().ascii_serialization());
        let error = error.without_url();
        let (kind, what) = if error.is_connect() {
            (ErrorKind::Connect, format!("no connection to {server}"))
        } else if error.is_timeout() {
            (ErrorKind::Timeout, format!("{server} took too long"))
        } else if error.is_builder() {
            (ErrorKind::InvalidRequest, "the request cannot be sent".to_owned())
        } else {
            (ErrorKind::Transport, format!("the connection to {server} broke"))
        };
        // The reason is at the end of the chain, behind layers that say nothing.
        let mut reason: &dyn StdError = &error;
        while let Some(source) = reason.source() {
            reason = source;
        }
        let message = format!("{what}: {reason}");
        Self::new(kind, message).with_source(error)
    }

    /// The error for a body that is not what the document promises. `body` is redacted.
    #[cold]
    pub(crate) fn decode(path: Option<&str>, message: &str, media_type: Option<&str>, body: &[u8]) -> Self {
        let at = path.map(|path| format!(" at {path}")).unwrap_or_default();
        let message = match media_type {
            _ if body.is_empty() => "the response is empty".to_owned(),
            Some(media_type) if !media_type.contains("json") => {
                format!("the response is {media_type} where JSON is expected: {}", quote(body))
            }
            // A parser may quote all of a text that it does not accept.
            _ => {
                let message: String = message.chars().take(MAX_PARSER_MESSAGE).collect();
                format!(
                    "the response is not what the document promises{at}: {message}; it begins {}",
                    quote(body)
                )
            }
        };
        let mut error = Self::new(ErrorKind::Decode, message);
        error.0.path = path.map(str::to_owned);
        error
    }

    /// The error for a response with an error status.
    pub(crate) fn status_error(status: StatusCode, headers: HeaderMap, body: Bytes, cut: bool) -> Self {
        let api_error = ApiError::read(&body);
        let message = match &api_error.message {
            Some(message) => message.clone(),
            None if body.is_empty() => "the response has no body".to_owned(),
            None => format!("the body is no error of this API: {}", quote(&body)),
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
        // A slice would keep all of it in memory.
        let body = if truncated { Bytes::copy_from_slice(&body[..KEPT_BODY]) } else { body };
        self.0.response = Some(ErrorResponse {
            status,
            headers: detached(&headers),
            body,
            truncated,
            api_error: ApiError::default(),
        });
        self
    }

    /// Adds status and request id of a response. Other headers may quote what was sent.
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
        // Sending the request again would start another run.
        self.0.outcome_unknown = true;
        self
    }

    pub(crate) fn outcome_unknown(mut self, outcome_unknown: bool) -> Self {
        self.0.outcome_unknown = outcome_unknown;
        self
    }

    pub(crate) fn with_retry_after(mut self, delay: Option<Duration>) -> Self {
        self.0.retry_after = delay;
        self
    }

    /// Takes what is secret out of its own words, since a parser quotes what it does not understand, and out
    /// of the headers. A body is clean before it is quoted.
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

    /// What went wrong, in one word.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|response| response.status)
    }

    /// What the server says, or what happened.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The error's `code` as the server sent it, for example `rate_limit_exceeded`; a number as text.
    pub fn code(&self) -> Option<&str> {
        self.0.response.as_ref()?.api_error.code.as_deref()
    }

    /// The parameter that the server objects to.
    pub fn param(&self) -> Option<&str> {
        self.0.response.as_ref()?.api_error.param.as_deref()
    }

    /// The error's `type` as the server sent it, for example `invalid_request_error`.
    pub fn error_type(&self) -> Option<&str> {
        self.0.response.as_ref()?.api_error.r#type.as_deref()
    }

    /// The id under which the server knows the request (`x-request-id`).
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }

    /// The body of the response, at most its first 64 KiB.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|response| &*response.body)
    }

    /// Whether [`body`](Self::body) is only the beginning.
    pub fn is_body_truncated(&self) -> bool {
        self.0.response.as_ref().is_some_and(|response| response.truncated)
    }

    /// The body as a type: the document's own error type, or a server's.
    pub fn body_as<T: DeserializeOwned>(&self) -> Option<T> {
        from_slice(self.body()?).ok()
    }

    /// JSON path to what could not be decoded, for example `data[0].content[0].text`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The operation, for example `threads.runs.create`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// The last state that was polled, a `RunObject` for example, if this is an error of polling.
    pub fn last_state<T: Any>(&self) -> Option<&T> {
        self.0.last_state.as_ref()?.downcast_ref()
    }

    /// How many times the request was tried; 0 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the server asked to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    fn has_status(&self, status: u16) -> bool {
        self.0.kind == ErrorKind::Status && self.status().is_some_and(|found| found.as_u16() == status)
    }

    /// 400: the server does not understand the request.
    pub fn is_bad_request(&self) -> bool {
        self.has_status(400)
    }

    /// 401: the credential is missing, wrong or expired.
    pub fn is_authentication(&self) -> bool {
        self.has_status(401)
    }

    /// 403: the credential may not do this.
    pub fn is_permission_denied(&self) -> bool {
        self.has_status(403)
    }

    /// 404: there is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.has_status(404)
    }

    /// 409: the thing is in a state in which this cannot be done.
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// 422: the request is understood, and cannot be done.
    pub fn is_unprocessable(&self) -> bool {
        self.has_status(422)
    }

    /// 429: too many requests, or the quota is used up.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(429)
    }

    /// 500 and above: the fault is the server's.
    pub fn is_server_error(&self) -> bool {
        self.0.kind == ErrorKind::Status && self.status().is_some_and(|status| status.as_u16() >= 500)
    }

    /// No connection came about.
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect
    }

    /// Something took too long: an attempt, or the whole call.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout | ErrorKind::Deadline)
    }

    /// The response is not what the document promises.
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// Whether the same request may succeed later: what the SDK retries by itself.
    pub fn is_retryable(&self) -> bool {
        match (self.0.kind, self.headers(), self.status()) {
            _ if self.0.outcome_unknown => false,
            (ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout, ..) => true,
            (ErrorKind::Status, Some(headers), Some(status)) => retryable::is_retryable(status, headers),
            _ => false,
        }
    }
}

/// The error for a body past the limit.
pub(crate) fn too_large(limit: usize) -> Error {
    Error::new(ErrorKind::TooLarge, format!("the response is larger than the limit of {limit} bytes"))
}

/// What an error says of the response in which it came up.
#[derive(Debug, Clone)]
pub(crate) struct ResponseContext {
    pub(crate) status: StatusCode,
    /// Redacted.
    pub(crate) headers: HeaderMap,
    pub(crate) operation: &'static str,
    pub(crate) attempts: u32,
}

impl ResponseContext {
    /// Adds the context to an error.
    #[cold]
    pub(crate) fn explain(&self, error: Error) -> Error {
        let error = error.with_response(self.status, self.headers.clone(), Bytes::new());
        error.with_operation(self.operation, self.attempts)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, response, operation, attempts, retry_after, .. } = &*self.0;
        if let Some(operation) = operation {
            write!(f, "{operation}: ")?;
        }
        if let (ErrorKind::Status, Some(response)) = (kind, response) {
            write!(f, "{}: ", response.status)?;
        }
        f.write_str(message)?;
        let mut notes = Vec::new();
        if let Some(response) = response {
            notes.extend(response.api_error.named().map(|(name, api_error)| format!("{name} {api_error}")));
            if *kind != ErrorKind::Status {
                notes.push(format!("status {}", response.status));
            }
            notes.extend(request_id(&response.headers).map(|id| format!("request id {id}")));
        }
        if *attempts > 1 {
            notes.push(format!("{attempts} attempts"));
        }
        if let Some(delay) = retry_after {
            notes.push(format!("the server asks to wait {} s", delay.as_secs_f64()));
        }
        if !notes.is_empty() {
            write!(f, " ({})", notes.join(", "))?;
        }
        Ok(())
    }
}

/// What `Display` says, the kind, and the sources; no headers and no body, which may be long.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &self.0.kind).field("message", &format_args!("{self}"));
        if let Some(source) = &self.0.source {
            shown.field("source", source);
        }
        shown.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}
