//! One attempt: the request made ready and signed, sent, followed where it is redirected, and read.

use std::borrow::Cow;
use std::pin::pin;
use std::time::Instant;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Method, Request, Response, Url};
use serde_json::{Map, Value};
use tracing::Span;

use super::call::{Call, Failure};
use super::credentials::{Credential, Signed, Signing};
use super::error::{Error, ErrorKind};
use super::logs::{log_body, note_answer};
use super::middleware::Next;
use super::reading::{self, Body, Limit};
use super::redirect::{self, Follow};
use super::secrets::Secrets;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const DEFAULT_USER_AGENT: &str = concat!("openai-assistants/", env!("CARGO_PKG_VERSION"));

/// What an attempt reads of an answer with a good status.
#[derive(Clone, Copy)]
pub(super) enum Read {
    /// All of it, up to a limit in bytes.
    Whole { longest: usize },
    /// Status and headers: whoever gets the answer reads its body.
    Head,
}

/// An answer with a good status.
pub(super) struct Answer {
    /// Its body, as far as it is not read yet, with status and headers.
    pub(super) response: Response,
    /// What has been read of its body.
    pub(super) body: Bytes,
}

/// A request on its way.
struct Sent<F> {
    method: Method,
    /// Whether it may be sent twice and does its work once.
    idempotent: bool,
    response: F,
}

impl Call {
    /// One attempt, and the credential that it was made with.
    pub(super) async fn attempt(
        &self,
        read: Read,
        key: Option<&HeaderValue>,
        deadline: Option<Instant>,
        span: &Span,
    ) -> Result<(Answer, Cow<'_, Credential>), Failure> {
        let (length, is_deadline) = self.time_left(deadline);
        let mut limit = Limit { end: pin!(reading::end(length)), is_deadline, length };
        let signed = match self.config.credentials.sign() {
            Signing::AtHand(signed) => signed,
            Signing::Asked(signed) => {
                limit.within(signed).await.map_err(|error| Failure::before(no_credential(error)))?
            }
        };

        let mut url: Option<Box<Url>> = None;
        let mut redirects = 0;
        loop {
            let Sent { method, idempotent, response } = self.send(key, &signed, url.take(), span)?;
            let failed = |error, answered| self.failure(error, &signed.credential, answered, idempotent);
            let sent = limit.within(response).await;
            let mut response = sent.map_err(|error| failed(error, false))?;

            if let Some(to) = redirect::target(&response) {
                redirects += 1;
                match redirect::follow(&response, &method, to, redirects) {
                    Ok(Follow::Again(to)) => {
                        url = Some(to);
                        continue;
                    }
                    Ok(Follow::Bare(to)) => {
                        let sent = limit.within(Box::pin(self.send_bare(method, *to))).await;
                        response = sent.map_err(|error| failed(error, false))?;
                    }
                    Err(error) => return Err(failed(error, true)),
                }
            }
            if !span.is_disabled() {
                note_answer(span, response.status(), response.headers(), &self.secrets(&signed.credential));
            }
            if !response.status().is_success() {
                let error = Box::pin(self.refusal(response, &signed.credential, &mut limit)).await;
                return Err(failed(error, false));
            }
            let mut body = Body::default();
            if let Read::Whole { longest } = read
                && let Err(error) = body.read(&mut response, longest, &mut limit).await
            {
                let body = self.secrets(&signed.credential).clean_body(body.into_bytes(), true);
                return Err(failed(error.of_answer(Answer { response, body }), true));
            }
            return Ok((Answer { response, body: body.into_bytes() }, signed.credential));
        }
    }

    #[cold]
    fn failure(&self, error: Error, credential: &Credential, answered: bool, idempotent: bool) -> Failure {
        Failure { error: error.without(&self.secrets(credential)), answered, idempotent }
    }

    /// The error that an answer with an error status is.
    async fn refusal(&self, mut response: Response, credential: &Credential, limit: &mut Limit<'_>) -> Error {
        let mut body = Body::default();
        let cut = body.read_beginning(&mut response, limit).await;
        let secrets = self.secrets(credential);
        let body = secrets.clean_body(body.into_bytes(), cut);
        if self.config.log_bodies {
            log_body("answer", &body, &secrets);
        }
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        Error::status_error(status, headers, body, cut)
    }

    /// What nobody may be shown: the credential, and the headers and query values that the caller gave.
    pub(super) fn secrets<'a>(&'a self, credential: &'a Credential) -> Secrets<'a> {
        let of_call = self.options.headers.iter().map(|(name, value)| (name, value));
        let given = self.config.headers.iter().chain(of_call);
        let given = given.filter(|(name, _)| !is_no_secret(name.as_str()));
        let given = given.filter_map(|(_, value)| value.to_str().ok());
        // `Bearer x`, `Basic x`: a server may quote it without its scheme.
        let given = given.flat_map(|value| [value, value.split_once(' ').map_or("", |(_, secret)| secret)]);
        let query = self.config.query.iter().chain(&self.options.query);
        let query = query.filter(|(name, _)| name != "api-version").map(|(_, value)| value.as_str());
        Secrets::new(given.chain(query).chain([credential.secret()]))
    }

