//! A call: attempts until one succeeds or the error is final.
//!
//! The steps of a call:
//!
//! 1. [`Request::send`] converts the request to its parts (`request/base`);
//! 2. [`run`] starts the deadline and counts attempts;
//! 3. [`Attempt::run`] builds the HTTP request, signs it, sends it and follows redirects (`transport/attempt`);
//! 4. it converts an error status or a failed connection to an [`Error`];
//! 5. [`next_delay`] classifies the error: final, or to be retried after a delay (`retry`);
//! 6. the timer waits, then step 3 is repeated;
//! 7. [`value`] decodes the body of a response with a success status (`json`); [`bytes`] returns it as a stream.

mod decode;
mod deleted;
mod request;
pub(crate) mod undecoded;

use std::borrow::Cow;
use std::time::{Duration, Instant};

use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;
use tracing::field::Empty;
use tracing::{Instrument, Span, debug_span, info};

pub use self::decode::from_json;
use self::deleted::Deleting;
pub use self::request::{IntoParts, Output, Request};
use self::undecoded::Undecoded;
use crate::runtime::auth::Credential;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http::headers::detached;
use crate::runtime::json;
use crate::runtime::request::base::RequestParts;
use crate::runtime::response::Response;
use crate::runtime::response::byte_stream::ByteStream;
use crate::runtime::retry;
use crate::runtime::transport::attempt::{Attempt, BodyMode, BufferedResponse, Failure};
use crate::runtime::transport::redact::secrets;
use crate::runtime::transport::trace::log_body;

/// A response with a success status, and the context of the call.
struct CallOutcome<'a> {
    response: BufferedResponse,
    /// The credential of the last attempt.
    credential: Cow<'a, Credential>,
    attempts: u32,
}

/// Sends a request and decodes the response.
pub(crate) fn value<T: DeserializeOwned + Send + 'static>(
    parts: Result<RequestParts, Error>,
) -> impl Future<Output = Result<Response<T>, Error>> + Send + 'static {
    // The signature has `Send`, so that rustc checks it once and not for every type.
    decoded(parts)
}

async fn decoded<T: DeserializeOwned>(parts: Result<RequestParts, Error>) -> Result<Response<T>, Error> {
    let parts = parts?;
    let received = undecoded(&parts).await?;
    let read = |body: &[u8]| json::decode::body(body);
    let value = read(received.body())
        .or_else(|error| deleted::complete(&parts, received.body()).map_or(Err(error), |body| read(&body)));
    match value {
        Ok(value) => Ok(Response::new(value, received.status(), received.headers())),
        Err(error) => Err(received.decode_error(&error)),
    }
}

/// Sends a request and reads the response body. Not generic, so that it is compiled once.
pub(crate) async fn undecoded(parts: &RequestParts) -> Result<Undecoded<'_>, Error> {
    let outcome = run(parts, BodyMode::Buffered { max_bytes: parts.config.max_response_bytes }).await?;
    if parts.config.log_bodies {
        log_body("response", &outcome.response.body, &secrets(parts, &outcome.credential));
    }
    Ok(Undecoded { outcome, parts })
}

/// Sends a request and returns the response body as a stream.
pub(crate) fn bytes(
    parts: Result<RequestParts, Error>,
) -> impl Future<Output = Result<Response<ByteStream>, Error>> + Send + 'static {
    streamed(parts)
}

async fn streamed(parts: Result<RequestParts, Error>) -> Result<Response<ByteStream>, Error> {
    let parts = parts?;
    let outcome = run(&parts, BodyMode::Streaming).await?;
    let (status, headers) = (outcome.response.status, detached(&outcome.response.headers));
    // The context for errors in the middle of the stream.
    let mut shown = headers.clone();
    secrets(&parts, &outcome.credential).redact_headers(&mut shown);
    let context = crate::runtime::error::ResponseContext {
        status,
        headers: shown,
        operation: parts.operation.id,
        attempts: outcome.attempts,
        repeatable: parts.is_idempotent(),
    };
    let body = outcome.response.unread.unwrap_or_default();
    Ok(Response::new(ByteStream::new(body, context, parts.timeout()), status, headers))
}

