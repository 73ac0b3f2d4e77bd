//! Shortens bodies and texts for messages.

use std::fmt;

use reqwest::header::{CONTENT_ENCODING, HeaderMap};

/// The maximum number of characters of a body in a message.
const QUOTED: usize = 200;

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

/// The message for the body of an error status that is not the JSON of an error.
pub(super) fn without_json(body: &[u8]) -> String {
    if body.is_empty() {
        return "the response has no body".to_owned();
    }
    let text = std::str::from_utf8(body).unwrap_or_default().trim_start_matches('\u{feff}').trim();
    match text.chars().next() {
        Some('<') => match title(text) {
            Some(title) => format!("the response is an HTML page with the title {:?}", shown(&title)),
            None => format!("the body is not an error of this API: {}", quote(body)),
        },
        // Plain text is the message, but truncated JSON is not.
        Some(first) if first.is_alphanumeric() && text.parse::<f64>().is_err() => text.to_owned(),
        _ => format!("the body is not an error of this API: {}", quote(body)),
    }
}

/// Returns the title of an HTML page, on one line.
fn title(html: &str) -> Option<String> {
    // This keeps byte positions.
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let words: Vec<&str> = html[start..end].split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn shown(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}

/// Returns the compression of a body that is not text. The client does not ask for compression.
pub(super) fn compression<'a>(headers: Option<&'a HeaderMap>, body: &[u8]) -> Option<&'a str> {
    // The body may be truncated within a character.
    if std::str::from_utf8(body).map_or_else(|error| error.error_len().is_none(), |_| true) {
        return None;
    }
    if body.starts_with(&[0x1f, 0x8b]) {
        return Some("gzip");
    }
    let named = headers.and_then(|headers| headers.get(CONTENT_ENCODING)?.to_str().ok());
    let named =
        named.map(str::trim).filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"));
    if named.is_none() && body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Some("zstd");
    }
    named
}

/// The message for a compressed body.
pub(super) fn compressed(name: &str) -> String {
    format!(
        "the response is compressed ({name}), and the request did not ask for that: \
         turn compression off at the server or the proxy in front of it"
    )
}

/// A text, truncated to a maximum number of bytes with a note of the omitted length.
pub(super) struct Excerpt<'a>(pub(super) &'a str, pub(super) usize);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, max) = *self;
        if text.len() <= max {
            return f.write_str(text);
        }
        let end = (0..=max).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
        write!(f, "{}… [{} more bytes]", &text[..end], text.len() - end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_ends_with_a_whole_character() {
        assert_eq!(Excerpt("ééé", 6).to_string(), "ééé");
        assert_eq!(Excerpt("éééé", 5).to_string(), "éé… [4 more bytes]");
        assert_eq!(Excerpt("é", 0).to_string(), "… [2 more bytes]");
    }

    #[test]
    fn a_page_has_a_title() {
        let page = "<!DOCTYPE html><HTML><Title lang=\"en\">\n 502  Bad\nGateway </TITLE><body>";
        assert_eq!(title(page).as_deref(), Some("502 Bad Gateway"));
        for page in ["<title></title>", "<title>open", "<title", "<p>É</p>", "<\u{130}title>x</title>"] {
            assert_eq!(title(page), None, "{page}");
        }
    }
}
