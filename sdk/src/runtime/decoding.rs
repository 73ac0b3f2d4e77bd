//! In: the body of an answer. Out: the value that was promised, or where and why it is not there.

use reqwest::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::error::body::quote;
use super::error::{Error, ErrorKind};
use super::exchange::Answer;

/// How many characters of a parser's words are told.
const LONGEST_FAULT: usize = 400;

/// Why a body is not what was promised.
pub(super) struct Fault {
    /// JSON path to what cannot be decoded; none for the whole.
    path: Option<String>,
    message: String,
}

/// The value that a body is, and otherwise where and why it is none.
pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    // No content is null, which is what `()` and `Option` are read from.
    let json = if body.is_empty() { b"null" } else { body };
    if let Ok(value) = serde_json::from_slice(json) {
        return Ok(value);
    }
    let decoder = &mut serde_json::Deserializer::from_slice(json);
    Err(match serde_path_to_error::deserialize::<_, T>(decoder) {
        Err(error) => {
            // `.` is the whole, which says nothing.
            let path = Some(error.path().to_string()).filter(|path| path != ".");
            Fault { path, message: error.into_inner().to_string() }
        }
        // The value is there, and something behind it.
        Ok(_) => Fault { path: None, message: "something follows the JSON".to_owned() },
    })
}

impl Fault {
    /// The error, in words that fit the answer.
    pub(super) fn told_of(self, answer: &Answer) -> Error {
        let Self { path, message } = self;
        let body = &answer.body;
        let media_type = answer.response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let place = path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
        let message = match media_type {
            _ if body.is_empty() => "the answer is empty".to_owned(),
            Some(media_type) if !media_type.contains("json") => {
                format!("the answer is {media_type} where JSON was promised: {}", quote(body))
            }
            // A parser may quote all of a text that it does not want.
            _ => {
                let message: String = message.chars().take(LONGEST_FAULT).collect();
                format!("the answer is not what was promised{place}: {message}; it begins {}", quote(body))
            }
        };
        let error = Error::new(ErrorKind::Decode, message);
        match path {
            Some(path) => error.at(path),
            None => error,
        }
    }
}
