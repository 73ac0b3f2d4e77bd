//! Redacts the secrets of a call in what a server sent: some servers quote what they receive.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};

const SHOWN: &str = "[secret]";
/// Shorter values are no secrets, and words of their own elsewhere.
const SHORTEST: usize = 8;

/// The secrets of a call, for taking them out of what is shown.
pub(crate) struct Secrets<'a>(Vec<&'a str>);

impl<'a> Secrets<'a> {
    pub(crate) fn new(values: impl Iterator<Item = &'a str>) -> Self {
        let mut values: Vec<&str> = values.map(str::trim).filter(|value| value.len() >= SHORTEST).collect();
        // One may be part of another, which has to go first.
        values.sort_unstable_by_key(|value| std::cmp::Reverse(value.len()));
        Self(values)
    }

    /// The text without them.
    pub(crate) fn redact(&self, text: &mut String) {
        for secret in &self.0 {
            if text.contains(secret) {
                *text = text.replace(secret, SHOWN);
            }
        }
    }

    /// The body without them. If it was truncated off, half a secret may be left at its end.
    pub(crate) fn redact_body(&self, body: Bytes, truncated: bool) -> Bytes {
        if self.0.is_empty() {
            return body;
        }
        let Cow::Owned(redacted) = self.redacted(&body, truncated) else { return body };
        redacted.into()
    }

    fn redacted<'b>(&self, body: &'b [u8], truncated: bool) -> Cow<'b, [u8]> {
        let text = String::from_utf8_lossy(body);
        let half = if truncated { self.half_at_end(&text) } else { 0 };
        if half == 0 && !self.0.iter().any(|secret| text.contains(secret)) {
            return Cow::Borrowed(body);
        }
        let mut text = text[..text.len() - half].to_owned();
        self.redact(&mut text);
        Cow::Owned(text.into_bytes())
    }

    /// The length of the longest beginning of a secret with which the text ends.
    fn half_at_end(&self, text: &str) -> usize {
        let halves = self.0.iter().flat_map(|secret| secret.char_indices().map(|(end, _)| &secret[..end]));
        halves.filter(|half| text.ends_with(half)).map(str::len).max().unwrap_or(0)
    }

    /// Takes the values of headers away that have one.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            let text = String::from_utf8_lossy(value.as_bytes());
            if self.0.iter().any(|secret| text.contains(secret)) {
                *value = HeaderValue::from_static(SHOWN);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_secret_is_left() {
        let secrets = Secrets::new(["sk-secret-1", "short"].into_iter());
        let body = |text: &'static str, truncated| {
            let redacted = secrets.redact_body(Bytes::from_static(text.as_bytes()), truncated);
            String::from_utf8_lossy(&redacted).into_owned()
        };
        assert_eq!(body("a sk-secret-1, short", false), "a [secret], short");
        assert_eq!(body("the body ends in sk-sec", false), "the body ends in sk-sec");
        assert_eq!(body("the body ends in sk-sec", true), "the body ends in ");
        assert_eq!(body("nothing of it", true), "nothing of it");

        let nested = Secrets::new(["production", "sk-production-1"].into_iter());
        let mut text = "the key sk-production-1 of production".to_owned();
        nested.redact(&mut text);
        assert_eq!(text, "the key [secret] of [secret]");
    }

    #[test]
    fn headers_keep_their_names() {
        let mut headers = HeaderMap::new();
        headers.insert("x-echo", HeaderValue::from_static("Bearer sk-secret-1"));
        headers.insert("x-request-id", HeaderValue::from_static("req_1"));
        Secrets::new(["sk-secret-1"].into_iter()).redact_headers(&mut headers);
        assert_eq!(headers["x-echo"], "[secret]");
        assert_eq!(headers["x-request-id"], "req_1");
    }
}
