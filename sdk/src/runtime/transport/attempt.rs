//! One attempt: builds the HTTP request, signs it, sends it, follows redirects and reads the response.

use std::borrow::Cow;
use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Method, Request, Response, StatusCode, Url};
use serde_json::{Map, Value};
use tracing::Span;

use crate::runtime::auth::{Credential, Signature, Signing};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::json::decode::from_slice;
use crate::runtime::middleware::Next;
use crate::runtime::request::base::{Body, RequestParts};
use crate::runtime::transport::body::{self, AttemptTimeout, BufferedBody};
use crate::runtime::transport::redact::secrets;
use crate::runtime::transport::redirect::{self, Redirect};
use crate::runtime::transport::trace::{log_body, record_response};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const DEFAULT_USER_AGENT: HeaderValue =
    HeaderValue::from_static(concat!("openai-assistants/", env!("CARGO_PKG_VERSION")));

/// Whether the body of a response with a success status is read.
#[derive(Clone, Copy)]
pub(crate) enum BodyMode {
    /// Reads the body, up to a limit.
    Buffered { max_bytes: usize },
    /// Leaves the body to the caller.
    Streaming,
}

/// A response with a success status.
pub(crate) struct BufferedResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The buffered body.
    pub(crate) body: Bytes,
    /// The unread body.
    pub(crate) unread: Option<reqwest::Body>,
}

/// The failure of an attempt.
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// Whether the response started, so that the server may have executed the request.
    pub(crate) response_started: bool,
    /// Whether the request is idempotent.
    pub(crate) idempotent: bool,
}

/// One attempt.
pub(crate) struct Attempt<'a, 'b> {
    pub(crate) parts: &'a RequestParts,
    pub(crate) url: &'b Url,
    pub(crate) key: Option<&'b HeaderValue>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) span: &'b Span,
    pub(crate) mode: BodyMode,
}

/// A request that has been sent.
struct InFlight<F> {
    /// Whether the request is idempotent.
    idempotent: bool,
    response: F,
}

