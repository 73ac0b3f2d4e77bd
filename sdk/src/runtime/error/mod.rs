//! The error type of the SDK.
//!
//! - `api_error` is the error that a body describes, and `shapes` finds it;
//! - `create` makes errors, `context` adds what is known of the response;
//! - `display` and `excerpt` write messages of limited length;
//! - `retryable` says which statuses are retried, `not_sent` which failed requests the server cannot have seen.

mod api_error;
mod context;
mod create;
mod display;
mod excerpt;
mod not_sent;
mod retryable;
mod shapes;

use std::any::Any;
use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

pub use self::api_error::ApiError;
pub(crate) use self::context::{ResponseContext, too_large};
pub(crate) use self::create::KEPT_BODY;
pub(crate) use self::excerpt::quote;
use crate::runtime::http::headers::request_id;
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

impl Error {
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

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}
