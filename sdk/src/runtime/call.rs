//! A call: attempts at a request until one is answered, or there is no sense in another.

use std::borrow::Cow;
use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Request, StatusCode};
use serde::de::DeserializeOwned;
use tracing::field::Empty;
use tracing::{Instrument, Span, debug_span, info, trace};

use super::config::Config;
use super::credentials::Signed;
use super::error::{Error, ErrorKind, quote, request_id};
use super::exchange::{Limit, Open, Read, Whole};
use super::operation::Operation;
use super::options::RequestOptions;
use super::response::{ByteStream, ResponseValue};
use super::retry;

/// Makes the request of an attempt: its body is written anew for each.
type Build = Box<dyn Fn(&reqwest::Client) -> Result<Request, Error> + Send + Sync>;

/// A request with its settings, on its way.
pub struct Call {
    pub(super) config: Config,
    pub(super) operation: &'static Operation,
    pub(super) options: RequestOptions,
    pub(super) build: Build,
    pub(super) path: Cow<'static, str>,
}

/// Ten years.
const FAR: Duration = Duration::from_secs(315_360_000);

/// What an attempt came to, if it did not come to an answer.
pub(super) struct Failure {
    pub(super) error: Error,
    /// Whether the server may have done the work: it answered, and the answer broke off.
    pub(super) answered: bool,
    /// Whether the request may be sent twice and does its work once.
    pub(super) idempotent: bool,
}

impl Failure {
    /// Nothing was sent.
    pub(super) fn before(error: Error) -> Self {
        Self { error, answered: false, idempotent: false }
    }
}

impl Call {
    pub(crate) fn new(
        config: &Config,
        operation: &'static Operation,
        options: RequestOptions,
        build: impl Fn(&reqwest::Client) -> Result<Request, Error> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        match options.fault {
            Some(fault) => Err(Error::invalid_request(fault)),
            None => Ok(Self {
                config: config.clone(),
                operation,
                options,
                build: Box::new(build),
                path: Cow::Borrowed(operation.path),
            }),
        }
    }

    /// Names the path of a request that the document does not have. A query may hold what no log should.
    pub(super) fn set_path(&mut self, path: &str) {
        self.path = Cow::Owned(path.split(['?', '#']).next().unwrap_or_default().to_owned());
    }

    /// The answer, decoded.
    pub(crate) async fn value<T: DeserializeOwned>(self) -> Result<ResponseValue<T>, Error> {
        let limit = self.config.max_response_bytes;
        let ((answer, signed), attempts) = self.run(&Whole { limit }).await?;
        if self.config.log_bodies {
            log_body("answer", &answer.body);
        }
        decode(answer).map_err(|error| {
            error.without(self.secrets(&signed).into_iter()).in_call(self.operation.id, attempts)
        })
    }

    /// The answer as bytes, as they come.
    pub(crate) async fn bytes(self) -> Result<ResponseValue<ByteStream>, Error> {
        let ((response, signed), attempts) = self.run(&Open).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        // What an error in the middle of the stream tells of the answer.
        let told = Error::new(ErrorKind::Transport, "").with_answer(status, headers.clone(), Bytes::new());
        let told = told.without(self.secrets(&signed).into_iter()).into_headers();
        let stream = ByteStream::new(response, told, self.timeout(), self.operation.id, attempts);
        Ok(ResponseValue::new(stream, status, headers))
    }

    pub(super) fn timeout(&self) -> Duration {
        self.options.timeout.unwrap_or(self.config.timeout)
    }

