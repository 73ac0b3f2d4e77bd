//! Redacts the secrets of a call in responses, as some servers quote requests.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};

const SHOWN: &str = "[secret]";
/// Shorter values are not redacted: they are rarely secret, and may be common words.
const MIN_LENGTH: usize = 8;

/// The secrets of a call.
pub(crate) struct Secrets<'a>(Vec<&'a str>);

impl<'a> Secrets<'a> {
    pub(crate) fn new(values: impl Iterator<Item = &'a str>) -> Self {
        let mut values: Vec<&str> = values.map(str::trim).filter(|value| value.len() >= MIN_LENGTH).collect();
        // Replace longer secrets first, as they may contain others.
        values.sort_unstable_by_key(|value| std::cmp::Reverse(value.len()));
        Self(values)
    }

    /// Redacts the secrets in a text.
    pub(crate) fn redact(&self, text: &mut String) {
        for secret in &self.0 {
            if text.contains(secret) {
                *text = text.replace(secret, SHOWN);
            }
        }
    }

    /// Redacts the secrets in a body. If it was truncated, it may end in a part of a secret, which is removed.
    pub(crate) fn redact_body(&self, body: Bytes, truncated: bool) -> Bytes {
        if self.0.is_empty() {
            return body;
        }
        let Cow::Owned(redacted) = self.redacted(&body, truncated) else { return body };
        redacted.into()
    }

    fn redacted<'b>(&self, body: &'b [u8], truncated: bool) -> Cow<'b, [u8]> {
        let text = String::from_utf8_lossy(body);
        let partial = if truncated { self.partial_secret(&text) } else { 0 };
        if partial == 0 && !self.0.iter().any(|secret| text.contains(secret)) {
            return Cow::Borrowed(body);
        }
        let mut text = text[..text.len() - partial].to_owned();
        self.redact(&mut text);
        Cow::Owned(text.into_bytes())
    }

    /// The length of the longest prefix of a secret at the end of the text.
    fn partial_secret(&self, text: &str) -> usize {
        let prefixes = self.0.iter().flat_map(|secret| secret.char_indices().map(|(end, _)| &secret[..end]));
        prefixes.filter(|partial| text.ends_with(partial)).map(str::len).max().unwrap_or(0)
    }

    /// Redacts the values of headers that contain a secret.
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
    fn secrets_are_redacted_completely() {
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
