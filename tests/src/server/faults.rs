//! Injects faults on demand: error statuses, delays, dropped connections, and bodies that are split, changed or
//! truncated.
//!
//! A [`Fault`] is parsed from text, the same in code, on the command line, in the header `x-fault` of a request and in
//! `POST /faults`: parts joined by `;`, each `key=value` or `key`. Requests with the same text in their header are
//! counted together.
//!
//! | part | effect |
//! |---|---|
//! | `operation=listFiles` | affects only this operation |
//! | `times=2` | affects only the first two matching requests |
//! | `nth=3` | affects only the third matching request |
//! | `first-of-each` | affects the first request for each URL, so each page of a list once |
//! | `delay=50ms` | waits first |
//! | `status=503` | responds with an error of this status, without handling the request |
//! | `body=<html>` | with this body instead of the API's |
//! | `header=retry-after-ms: 20` | adds a header to the response |
//! | `drop`, `reset` | closes or resets the connection, without handling the request |
//! | `truncate=100`, `reset=100` | closes or resets the connection after this many bytes of the response body |
//! | `drip=1` | sends the body in chunks of this many bytes |
//! | `split=100` | sends the body in two chunks, split at this byte |
//! | `set=/status="brand_new"` | sets the JSON value at a pointer, in the response or in the data of events |
//! | `event=thread.run.created` | limits `set` to these events |
//! | `duplicate=thread.message.delta` | sends these events twice |
//! | `unknown` | sends an unknown event after the first |

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::App;
use super::connection::{ConnectionHandle, Cut};
use super::document::document;
use super::duration;
use super::error::ApiError;

mod body;

/// A fault to inject, and the requests it affects.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fault {
    operation: Option<String>,
    when: When,
    delay: Duration,
    status: Option<StatusCode>,
    body: Option<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Instead of a response.
    cut: Option<Cut>,
    shape: body::Shape,
}

/// Which of the matching requests are affected.
#[derive(Debug, Clone, Default, PartialEq)]
enum When {
    #[default]
    Always,
    First(u64),
    Nth(u64),
    FirstOfEach,
}

/// An invalid fault text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultError(String);

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FaultError {}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let mut fault = Self::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let problem = |what: String| FaultError(format!("invalid part '{part}' of a fault: {what}"));
            fault.set(key.trim(), value.trim()).map_err(problem)?;
        }
        Ok(fault)
    }
}

impl Fault {
    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match (key, value) {
            ("operation", id) => {
                let known = document().operations().iter().any(|operation| operation.id == id);
                self.operation = Some(id.to_owned());
                known.then_some(()).ok_or_else(|| format!("the document has no operation '{id}'"))?;
            }
            ("times", count) => self.when = When::First(number(count)?),
            ("nth", count) => self.when = When::Nth(number(count)?),
            ("first-of-each", "") => self.when = When::FirstOfEach,
            ("delay", time) => self.delay = duration::parse(time)?,
            ("status", code) => {
                let code = StatusCode::from_bytes(code.as_bytes());
                self.status = Some(code.map_err(|_| "a status must be a number from 100 to 999".to_owned())?);
            }
            ("body", body) => self.body = Some(body.to_owned()),
            ("header", header) => {
                let (name, value) = header.split_once(':').ok_or("write it as header=NAME: VALUE")?;
                let name = name.trim().parse().map_err(|_| "invalid header name")?;
                let value = value.trim().parse().map_err(|_| "invalid header value")?;
                self.headers.push((name, value));
            }
            ("drop", "") => self.cut = Some(Cut::Close),
            ("reset", "") => self.cut = Some(Cut::Reset),
            ("truncate", bytes) => self.shape.cut = Some((number(bytes)?, Cut::Close)),
            ("reset", bytes) => self.shape.cut = Some((number(bytes)?, Cut::Reset)),
            ("drip", "0") => return Err("chunks have at least one byte".to_owned()),
            ("drip", bytes) => self.shape.drip = Some(number(bytes)?),
            ("split", bytes) => self.shape.split = Some(number(bytes)?),
            ("set", change) => {
                let (pointer, value) = change.split_once('=').ok_or("write it as set=/POINTER=JSON")?;
                let value =
                    serde_json::from_str(value).map_err(|error| format!("'{value}' is not JSON: {error}"))?;
                if !pointer.starts_with('/') {
                    return Err("a JSON pointer must begin with '/'".to_owned());
                }
                self.shape.set.push((pointer.to_owned(), value));
            }
            ("event", name) => self.shape.event = Some(name.to_owned()),
            ("duplicate", name) => self.shape.duplicate = Some(name.to_owned()),
            ("unknown", "") => self.shape.unknown = true,
            _ => {
                let known = "operation, times, nth, first-of-each, delay, status, body, header, drop, reset, \
                             truncate, drip, split, set, event, duplicate, unknown";
                return Err(format!("known parts are {known}"));
            }
        }
        Ok(())
    }

    fn matches(&self, request: &Request) -> bool {
        self.operation.as_ref().is_none_or(|id| {
            let path = request.uri().path();
            let path = path.strip_prefix(super::BASE_PATH).unwrap_or(path);
            document().find(request.method(), path).is_some_and(|operation| operation.id == *id)
        })
    }
}

