//! One attempt: the request made ready and signed, sent, followed where it is redirected, and read.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, USER_AGENT};
use reqwest::{Method, Request, Response, StatusCode, Url};
use serde_json::{Map, Value};
use tokio::time::Sleep;
use tracing::Span;

use super::call::{Answer, Call, Failure, log_body, note_answer};
use super::credentials::Signed;
use super::error::{Error, ErrorKind, KEPT_BODY};
use super::middleware::Next;
use super::response::too_large;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const DEFAULT_USER_AGENT: &str = concat!("openai-assistants/", env!("CARGO_PKG_VERSION"));
/// As many redirects as browsers follow, about.
const MAX_REDIRECTS: usize = 10;

/// What is made of an answer with a good status.
pub(super) trait Read: Sync {
    type Output: Send;

    fn read(
        &self,
        response: Response,
        limit: &mut Limit<'_>,
    ) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

/// All of it, up to a limit in bytes.
pub(super) struct Whole {
    pub(super) limit: usize,
}

impl Read for Whole {
    type Output = Answer;

    async fn read(&self, mut response: Response, limit: &mut Limit<'_>) -> Result<Answer, Error> {
        let announced = response.content_length().unwrap_or(0);
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut body = Body::default();
        let fault = loop {
            if announced > self.limit as u64 || body.len() > self.limit {
                break too_large(self.limit);
            }
            match limit.within(piece(&mut response)).await {
                Ok(Some(piece)) => body.push(piece),
                Ok(None) => return Ok(Answer { status, headers, body: body.whole() }),
                Err(error) => break error,
            }
        };
        Err(fault.with_answer(status, headers, body.whole()))
    }
}

/// A body as it comes; one that comes in one piece is not copied.
#[derive(Default)]
struct Body {
    first: Bytes,
    all: BytesMut,
}

impl Body {
    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn push(&mut self, piece: Bytes) {
        if self.len() == 0 {
            self.first = piece;
            return;
        }
        self.all.extend_from_slice(&std::mem::take(&mut self.first));
        self.all.extend_from_slice(&piece);
    }

    fn whole(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

/// Nothing: whoever gets the answer reads it.
pub(super) struct Open;

impl Read for Open {
    type Output = Response;

    async fn read(&self, response: Response, _limit: &mut Limit<'_>) -> Result<Response, Error> {
        Ok(response)
    }
}

/// When an attempt ends, whatever it has come to. It is one timer for all of the attempt: to set one costs
/// more than the rest of a call's bookkeeping.
pub(super) struct Limit<'a> {
    pub(super) end: Pin<&'a mut Sleep>,
    /// Which of the two it is that ends then.
    pub(super) is_deadline: bool,
    pub(super) timeout: Duration,
}

impl Limit<'_> {
    /// What `work` comes to, unless the end comes first.
    async fn within<T>(&mut self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut work = pin!(work);
        let done = poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => self.end.as_mut().poll(context).map(|()| None),
        });
        done.await.unwrap_or_else(|| Err(self.error()))
    }

    fn error(&self) -> Error {
        if self.is_deadline {
            return Error::new(ErrorKind::Deadline, "the deadline of the call passed");
        }
        let message = format!("there was no whole answer within {} s", self.timeout.as_secs_f64());
        Error::new(ErrorKind::Timeout, message)
    }
}

/// The next piece of a body.
async fn piece(response: &mut Response) -> Result<Option<Bytes>, Error> {
    response.chunk().await.map_err(Error::from_reqwest)
}

impl Call {
    pub(super) async fn exchange<R: Read>(
        &self,
        read: &R,
        key: Option<&HeaderValue>,
        limit: &mut Limit<'_>,
        span: &Span,
    ) -> Result<(R::Output, Signed<'_>), Failure> {
        let signed = limit.within(self.config.credentials.sign()).await.map_err(Failure::before)?;
        let clean = |error: Error| error.without(self.secrets(&signed).into_iter());

        let mut url: Option<Url> = None;
        for _ in 0..=MAX_REDIRECTS {
            let mut request = self.prepared(key).map_err(Failure::before)?;
            if let Some(url) = &url {
                *request.url_mut() = url.clone();
            }
            if let Some((name, value)) = &signed.header {
                request.headers_mut().entry(name.clone()).or_insert_with(|| value.clone());
            }
            let (method, from) = (request.method().clone(), request.url().clone());
            span.record("method", method.as_str());
            let idempotent = request.headers().contains_key(IDEMPOTENCY_KEY) || method.is_idempotent();
            let failed = |error, answered| Failure { error: clean(error), answered, idempotent };

            if self.config.log_bodies
                && let Some(body) = request.body().and_then(|body| body.as_bytes())
            {
                log_body("request", body);
            }
            let sent = limit.within(self.send(request)).await;
            let mut response = sent.map_err(|error| failed(error, false))?;
            if let Some(to) = redirect(&response, &from) {
                if to.origin() == from.origin() && keeps_method(response.status(), &method) {
                    url = Some(to);
                    continue;
                }
                if !matches!(method, Method::GET | Method::HEAD) || !is_as_safe(&from, &to) {
                    return Err(failed(refused_redirect(&response, &method, &to), true));
                }
                let sent = limit.within(self.send_bare(method, to)).await;
                response = sent.map_err(|error| failed(error, false))?;
            }
            let status = response.status();
            note_answer(span, Some(status), Some(response.headers()));
            if !status.is_success() {
                let headers = std::mem::take(response.headers_mut());
                let (body, truncated) = beginning(response, limit).await;
                if self.config.log_bodies {
                    log_body("answer", &body);
                }
                return Err(failed(Error::status_error(status, headers, body, truncated), false));
            }
            let output = read.read(response, limit).await.map_err(|error| failed(error, true))?;
            return Ok((output, signed));
        }
        Err(Failure::before(Error::new(ErrorKind::Redirect, "the server redirects without end")))
    }