impl<'a> Attempt<'a, '_> {
    /// Runs the attempt. Returns the response, and the credential of the request.
    pub(crate) async fn run(&self) -> Result<(BufferedResponse, Cow<'a, Credential>), Failure> {
        let (length, is_deadline) = self.time_left();
        let mut timeout = AttemptTimeout { end: pin!(body::sleep(length)), is_deadline, length };
        let signature = match self.parts.config.credentials.sign() {
            Signing::Ready(signature) => signature,
            Signing::Pending(signature) => {
                let signature = timeout.limit(signature).await;
                signature.map_err(|error| Failure::before_sending(no_credential(error)))?
            }
        };
        let method = &self.parts.method;
        let mut url: Option<Box<Url>> = None;
        let mut redirects = 0;
        loop {
            let InFlight { idempotent, response } = self.send(&signature, url.take())?;
            let failed = |error, started| self.failure(error, &signature.credential, started, idempotent);
            let response = timeout.limit(response).await;
            let mut response = response.map_err(|error| failed(error, false))?;

            if let Some(target) = redirect::target(&response) {
                redirects += 1;
                match redirect::follow(&response, method, target, redirects) {
                    Ok(Redirect::SameOrigin(target)) => {
                        url = Some(target);
                        continue;
                    }
                    Ok(Redirect::CrossOrigin(target)) => {
                        let response_to = Box::pin(self.send_without_credentials(method.clone(), *target));
                        response = timeout.limit(response_to).await.map_err(|error| failed(error, false))?;
                    }
                    Err(error) => return Err(failed(error, true)),
                }
            }
            if !self.span.is_disabled() {
                let secrets = secrets(self.parts, &signature.credential);
                record_response(self.span, response.status(), response.headers(), &secrets);
            }
            if !response.status().is_success() {
                let error = Box::pin(self.status_error(response, &signature.credential, &mut timeout)).await;
                return Err(failed(error, false));
            }
            return match self.read(response, &mut timeout).await {
                Ok(response) => Ok((response, signature.credential)),
                Err((error, part)) => {
                    let body = secrets(self.parts, &signature.credential).redact_body(part.body, true);
                    Err(failed(error.with_response(part.status, part.headers, body), true))
                }
            };
        }
    }

    /// Reads a response with a success status, depending on the mode. Errors have the buffered part.
    async fn read(
        &self,
        mut response: Response,
        timeout: &mut AttemptTimeout<'_>,
    ) -> Result<BufferedResponse, (Error, BufferedResponse)> {
        let mut body = BufferedBody::default();
        let outcome = match self.mode {
            BodyMode::Buffered { max_bytes } => body.read(&mut response, max_bytes, timeout).await,
            BodyMode::Streaming => Ok(()),
        };
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let unread = matches!(self.mode, BodyMode::Streaming).then(|| response.into());
        let response = BufferedResponse { status, headers, body: body.into_bytes(), unread };
        match outcome {
            Ok(()) => Ok(response),
            Err(error) => Err((error, response)),
        }
    }

    /// The remaining time of the attempt, and whether it is limited by the deadline.
    fn time_left(&self) -> (Duration, bool) {
        let timeout = self.parts.timeout();
        let now = || self.parts.config.timer.now();
        match self.deadline.map(|deadline| deadline.saturating_duration_since(now())) {
            Some(left) if left <= timeout => (left, true),
            _ => (timeout, false),
        }
    }

    #[cold]
    fn failure(
        &self,
        error: Error,
        credential: &Credential,
        response_started: bool,
        idempotent: bool,
    ) -> Failure {
        let error = error.redacted(&secrets(self.parts, credential));
        Failure { error, response_started, idempotent }
    }

    /// The error for a response with an error status.
    async fn status_error(
        &self,
        mut response: Response,
        credential: &Credential,
        timeout: &mut AttemptTimeout<'_>,
    ) -> Error {
        let mut body = BufferedBody::default();
        let truncated = body.read_beginning(&mut response, timeout).await;
        let secrets = secrets(self.parts, credential);
        let body = secrets.redact_body(body.into_bytes(), truncated);
        if self.parts.config.log_bodies {
            log_body("response", &body, &secrets);
        }
        Error::status_error(response.status(), std::mem::take(response.headers_mut()), body, truncated)
    }

    /// Sends the request. Consumes it early, as it is large.
    fn send(
        &self,
        signature: &Signature<'_>,
        url: Option<Box<Url>>,
    ) -> Result<InFlight<impl Future<Output = Result<Response, Error>> + Send + use<'a>>, Failure> {
        let config = &self.parts.config;
        let url = url.map_or_else(|| self.url.clone(), |url| *url);
        let mut request = self.build_request(url).map_err(Failure::before_sending)?;
        if let Some((name, value)) = &signature.header {
            request.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
        if !self.span.is_disabled() {
            self.span.record("method", request.method().as_str());
        }
        if config.log_bodies
            && let Some(body) = request.body().and_then(|body| body.as_bytes())
        {
            log_body("request", body, &secrets(self.parts, &signature.credential));
        }
        let idempotent = request.method().is_idempotent() || request.headers().contains_key(IDEMPOTENCY_KEY);
        let next = Next { rest: &config.middleware, http: &config.http };
        Ok(InFlight { idempotent, response: next.run(request) })
    }

    /// Sends a request to another origin, without credentials and custom headers.
    async fn send_without_credentials(&self, method: Method, mut url: Url) -> Result<Response, Error> {
        let mut redirects = 0;
        loop {
            let mut request = Request::new(method.clone(), url);
            request.headers_mut().insert(USER_AGENT, DEFAULT_USER_AGENT);
            request.headers_mut().insert(ACCEPT, HeaderValue::from_static("*/*"));
            // Skip middleware, which may sign the request.
            let response = Next { rest: &[], http: &self.parts.config.http }.run(request).await?;
            match redirect::target(&response) {
                None => return Ok(response),
                Some(target) if !redirect::is_not_downgrade(response.url(), &target) => {
                    return Err(redirect::unsupported(&response, &method, &target));
                }
                Some(_) if redirects == redirect::MAX_REDIRECTS => {
                    return Err(redirect::too_many_redirects(&response));
                }
                Some(target) => url = target,
            }
            redirects += 1;
        }
    }

    /// Builds the HTTP request, without the credential.
    fn build_request(&self, url: Url) -> Result<Request, Error> {
        let Self { parts, key, .. } = self;
        let RequestParts { config, operation, options, .. } = parts;
        let mut request = Request::new(parts.method.clone(), url);
        let method = request.method().clone();
        // Names are case-insensitive and `insert` replaces, so a custom header is sent once.
        let headers = request.headers_mut();
        headers.reserve(8 + config.headers.len() + options.headers.len());
        let of_call = options.headers.iter().map(|(name, value)| (name, value));
        for (name, value) in config.headers.iter().chain(of_call) {
            // The content type depends on the body: a form has a boundary.
            if name != CONTENT_TYPE {
                headers.insert(name, value.clone());
            }
        }
        headers.entry(ACCEPT).or_insert_with(|| parts.accept.clone());
        headers.entry(USER_AGENT).or_insert(DEFAULT_USER_AGENT);
        for (name, value) in operation.headers {
            headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
        }
        // Only `POST` needs a generated key.
        let given = options.idempotency_key.is_some();
        if let Some(key) = key.filter(|_| given || method == Method::POST) {
            headers.entry(IDEMPOTENCY_KEY).or_insert_with(|| key.clone());
        }
        match &parts.body {
            Body::Empty => {}
            Body::Json(json) => set_body(&mut request, JSON, json.clone()),
            Body::Form(form) => {
                let (content_type, body) = form.encode();
                request.headers_mut().insert(CONTENT_TYPE, content_type);
                *request.body_mut() = Some(body);
            }
        }
        if !options.body.is_empty() {
            add_members(&mut request, &options.body)?;
        }
        Ok(request)
    }
}

impl Failure {
    /// A failure before sending.
    fn before_sending(error: Error) -> Self {
        Self { error, response_started: false, idempotent: false }
    }
}

fn set_body(request: &mut Request, content_type: HeaderValue, body: Bytes) {
    request.headers_mut().insert(CONTENT_TYPE, content_type);
    *request.body_mut() = Some(body.into());
}

/// Converts a timeout of the credential provider to a final error, as a retry would wait again.
#[cold]
fn no_credential(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Timeout => {
            let message = "the credential provider timed out";
            Error::new(ErrorKind::Credentials, message)
        }
        _ => error,
    }
}

/// Sets members of a JSON body.
#[cold]
fn add_members(request: &mut Request, members: &[(String, Value)]) -> Result<(), Error> {
    let body = match request.body() {
        Some(body) => body.as_bytes().and_then(|body| from_slice::<Map<String, Value>>(body).ok()),
        None => Some(Map::new()),
    };
    let Some(mut body) = body.filter(|_| request.method() != Method::GET) else {
        let message = "extra members need a JSON object as body, which this request does not have";
        return Err(Error::invalid_request(message));
    };
    body.extend(members.iter().cloned());
    set_body(request, JSON, Value::Object(body).to_string().into());
    Ok(())
}