fn number<N: FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| format!("'{text}' is not an integer"))
}

/// The faults of a server, with their counts.
#[derive(Default)]
pub struct Faults {
    armed: Mutex<Vec<Armed>>,
    /// Faults from the header `x-fault`, by their text.
    sent: Mutex<HashMap<String, Armed>>,
}

struct Armed {
    fault: Fault,
    matched: u64,
    targets: HashSet<String>,
}

impl Armed {
    fn new(fault: Fault) -> Self {
        Self { fault, matched: 0, targets: HashSet::new() }
    }

    /// Returns the fault if it affects this request.
    fn hit(&mut self, request: &Request) -> Option<Fault> {
        if !self.fault.matches(request) {
            return None;
        }
        self.matched += 1;
        let hit = match self.fault.when {
            When::Always => true,
            When::First(count) => self.matched <= count,
            When::Nth(count) => self.matched == count,
            When::FirstOfEach => self.targets.insert(format!("{} {}", request.method(), request.uri())),
        };
        hit.then(|| self.fault.clone())
    }
}

impl Faults {
    /// Starts with these faults.
    pub fn new(faults: Vec<Fault>) -> Self {
        Self { armed: Mutex::new(faults.into_iter().map(Armed::new).collect()), sent: Mutex::default() }
    }

    fn armed(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the first fault that affects this request.
    fn find(&self, request: &Request) -> Result<Option<Fault>, ApiError> {
        if request.uri().path() == PATH {
            return Ok(None);
        }
        if let Some(text) = request.headers().get("x-fault") {
            let text = text.to_str().unwrap_or_default();
            let fault: Fault =
                text.parse().map_err(|error: FaultError| ApiError::bad_request(error.to_string()))?;
            let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
            return Ok(sent.entry(text.to_owned()).or_insert_with(|| Armed::new(fault)).hit(request));
        }
        // Each fault counts all requests that it matches, even if another one affects them.
        let hits: Vec<Fault> = self.armed().iter_mut().filter_map(|armed| armed.hit(request)).collect();
        Ok(hits.into_iter().next())
    }
}

const PATH: &str = "/faults";

/// `POST /faults` adds the fault in its body, `DELETE /faults` removes all.
pub fn routes() -> Router<App> {
    let add = |State(app): State<App>, text: String| async move {
        let fault = text.parse().map_err(|error: FaultError| ApiError::bad_request(error.to_string()))?;
        app.faults.armed().push(Armed::new(fault));
        Ok::<_, ApiError>(StatusCode::NO_CONTENT)
    };
    let count = |State(app): State<App>| async move { format!("{}\n", app.faults.armed().len()) };
    let clear = |State(app): State<App>| async move {
        app.faults.armed().clear();
        StatusCode::NO_CONTENT
    };
    Router::new().route(PATH, get(count).post(add).delete(clear))
}

/// The middleware that injects faults.
pub async fn inject(State(app): State<App>, request: Request, next: Next) -> Response {
    let fault = match app.faults.find(&request) {
        Ok(Some(fault)) => fault,
        Ok(None) => return next.run(request).await,
        Err(error) => return error.into_response(),
    };
    let connection = request.extensions().get::<ConnectionHandle>().cloned();
    tokio::time::sleep(fault.delay).await;
    if let (Some(cut), Some(connection)) = (fault.cut, &connection) {
        match connection.cut(cut).await {}
    }
    let mut response = match (fault.status, fault.body) {
        (None, None) => next.run(request).await,
        (status, Some(body)) => (status.unwrap_or(StatusCode::OK), Body::from(body)).into_response(),
        (Some(status), None) => {
            ApiError::new(status, format!("Injected fault: status {status}.")).into_response()
        }
    };
    response.headers_mut().extend(fault.headers.into_iter().map(|(name, value)| (Some(name), value)));
    body::shaped(response, fault.shape, connection).await
}