    /// What `read` makes of the answer, and after how many attempts.
    async fn run<R: Read>(&self, read: &R) -> Result<((R::Output, Signed<'_>), u32), Error> {
        let span = debug_span!(
            target: "openai_assistants",
            "call",
            operation = self.operation.id,
            path = &*self.path,
            method = Empty,
            status = Empty,
            request_id = Empty,
            attempts = Empty,
            elapsed_ms = Empty,
        );
        let started = self.config.timer.now();
        // The future is large: in a box it is not moved from layer to layer.
        let attempts = Box::pin(self.attempts(read, started, &span));
        let done = if span.is_disabled() { attempts.await } else { attempts.instrument(span.clone()).await };
        let attempts = match &done {
            Ok((_, attempts)) => *attempts,
            Err(error) => {
                note_answer(&span, error.status(), error.headers());
                error.attempts()
            }
        };
        span.record("attempts", attempts);
        span.record("elapsed_ms", self.config.timer.now().duration_since(started).as_millis() as u64);
        done
    }

    async fn attempts<R: Read>(
        &self,
        read: &R,
        started: Instant,
        span: &Span,
    ) -> Result<((R::Output, Signed<'_>), u32), Error> {
        let deadline = self.options.deadline.or(self.config.deadline);
        let deadline = deadline.and_then(|deadline| started.checked_add(deadline));
        let max_retries = self.options.max_retries.unwrap_or(self.config.max_retries);
        let generated = self.generated_key();
        let key = self.options.idempotency_key.as_ref().or(generated.as_ref());
        let mut last: Option<Error> = None;
        let mut attempt = 1;
        loop {
            let failure = match self.attempt(read, key, deadline, span).await {
                Ok(output) => return Ok((output, attempt)),
                Err(failure) => failure,
            };
            let asked = failure.error.headers();
            let asked =
                asked.and_then(|headers| retry::asked_delay(headers, self.config.timer.time_of_day()));
            let nothing_sent =
                matches!(failure.error.kind(), ErrorKind::InvalidRequest | ErrorKind::Credentials);
            let tried = if nothing_sent { attempt - 1 } else { attempt };
            let mut error = failure.error.asked_to_wait(asked).in_call(self.operation.id, tried);
            if error.kind() == ErrorKind::Deadline
                && let Some(last) = last.take()
            {
                error = error.because(last);
            }
            error = error.done_perhaps(failure.answered && !failure.idempotent);
            if !error.is_retryable() || attempt > max_retries {
                return Err(error);
            }
            let delay = asked.unwrap_or_else(|| retry::backoff(attempt - 1, fastrand::f64()));
            let wakes = self.config.timer.now().checked_add(delay);
            let too_late = deadline.is_some_and(|deadline| wakes.is_none_or(|wakes| wakes >= deadline));
            let too_long = asked.is_some_and(|asked| asked > self.config.max_retry_delay);
            if too_long || too_late {
                return Err(error);
            }
            // The error's own words may quote a body, and no log has one without being asked.
            let (kind, status) = (error.kind(), error.status().map(|status| status.as_u16()));
            let delay_ms = delay.as_millis() as u64;
            info!(target: "openai_assistants", attempt, delay_ms, ?kind, status, "retrying");
            self.config.timer.sleep(delay).await;
            last = Some(error);
            attempt += 1;
        }
    }

    /// One attempt, for as long as it may take.
    async fn attempt<R: Read>(
        &self,
        read: &R,
        key: Option<&HeaderValue>,
        deadline: Option<Instant>,
        span: &Span,
    ) -> Result<(R::Output, Signed<'_>), Failure> {
        let timeout = self.timeout();
        let left = deadline.map(|deadline| deadline.saturating_duration_since(self.config.timer.now()));
        let is_deadline = left.is_some_and(|left| left <= timeout);
        let length = left.filter(|_| is_deadline).unwrap_or(timeout);
        let now = tokio::time::Instant::now();
        // What no clock can reach is as good as never.
        let end = now.checked_add(length).unwrap_or(now + FAR);
        let end = pin!(tokio::time::sleep_until(end));
        self.exchange(read, key, &mut Limit { end, is_deadline, timeout }, span).await
    }

    /// A key for all attempts, if the client makes keys. Only what creates something needs one.
    fn generated_key(&self) -> Option<HeaderValue> {
        if !self.config.idempotency_keys || self.options.idempotency_key.is_some() {
            return None;
        }
        HeaderValue::try_from(format!("{:032x}", fastrand::u128(..))).ok()
    }
}

/// Writes down what the answer was.
pub(super) fn note_answer(span: &Span, status: Option<StatusCode>, headers: Option<&HeaderMap>) {
    if let Some(status) = status {
        span.record("status", status.as_u16());
    }
    if let Some(id) = headers.and_then(request_id) {
        span.record("request_id", id);
    }
}

/// An answer with a good status, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// How much of a body a log shows, in bytes.
const LOGGED: usize = 4096;

/// Writes a body to the log of bodies, which is only there if it was asked for.
pub(super) fn log_body(what: &'static str, body: &[u8]) {
    let shown = String::from_utf8_lossy(&body[..body.len().min(LOGGED)]);
    trace!(target: "openai_assistants::bodies", what, length = body.len(), body = %shown);
}

fn decode<T: DeserializeOwned>(answer: Answer) -> Result<ResponseValue<T>, Error> {
    let Answer { status, headers, body } = answer;
    // No content is null, which is what `()` and `Option` are read from.
    let json: &[u8] = if body.is_empty() { b"null" } else { &body };
    if let Ok(value) = serde_json::from_slice(json) {
        return Ok(ResponseValue::new(value, status, headers));
    }
    let decoder = &mut serde_json::Deserializer::from_slice(json);
    let (path, fault) = match serde_path_to_error::deserialize::<_, T>(decoder) {
        Err(error) => (Some(error.path().to_string()), error.into_inner().to_string()),
        // The value is there, and something behind it.
        Ok(_) => (None, "something follows the JSON".to_owned()),
    };
    // `.` is the whole, which says nothing.
    let path = path.filter(|path| path != ".");
    let place = path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
    let media_type = headers.get(reqwest::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let message = match media_type {
        _ if body.is_empty() => "the answer is empty".to_owned(),
        Some(media_type) if !media_type.contains("json") => {
            format!("the answer is {media_type} where JSON was promised: {}", quote(&body))
        }
        _ => format!("the answer is not what was promised{place}: {fault}; it begins {}", quote(&body)),
    };
    let error = Error::new(ErrorKind::Decode, message).with_answer(status, headers, body);
    Err(match path {
        Some(path) => error.at(path),
        None => error,
    })
}
