//! The error type of the SDK.
//!
//! - `api_error` is the error that a body describes, and `shapes` finds it;
//! - `excerpt` shortens bodies and texts for messages;
//! - `retryable` says which statuses are retried.

mod api_error;
mod excerpt;
mod not_sent;
mod retryable;
mod shapes;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

pub use self::api_error::ApiError;
use self::excerpt::Excerpt;
pub(crate) use self::excerpt::quote;
use crate::runtime::http::headers::{detached, request_id};
use crate::runtime::http::redact::Secrets;
use crate::runtime::json::decode::from_slice;

/// An error of a credential provider or a middleware.
pub type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// The kind of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request is invalid; nothing was sent.
    InvalidRequest,
    /// The credential provider failed; nothing was sent.
    Credentials,
    /// The connection failed: the name does not resolve, the server refuses the connection, TLS fails, or the connection was
    /// closed before the request was written.
    Connect,
    /// The connection was closed before or within the response, or the response is not HTTP.
    Transport,
    /// An attempt, or the wait for the next chunk of a stream, timed out.
    Timeout,
    /// The deadline of the call passed.
    Deadline,
    /// The server responded with an error status.
    Status,
    /// The SDK does not follow the redirect.
    Redirect,
    /// The response has a success status, but its body cannot be decoded.
    Decode,
    /// The response is larger than the limit.
    TooLarge,
    /// A list is endless: the server repeats a cursor, or has more items but sends no cursor.
    Pagination,
    /// A run, a file or a batch ended without success: [`Response::completed`](crate::Response::completed).
    Unsuccessful,
    /// An error of a middleware.
    Other,
}

/// The error of a call.
///
/// Use [`kind`](Self::kind) or the predicates to handle errors, and `Display` for messages. The error keeps the status,
/// headers, request id, and the beginning of the body. Credentials are redacted.
///
/// ```
/// use openai_assistants::Request;
///
/// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
/// match client.threads().retrieve("thread_1").send().await {
///     Ok(thread) => println!("found {}", thread.id),
///     Err(error) if error.is_not_found() => println!("not found"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// The message; for an error status that of the server.
    message: String,
    source: Option<BoxError>,
    response: Option<ErrorResponse>,
    /// The JSON path at which decoding failed.
    path: Option<String>,
    /// The index of the item of a list that could not be decoded; the others are.
    item: Option<usize>,
    operation: Option<&'static str>,
    attempts: u32,
    retry_after: Option<Duration>,
    /// A possible cause in the configuration.
    hint: Option<String>,
    /// Whether the server may have executed the request.
    outcome_unknown: bool,
    /// Whether a retry might execute the request twice.
    once: bool,
    /// The last state of polling.
    last_state: Option<Box<dyn Any + Send + Sync>>,
}

/// The kept parts of a response.
struct ErrorResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    truncated: bool,
    api_error: Option<ApiError>,
}

/// The maximum number of characters of a parser's message.
const MAX_PARSER_MESSAGE: usize = 400;

/// The maximum number of bytes of a body in an error.
pub(crate) const KEPT_BODY: usize = 64 * 1024;

/// The maximum number of bytes of the message in `Display`.
const SHOWN_MESSAGE: usize = 1400;

