//! What the SDK writes to `tracing`: what an answer was, and, if asked, what a body holds.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tracing::{Span, trace};

use super::error::request_id;
use super::secrets::Secrets;

/// How much of a body a log shows, in characters.
const LOGGED: usize = 4096;

/// Writes down what the answer was.
pub(super) fn note_answer(span: &Span, status: StatusCode, headers: &HeaderMap, secrets: &Secrets<'_>) {
    span.record("status", status.as_u16());
    if let Some(id) = request_id(headers) {
        let mut id = id.to_owned();
        secrets.clean(&mut id);
        span.record("request_id", id);
    }
}

/// Writes a body to the log of bodies, which is only there if it was asked for.
pub(super) fn log_body(what: &'static str, body: &[u8], secrets: &Secrets<'_>) {
    let mut shown = String::from_utf8_lossy(body).into_owned();
    secrets.clean(&mut shown);
    let shown: String = shown.chars().take(LOGGED).collect();
    trace!(target: "openai_assistants::bodies", what, length = body.len(), body = %shown);
}
