//! A call: attempts at a request until one is answered, or there is no sense in another.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::HeaderValue;
use reqwest::{Request, Url};
use serde::de::DeserializeOwned;
use tracing::field::Empty;
use tracing::{Instrument, Span, debug_span, info};

use super::config::Config;
use super::credentials::Credential;
use super::decoding::decode;
use super::error::{Error, ErrorKind};
use super::exchange::{Answer, Read, add_query};
use super::logs::log_body;
use super::operation::Operation;
use super::options::RequestOptions;
use super::response::{ByteStream, ResponseValue};
use super::retry;

/// Makes the request of an attempt: its body is written anew for each.
type Build = Arc<dyn Fn(&reqwest::Client) -> Result<Request, Error> + Send + Sync>;

/// A request with its settings, on its way; a clone is the same request once more.
#[derive(Clone)]
pub struct Call {
    pub(super) config: Config,
    pub(super) operation: &'static Operation,
    pub(super) options: RequestOptions,
    pub(super) build: Build,
    pub(super) path: Cow<'static, str>,
    /// The query parameter that says where in a list the request begins.
    pub(super) cursor: Option<(&'static str, String)>,
}

/// What a call came to.
struct Answered<'a> {
    answer: Answer,
    /// What the last attempt was made with.
    credential: Cow<'a, Credential>,
    attempts: u32,
}

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
        match &options.fault {
            Some(fault) => Err(Error::invalid_request(fault)),
            None => Ok(Self {
                config: config.clone(),
                operation,
                options,
                build: Arc::new(build),
                cursor: None,
                path: Cow::Borrowed(operation.path),
            }),
        }
    }

    /// Names the path of a request that the document does not have. A query may hold what no log should.
    pub(super) fn set_path(&mut self, path: &str) {
        self.path = Cow::Owned(path.split(['?', '#']).next().unwrap_or_default().to_owned());
    }

    /// The answer, decoded.
    pub(crate) async fn value<T: DeserializeOwned>(
        call: Result<Self, Error>,
    ) -> Result<ResponseValue<T>, Error> {
        let call = call?;
        let longest = call.config.max_response_bytes;
        let Answered { mut answer, credential, attempts } = call.run(Read::Whole { longest }).await?;
        if call.config.log_bodies {
            log_body("answer", &answer.body, &call.secrets(&credential));
        }
        match decode(&answer.body) {
            Ok(value) => {
                let headers = std::mem::take(answer.response.headers_mut());
                Ok(ResponseValue::new(value, answer.response.status(), headers))
            }
            Err(fault) => {
                let secrets = call.secrets(&credential);
                answer.body = secrets.clean_body(answer.body, false);
                let error = fault.told_of(&answer).of_answer(answer).without(&secrets);
                Err(error.in_call(call.operation.id, attempts))
            }
        }
    }

    /// The answer as bytes, as they come.
    pub(crate) async fn bytes(call: Result<Self, Error>) -> Result<ResponseValue<ByteStream>, Error> {
        let call = call?;
        let Answered { answer, credential, attempts } = call.run(Read::Head).await?;
        let (status, headers) = (answer.response.status(), answer.response.headers().clone());
        // What an error in the middle of the stream tells of the answer.
        let mut told = headers.clone();
        call.secrets(&credential).clean_headers(&mut told);
        let stream = ByteStream::new(answer.response, told, call.timeout(), call.operation.id, attempts);
        Ok(ResponseValue::new(stream, status, headers))
    }

    /// The same request for another page of its list.
    pub(super) fn at_cursor(mut self, parameter: &'static str, cursor: &str) -> Self {
        self.cursor = Some((parameter, cursor.to_owned()));
        // It says that two requests are the same, and pages are not.
        if self.options.idempotency_key.is_some() {
            self.options.idempotency_key = None;
        }
        self
    }

    /// The cursor by which the request asks for a page; `None` for the request as its caller has set it.
    pub(super) fn cursor(&self) -> Option<&str> {
        self.cursor.as_ref().map(|(_, cursor)| cursor.as_str())
    }

    /// The URL, with everything that the caller has set.
    pub(super) fn url(&self) -> Result<Url, Error> {
        let mut request = (self.build)(&self.config.http)?;
        add_query(request.url_mut(), &self.config.query, &self.options.query);
        Ok(request.url().clone())
    }

    pub(super) fn timeout(&self) -> Duration {
        self.options.timeout.unwrap_or(self.config.timeout)
    }

    /// The answer, as far as `read` says, after as many attempts as it takes.
    async fn run(&self, read: Read) -> Result<Answered<'_>, Error> {
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
        if !span.is_disabled() {
            let attempts = match &done {
                Ok(answered) => answered.attempts,
                Err(error) => error.attempts(),
            };
            span.record("attempts", attempts);
            span.record("elapsed_ms", self.config.timer.now().duration_since(started).as_millis() as u64);
        }
        done
    }

    async fn attempts(&self, read: Read, started: Instant, span: &Span) -> Result<Answered<'_>, Error> {
        let deadline = self.options.deadline.or(self.config.deadline);
        let deadline = deadline.and_then(|deadline| started.checked_add(deadline));
        let generated = self.generated_key();
        let key = self.options.idempotency_key.as_ref().or(generated.as_ref());
        let (mut attempt, mut last) = (1, None);
        loop {
            let failure = match self.attempt(read, key, deadline, span).await {
                Ok((answer, credential)) => return Ok(Answered { answer, credential, attempts: attempt }),
                Err(failure) => failure,
            };
            let (delay, error) = self.before_retry(failure, attempt, deadline, last)?;
            self.config.timer.sleep(delay).await;
            last = Some(error);
            attempt += 1;
        }
    }

    /// How long to wait before the next attempt, and the error of this one, which is final if there is no
    /// other.
    #[cold]
    fn before_retry(
        &self,
        failure: Failure,
        attempt: u32,
        deadline: Option<Instant>,
        last: Option<Error>,
    ) -> Result<(Duration, Error), Error> {
        let Failure { error, answered, idempotent } = failure;
        let asked = error.headers();
        let asked = asked.and_then(|headers| retry::asked_delay(headers, self.config.timer.time_of_day()));
        let nothing_sent = matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Credentials);
        let tried = if nothing_sent { attempt - 1 } else { attempt };
        let mut error = error.asked_to_wait(asked).in_call(self.operation.id, tried);
        if error.kind() == ErrorKind::Deadline
            && let Some(last) = last
        {
            error = error.because(last);
        }
        error = error.done_perhaps(answered && !idempotent);
        let max_retries = self.options.max_retries.unwrap_or(self.config.max_retries);
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
        Ok((delay, error))
    }

    /// How long an attempt that begins now may take, and whether it is the deadline that ends it.
    pub(super) fn time_left(&self, deadline: Option<Instant>) -> (Duration, bool) {
        let timeout = self.timeout();
        match deadline.map(|deadline| deadline.saturating_duration_since(self.config.timer.now())) {
            Some(left) if left <= timeout => (left, true),
            _ => (timeout, false),
        }
    }

    /// A key for all attempts, if the client makes keys. Only what creates something needs one.
    fn generated_key(&self) -> Option<HeaderValue> {
        if !self.config.idempotency_keys || self.options.idempotency_key.is_some() {
            return None;
        }
        HeaderValue::try_from(format!("{:032x}", fastrand::u128(..))).ok()
    }
}