/// The maximum number of bytes of a type, a code, a parameter or a request id in `Display`.
const SHOWN_NOTE: usize = 100;

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

    /// Returns the kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the status of the response, if any.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|response| response.status)
    }

    /// Returns the message, that of the server if there is one.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the error that the server describes in the body, in any of the shapes that servers use. Some servers send
    /// one with a good status; the kind is [`Decode`](ErrorKind::Decode) then.
    pub fn api_error(&self) -> Option<&ApiError> {
        self.0.response.as_ref()?.api_error.as_ref()
    }

    /// Returns the server's `code`, for example `rate_limit_exceeded`; a number as text.
    pub fn code(&self) -> Option<&str> {
        self.api_error()?.code.as_deref()
    }

    /// Returns the server's `param`, the parameter that is invalid.
    pub fn param(&self) -> Option<&str> {
        self.api_error()?.param.as_deref()
    }

    /// Returns the server's `type`, for example `invalid_request_error`.
    pub fn error_type(&self) -> Option<&str> {
        self.api_error()?.r#type.as_deref()
    }

    /// Returns the request id: the header `x-request-id`, or its counterpart of Azure or a gateway.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }

    /// Returns the message of the error body, if the body has one.
    pub(crate) fn server_message(&self) -> Option<&str> {
        self.api_error()?.message()
    }

    /// Returns the headers of the response, if any.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }

    /// Returns the body of the response, at most its first 64 KiB. Of an [item error](Self::is_item_error), returns the JSON
    /// of the item, complete.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|response| &*response.body)
    }

    /// Whether [`body`](Self::body) is truncated.
    pub fn is_body_truncated(&self) -> bool {
        self.0.response.as_ref().is_some_and(|response| response.truncated)
    }

    /// Decodes the body, for example as the document's error type. Of an [item error](Self::is_item_error), decodes the
    /// item.
    pub fn body_as<T: DeserializeOwned>(&self) -> Option<T> {
        from_slice(self.body()?).ok()
    }

    /// Returns the JSON path at which decoding failed, for example `data[0].content[0].text`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns whether a single item of a list cannot be decoded. [`Items`](crate::Items) continues with the next item;
    /// [`body`](Self::body) returns the JSON of this one. Every other error ends a list.
    ///
    /// ```no_run
    /// use openai_assistants::Paginate;
    ///
    /// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
    /// let mut runs = client.threads().runs().list("thread_1").items();
    /// loop {
    ///     match runs.try_next().await {
    ///         Ok(Some(run)) => println!("{}", run.id),
    ///         Ok(None) => break,
    ///         Err(error) if error.is_item_error() => {
    ///             println!("{error}: {:?}", error.body_as::<serde_json::Value>());
    ///         }
    ///         Err(error) => return Err(error),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_item_error(&self) -> bool {
        self.0.item.is_some()
    }

    /// Returns the index of the item in its page, from 0, if this is an [item error](Self::is_item_error).
    pub fn item_index(&self) -> Option<usize> {
        self.0.item
    }

    /// Returns the operation, for example `threads.runs.create`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// Returns the last state of polling, for example a `RunObject`.
    pub fn last_state<T: Any>(&self) -> Option<&T> {
        self.0.last_state.as_ref()?.downcast_ref()
    }

    /// Returns the number of attempts; 0 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the delay before a retry that the server requested, if the status allows a retry.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    fn has_status(&self, status: u16) -> bool {
        self.0.kind == ErrorKind::Status && self.status().is_some_and(|found| found.as_u16() == status)
    }

    /// Whether the status is 400.
    pub fn is_bad_request(&self) -> bool {
        self.has_status(400)
    }

    /// Whether the status is 401: the credential is missing, wrong or expired.
    pub fn is_authentication(&self) -> bool {
        self.has_status(401)
    }

    /// Whether the status is 403: the credential has no permission.
    pub fn is_permission_denied(&self) -> bool {
        self.has_status(403)
    }

    /// Whether the status is 404.
    pub fn is_not_found(&self) -> bool {
        self.has_status(404)
    }

    /// Whether the status is 409: the object's state does not allow the operation.
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// Whether the status is 422.
    pub fn is_unprocessable(&self) -> bool {
        self.has_status(422)
    }

    /// Whether the status is 429: too many requests, or no quota left.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(429)
    }

    /// Whether the status is 500 or above.
    pub fn is_server_error(&self) -> bool {
        self.0.kind == ErrorKind::Status && self.status().is_some_and(|status| status.as_u16() >= 500)
    }

    /// Whether the connection failed.
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect
    }

    /// Whether an attempt timed out or the deadline passed.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout | ErrorKind::Deadline)
    }

    /// Whether the response cannot be decoded.
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// Whether the server may have executed the request: the connection broke, the attempt timed out, or a gateway gave up.
    /// The SDK does not retry then unless the request is idempotent or [`Request::retry_unsafe`](crate::Request::retry_unsafe)
    /// is set. Before you repeat the request, check what it has created.
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// Whether a retry may succeed, by the same rules as the SDK's retries.
    pub fn is_retryable(&self) -> bool {
        match (self.0.kind, self.headers(), self.status()) {
            _ if self.0.once => false,
            (ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout, ..) => true,
            (ErrorKind::Status, Some(headers), Some(status)) => retryable::is_retryable(status, headers),
            _ => false,
        }
    }

    /// Whether the status allows a retry, so that `retry-after` applies.
    pub(crate) fn is_worth_waiting(&self) -> bool {
        match (self.0.kind, self.headers(), self.status()) {
            (ErrorKind::Status, Some(headers), Some(status)) => {
                retryable::is_temporary(status) || retryable::is_retryable(status, headers)
            }
            _ => false,
        }
    }

    /// Whether the server may have executed the request that failed with this error.
    pub(crate) fn leaves_outcome_open(&self) -> bool {
        match (self.0.kind, self.headers(), self.status()) {
            (ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Deadline, ..) => true,
            (ErrorKind::Status, Some(headers), Some(status)) => {
                retryable::leaves_outcome_open(status, headers)
            }
            _ => false,
        }
    }
}

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

/// The message for JSON that cannot be decoded.
fn unexpected_json(what: &str, path: Option<&str>, message: &str, json: &[u8]) -> String {
    let at = path.map(|path| format!(" at {path}")).unwrap_or_default();
    // A parser may quote a long text.
    let message: String = message.chars().take(MAX_PARSER_MESSAGE).collect();
    let begins = if what == "item" { "the item begins" } else { "the body begins" };
    format!("unexpected {what}{at}: {message}; {begins} with {}", quote(json))
}

/// At most 2 KB: longer messages are truncated. [`Error::message`] returns the complete message, [`Error::body`] the
/// body.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, response, operation, attempts, retry_after, hint, .. } = &*self.0;
        if let Some(operation) = operation {
            write!(f, "{operation}: ")?;
        }
        if let (ErrorKind::Status, Some(response)) = (kind, response) {
            write!(f, "{}: ", response.status)?;
        }
        write!(f, "{}", Excerpt(message, SHOWN_MESSAGE))?;
        let mut notes = Vec::new();
        if let Some(response) = response {
            let named = response.api_error.iter().flat_map(ApiError::named);
            notes.extend(named.map(|(name, text)| format!("{name} {}", Excerpt(text, SHOWN_NOTE))));
            if *kind != ErrorKind::Status {
                notes.push(format!("status {}", response.status));
            }
            let id = request_id(&response.headers);
            notes.extend(id.map(|id| format!("request id {}", Excerpt(id, SHOWN_NOTE))));
        }
        if *attempts > 1 {
            notes.push(format!("{attempts} attempts"));
        }
        if let Some(delay) = retry_after {
            notes.push(format!("the server requests a delay of {} s", delay.as_secs_f64()));
        }
        if !notes.is_empty() {
            write!(f, " ({})", notes.join(", "))?;
        }
        hint.as_ref().map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

/// Shows the message, the kind and the sources, but no headers and no body, which may be long.
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