    /// Sets the request on its way. It is large, and ends here: an attempt waits for its response alone.
    fn send<'a>(
        &'a self,
        key: Option<&HeaderValue>,
        signed: &Signed<'_>,
        url: Option<Box<Url>>,
        span: &Span,
    ) -> Result<Sent<impl Future<Output = Result<Response, Error>> + Send + use<'a>>, Failure> {
        let mut request = self.prepared(key).map_err(Failure::before)?;
        if let Some(url) = url {
            *request.url_mut() = *url;
        }
        if let Some((name, value)) = &signed.header {
            request.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
        let method = request.method().clone();
        if !span.is_disabled() {
            span.record("method", method.as_str());
        }
        if self.config.log_bodies
            && let Some(body) = request.body().and_then(|body| body.as_bytes())
        {
            log_body("request", body, &self.secrets(&signed.credential));
        }
        let idempotent = method.is_idempotent() || request.headers().contains_key(IDEMPOTENCY_KEY);
        let next = Next { rest: &self.config.middleware, http: &self.config.http };
        Ok(Sent { method, idempotent, response: next.run(request) })
    }

    /// A request to another origin: without credentials, and without what the caller added for this one.
    async fn send_bare(&self, method: Method, mut url: Url) -> Result<Response, Error> {
        let mut redirects = 0;
        loop {
            let mut request = Request::new(method.clone(), url);
            request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(DEFAULT_USER_AGENT));
            request.headers_mut().insert(ACCEPT, HeaderValue::from_static("*/*"));
            // A middleware may sign what it sees, and this goes elsewhere.
            let response = Next { rest: &[], http: &self.config.http }.run(request).await?;
            match redirect::target(&response) {
                None => return Ok(response),
                Some(to) if !redirect::is_as_safe(response.url(), &to) => {
                    return Err(redirect::refused(&response, &method, &to));
                }
                Some(_) if redirects == redirect::MOST => return Err(redirect::endless(&response)),
                Some(to) => url = to,
            }
            redirects += 1;
        }
    }

    /// The request of an attempt, but for its credential.
    fn prepared(&self, key: Option<&HeaderValue>) -> Result<Request, Error> {
        let config = &self.config;
        let mut request = (self.build)(&config.http)?;
        add_query(request.url_mut(), &config.query, &self.options.query);
        if let Some((parameter, cursor)) = &self.cursor {
            set_query(request.url_mut(), parameter, cursor);
        }
        if !self.options.body.is_empty() {
            add_members(&mut request, &self.options.body)?;
        }
        let method = request.method().clone();
        let headers = request.headers_mut();
        // Header names compare without regard to case, and `insert` replaces: the caller's header is sent
        // once, however it was spelt, and what follows finds it there.
        let of_call = self.options.headers.iter().map(|(name, value)| (name, value));
        for (name, value) in config.headers.iter().chain(of_call) {
            // What the body is, only the body can say: a form has its boundary there.
            if name != CONTENT_TYPE {
                headers.insert(name, value.clone());
            }
        }
        headers.entry(ACCEPT).or_insert_with(|| self.operation.accept.clone());
        headers.entry(USER_AGENT).or_insert(HeaderValue::from_static(DEFAULT_USER_AGENT));
        for (name, value) in self.operation.headers {
            headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
        }
        // A key that the client makes is for what creates something.
        let given = self.options.idempotency_key.is_some();
        if let Some(key) = key.filter(|_| given || method == Method::POST) {
            headers.entry(IDEMPOTENCY_KEY).or_insert_with(|| key.clone());
        }
        Ok(request)
    }
}

/// A provider that does not answer has no credential to give, and no time left to try again.
fn no_credential(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Timeout => {
            let message = "the credential provider gave no credential within the timeout of the call";
            Error::new(ErrorKind::Credentials, message)
        }
        _ => error,
    }
}

/// Headers that callers set and that errors may be about.
fn is_no_secret(name: &str) -> bool {
    let plain = ["accept", "content-type", "user-agent", "x-request-id", "traceparent"];
    plain.contains(&name) || name.starts_with("openai-")
}

/// Adds the client's parameters that are not there yet, and all of the call's.
pub(super) fn add_query(url: &mut Url, of_client: &[(String, String)], of_call: &[(String, String)]) {
    let there = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    let missing =
        of_client.iter().filter(|(name, _)| !there(name) && of_call.iter().all(|(key, _)| key != name));
    let added: Vec<(String, String)> = missing.chain(of_call).cloned().collect();
    if !added.is_empty() {
        url.query_pairs_mut().extend_pairs(added);
    }
}

/// Sets a parameter, in place of any value that it has. It comes first, as cursors do in requests that are
/// written out: a page has one URL, however one gets there.
fn set_query(url: &mut Url, name: &str, value: &str) {
    let others: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
    url.query_pairs_mut().clear().append_pair(name, value).extend_pairs(others);
}

/// Sets members of a JSON body.
fn add_members(request: &mut Request, members: &[(String, Value)]) -> Result<(), Error> {
    let body = match request.body() {
        Some(body) => {
            body.as_bytes().and_then(|body| serde_json::from_slice::<Map<String, Value>>(body).ok())
        }
        None => Some(Map::new()),
    };
    let Some(mut body) = body.filter(|_| request.method() != Method::GET) else {
        let message = "extra members go into a body that is a JSON object, and this request has none";
        return Err(Error::invalid_request(message));
    };
    body.extend(members.iter().cloned());
    *request.body_mut() = Some(Value::Object(body).to_string().into());
    request.headers_mut().entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    Ok(())
}
