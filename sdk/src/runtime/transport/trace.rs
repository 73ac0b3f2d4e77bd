//! Logging with `tracing`: the outcome of each attempt and, if enabled, bodies.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tracing::{Span, trace};

use crate::runtime::http::headers::request_id;
use crate::runtime::http::redact::Secrets;

/// The maximum number of characters of a body in a log.
const LOGGED: usize = 4096;

/// Records status and request id of a response.
pub(crate) fn record_response(span: &Span, status: StatusCode, headers: &HeaderMap, secrets: &Secrets<'_>) {
    span.record("status", status.as_u16());
    if let Some(id) = request_id(headers) {
        let mut id = id.to_owned();
        secrets.redact(&mut id);
        span.record("request_id", id);
    }
}

/// Logs a body, if enabled.
pub(crate) fn log_body(what: &'static str, body: &[u8], secrets: &Secrets<'_>) {
    let mut shown = String::from_utf8_lossy(body).into_owned();
    secrets.redact(&mut shown);
    let shown: String = shown.chars().take(LOGGED).collect();
    trace!(target: "openai_assistants::bodies", what, length = body.len(), body = %shown);
}