    /// What no error may show: the credential, and the headers that the caller gave.
    pub(super) fn secrets<'a>(&'a self, signed: &'a Signed<'_>) -> Vec<&'a str> {
        let of_call = self.options.headers.iter().map(|(name, value)| (name, value));
        let given = self.config.headers.iter().chain(of_call);
        let given = given.filter(|(name, _)| !is_no_secret(name.as_str()));
        let given = given.filter_map(|(_, value)| value.to_str().ok());
        // `Bearer x`, `Basic x`: a server may quote it without its scheme.
        let given = given.flat_map(|value| [value, value.split_once(' ').map_or("", |(_, secret)| secret)]);
        let query = self.config.query.iter().chain(&self.options.query).map(|(_, value)| value.as_str());
        given.chain(query).chain([signed.secret.secret().trim()]).map(str::trim).collect()
    }

    async fn send(&self, request: Request) -> Result<Response, Error> {
        let next = Next { rest: &self.config.middleware, http: &self.config.http };
        next.run(request).await
    }

    /// A request to another origin: without credentials, and without what the caller added for this one.
    async fn send_bare(&self, method: Method, url: Url) -> Result<Response, Error> {
        let mut url = url;
        for _ in 0..MAX_REDIRECTS {
            let mut request = Request::new(method.clone(), url.clone());
            request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(DEFAULT_USER_AGENT));
            request.headers_mut().insert(ACCEPT, HeaderValue::from_static("*/*"));
            // A middleware may sign what it sees, and this goes elsewhere.
            let next = Next { rest: &[], http: &self.config.http };
            let response = next.run(request).await?;
            match redirect(&response, &url) {
                Some(to) if !is_as_safe(&url, &to) => return Err(refused_redirect(&response, &method, &to)),
                Some(to) => url = to,
                None => return Ok(response),
            }
        }
        Err(Error::new(ErrorKind::Redirect, "the server redirects without end"))
    }

    /// The request of an attempt, but for its credential.
    fn prepared(&self, key: Option<&HeaderValue>) -> Result<Request, Error> {
        let config = &self.config;
        let mut request = (self.build)(&config.http)?;
        add_query(request.url_mut(), &config.query, &self.options.query);
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
        add_missing(headers, ACCEPT, self.operation.accept);
        add_missing(headers, USER_AGENT, DEFAULT_USER_AGENT);
        for (name, value) in self.operation.headers {
            add_missing(headers, HeaderName::from_static(name), value);
        }
        // A key that the client makes is for what creates something.
        let given = self.options.idempotency_key.is_some();
        if let Some(key) = key.filter(|_| given || method == Method::POST) {
            headers.entry(IDEMPOTENCY_KEY).or_insert_with(|| key.clone());
        }
        Ok(request)
    }
}

/// Headers that callers set and that errors may be about.
fn is_no_secret(name: &str) -> bool {
    let plain = ["accept", "content-type", "user-agent", "x-request-id", "traceparent"];
    plain.contains(&name) || name.starts_with("openai-")
}

fn add_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// Adds the client's parameters that are not there yet, and all of the call's.
fn add_query(url: &mut Url, of_client: &[(String, String)], of_call: &[(String, String)]) {
    let there = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    let missing =
        of_client.iter().filter(|(name, _)| !there(name) && of_call.iter().all(|(key, _)| key != name));
    let added: Vec<(String, String)> = missing.chain(of_call).cloned().collect();
    if !added.is_empty() {
        url.query_pairs_mut().extend_pairs(added);
    }
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

/// Where a response leads, if it leads elsewhere.
fn redirect(response: &Response, from: &Url) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    from.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()
}

/// Whether the redirected request is the same one. 301 to 303 turn everything but GET into GET, which no
/// call of an API means.
fn keeps_method(status: StatusCode, method: &Method) -> bool {
    matches!(status.as_u16(), 307 | 308) || matches!(*method, Method::GET | Method::HEAD)
}

/// Whether a redirect leads to HTTP at all, and not from HTTPS to what anybody on the way can read and forge.
fn is_as_safe(from: &Url, to: &Url) -> bool {
    to.scheme() == "https" || to.scheme() == "http" && from.scheme() == "http"
}

fn refused_redirect(response: &Response, method: &Method, to: &Url) -> Error {
    let to = format!("{}://{}", to.scheme(), to.host_str().unwrap_or_default());
    let message = format!(
        "the server redirects {method} to {to} by {}, which the SDK does not follow; set the base URL to where \
         the API is if it has moved",
        response.status()
    );
    let (status, headers) = (response.status(), response.headers().clone());
    Error::new(ErrorKind::Redirect, message).with_answer(status, headers, Bytes::new())
}

/// As much of an error's body as is kept, and whether there may be more. A body that breaks off, or takes too
/// long, is what came: the status is known, and worth more than the rest.
async fn beginning(mut response: Response, limit: &mut Limit<'_>) -> (Bytes, bool) {
    let mut body = Body::default();
    loop {
        match limit.within(piece(&mut response)).await {
            Ok(Some(piece)) => body.push(piece),
            Ok(None) => return (body.whole(), false),
            Err(_) => return (body.whole(), true),
        }
        if body.len() > KEPT_BODY {
            return (body.whole().slice(..KEPT_BODY), true);
        }
    }
}
