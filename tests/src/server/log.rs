//! A request arrives and goes on, its answer leaves with the headers that every answer has, and one line says what
//! happened. No header and no body is in that line, hence no key.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::App;

/// Takes the lines.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

const VERSION: &str = "2020-10-01";

/// The outermost layer.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = app.request_id();
    let mut entry = Entry {
        log: app.log.clone(),
        request: format!("{} {}", request.method(), shown(request.uri())),
        id: id.clone(),
        started: Instant::now(),
        status: None,
    };
    let mut answer = next.run(request).await;
    entry.status = Some(answer.status());
    let milliseconds = entry.started.elapsed().as_millis() as u64;
    let headers = answer.headers_mut();
    headers.insert(HeaderName::from_static("openai-processing-ms"), milliseconds.into());
    headers.insert(HeaderName::from_static("openai-version"), HeaderValue::from_static(VERSION));
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    answer
}

/// One line, written when the request is over, whether it was answered or dropped.
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

/// Path and query, without what the API does not know: it may hold anything.
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
