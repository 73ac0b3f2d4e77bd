//! Sets the headers that all responses have, and logs one line per request, without headers and bodies and so without
//! the API key.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::App;

/// Called with each line.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

const VERSION: &str = "2020-10-01";

/// The outermost middleware.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = app.request_id();
    let mut entry = Entry {
        log: app.log.clone(),
        request: format!("{} {}", request.method(), shown(request.uri())),
        id: id.clone(),
        started: Instant::now(),
        status: None,
    };
    let mut response = next.run(request).await;
    entry.status = Some(response.status());
    let milliseconds = entry.started.elapsed().as_millis() as u64;
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("openai-processing-ms"), milliseconds.into());
    headers.insert(HeaderName::from_static("openai-version"), HeaderValue::from_static(VERSION));
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}

/// One log line, written when the request ends, with or without a response.
struct Entry {
    log: Option<Log>,
    request: String,
    id: String,
    started: Instant,
    status: Option<StatusCode>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        if let Some(log) = &self.log {
            let status = self.status.map_or("cut".to_owned(), |status| status.as_u16().to_string());
            let milliseconds = self.started.elapsed().as_millis();
            log(&format!("{} {status} {milliseconds} ms {}", self.request, self.id));
        }
    }
}

/// The path and query, without unknown parameters, which might hold a secret.
fn shown(uri: &axum::http::Uri) -> String {
    let known = [
        "limit=",
        "order=",
        "after=",
        "before=",
        "run_id=",
        "filter=",
        "purpose=",
        "include[]=",
        "include%5B%5D=",
    ];
    let pairs = uri.query().unwrap_or_default().split('&');
    let pairs: Vec<&str> = pairs.filter(|pair| known.iter().any(|name| pair.starts_with(name))).collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    format!("{}{mark}{}", uri.path(), pairs.join("&"))
}