/// Makes attempts until one succeeds or the error is final. `mode` determines whether the body is read.
async fn run(parts: &RequestParts, mode: BodyMode) -> Result<CallOutcome<'_>, Error> {
    let span = debug_span!(
        target: "openai_assistants",
        "call",
        operation = parts.operation.id,
        path = &*parts.log_path,
        method = Empty,
        status = Empty,
        request_id = Empty,
        attempts = Empty,
        elapsed_ms = Empty,
    );
    let timer = &parts.config.timer;
    let started = timer.now();
    // Boxed, because the future is large and would be moved between layers.
    let attempts = Box::pin(attempts(parts, mode, started, &span));
    let done = if span.is_disabled() { attempts.await } else { attempts.instrument(span.clone()).await };
    if !span.is_disabled() {
        let attempts = match &done {
            Ok(outcome) => outcome.attempts,
            Err(error) => error.attempts(),
        };
        span.record("attempts", attempts);
        span.record("elapsed_ms", timer.now().duration_since(started).as_millis() as u64);
    }
    done
}

async fn attempts<'a>(
    parts: &'a RequestParts,
    mode: BodyMode,
    started: Instant,
    span: &Span,
) -> Result<CallOutcome<'a>, Error> {
    let url = parts.full_url()?;
    let deadline = parts.options.deadline.or(parts.config.deadline);
    let deadline = deadline.and_then(|deadline| started.checked_add(deadline));
    let generated = generated_key(parts);
    let key = parts.options.idempotency_key.as_ref().or(generated.as_ref());
    let attempt = Attempt { parts, url: &url, key, deadline, span, mode };
    let (mut number, mut last) = (1, None);
    let mut deleting = Deleting::new(parts);
    loop {
        let failure = match attempt.run().await {
            Ok((response, credential)) => return Ok(CallOutcome { response, credential, attempts: number }),
            Err(failure) => failure,
        };
        if let Some(response) = deleting.already_done(&failure.error) {
            let credential = Cow::Owned(Credential::None);
            return Ok(CallOutcome { response, credential, attempts: number });
        }
        let (delay, error) = next_delay(parts, failure, number, deadline, last)?;
        parts.config.timer.sleep(delay).await;
        last = Some(error);
        number += 1;
    }
}

/// Returns the delay before the next attempt with the error of this one, or the final error.
#[cold]
fn next_delay(
    parts: &RequestParts,
    failure: Failure,
    attempt: u32,
    deadline: Option<Instant>,
    last: Option<Error>,
) -> Result<(Duration, Error), Error> {
    let Failure { error, sent, repeatable } = failure;
    let config = &parts.config;
    let requested = error.headers().filter(|_| error.is_worth_waiting());
    let requested = requested.and_then(|headers| retry::retry_after(headers, config.timer.time_of_day()));
    let nothing_sent = matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Credentials);
    let sent_attempts = if nothing_sent { attempt - 1 } else { attempt };
    let mut error = error.with_retry_after(requested).with_operation(parts.operation.id, sent_attempts);
    // An earlier attempt may still have been executed.
    let open_before = last.as_ref().is_some_and(Error::is_outcome_unknown);
    if open_before || sent && error.leaves_outcome_open() {
        error = error.with_unknown_outcome(repeatable);
    }
    if error.kind() == ErrorKind::Deadline
        && let Some(last) = last
    {
        error = error.with_source(last);
    }
    let max_retries = parts.options.max_retries.unwrap_or(config.max_retries);
    if !error.is_retryable() || attempt > max_retries {
        return Err(error);
    }
    let delay = requested.unwrap_or_else(|| retry::backoff(attempt - 1, fastrand::f64()));
    let wakes = config.timer.now().checked_add(delay);
    let too_late = deadline.is_some_and(|deadline| wakes.is_none_or(|wakes| wakes >= deadline));
    let too_long = requested.is_some_and(|requested| requested > config.max_retry_delay);
    if too_long || too_late {
        return Err(error);
    }
    // The message may quote a body, so do not log it.
    let (kind, status) = (error.kind(), error.status().map(|status| status.as_u16()));
    let delay_ms = delay.as_millis() as u64;
    info!(target: "openai_assistants", attempt, delay_ms, ?kind, status, "retrying");
    Ok((delay, error))
}

/// The idempotency key of a call, if enabled. Only `POST` needs one.
fn generated_key(parts: &RequestParts) -> Option<HeaderValue> {
    if !parts.config.idempotency_keys || parts.options.idempotency_key.is_some() {
        return None;
    }
    HeaderValue::try_from(format!("{:032x}", fastrand::u128(..))).ok()
}
