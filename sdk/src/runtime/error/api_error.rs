//! Parses error bodies, and quotes others.

use serde_json::Value;

use crate::runtime::json::decode::from_slice;

/// The maximum number of characters of a body in a message.
const QUOTED: usize = 200;

/// The members of an error body.
#[derive(Default)]
pub(super) struct ApiError {
    pub(super) message: Option<String>,
    pub(super) r#type: Option<String>,
    pub(super) code: Option<String>,
    pub(super) param: Option<String>,
}

impl ApiError {
    /// Parses `{"error": {"message": ..}}` and variants that other servers send: `error` as a text, the members without
    /// `error` around them, `detail`.
    pub(super) fn read(body: &[u8]) -> Self {
        let Ok(body) = from_slice::<Value>(body) else { return Self::default() };
        let error = body.get("error").filter(|error| !error.is_null()).unwrap_or(&body);
        let text = |key: &str| match error.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        };
        let whole = || error.as_str().map(str::to_owned);
        Self {
            message: text("message").or_else(|| text("detail")).or_else(whole),
            r#type: text("type"),
            code: text("code"),
            param: text("param"),
        }
    }

    /// The members and their names, without the message.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = [("type", &self.r#type), ("code", &self.code), ("param", &self.param)];
        named.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

/// The beginning of a body, on one line.
pub(crate) fn quote(body: &[u8]) -> String {
    // The body may be truncated within a character.
    let start = String::from_utf8_lossy(&body[..body.len().min(4 * QUOTED)]);
    let words: Vec<&str> = start.split_whitespace().collect();
    let line = words.join(" ");
    let short: String = line.chars().take(QUOTED).collect();
    let end = if short.len() < line.len() || body.len() > 4 * QUOTED { "…" } else { "" };
    format!("{short:?}{end}")
}
