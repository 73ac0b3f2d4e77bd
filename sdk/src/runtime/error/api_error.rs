//! What is in an response that went wrong: the members of an error body, and a line of any other.

use serde_json::Value;

use crate::runtime::json::decode::from_slice;

/// How much of a body a message quotes, in characters.
const QUOTED: usize = 200;

/// The members of an error body that programs look at.
#[derive(Default)]
pub(super) struct ApiError {
    pub(super) message: Option<String>,
    pub(super) r#type: Option<String>,
    pub(super) code: Option<String>,
    pub(super) param: Option<String>,
}

impl ApiError {
    /// Reads `{"error": {"message": ..}}`, and what servers send in its place: the error as a text, its
    /// members without `error` around them, `detail`.
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

    /// Each member with its name, but for the message.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = [("type", &self.r#type), ("code", &self.code), ("param", &self.param)];
        named.into_iter().filter_map(|(name, said)| Some((name, said.as_deref()?)))
    }
}

/// The beginning of a body, on one line.
pub(crate) fn quote(body: &[u8]) -> String {
    // A character that is cut in two at the end is no fault of the body.
    let start = String::from_utf8_lossy(&body[..body.len().min(4 * QUOTED)]);
    let words: Vec<&str> = start.split_whitespace().collect();
    let line = words.join(" ");
    let short: String = line.chars().take(QUOTED).collect();
    let end = if short.len() < line.len() || body.len() > 4 * QUOTED { "…" } else { "" };
    format!("{short:?}{end}")
}
