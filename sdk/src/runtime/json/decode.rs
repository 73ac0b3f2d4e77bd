//! The entry point. In: the bytes of a response. Out: the decoded value, or an error with its path and
//! position.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::JsonError;
use super::reader::Reader;
use super::repeated::without_repeated;

/// Decodes JSON.
///
/// If an object has a key more than once, the last one counts.
///
/// # Errors
/// Fails if the bytes are not UTF-8, not JSON, or JSON that `T` is not deserialized from; also if they are
/// empty, or if anything but whitespace follows the value.
pub(crate) fn from_slice<T: DeserializeOwned>(json: &[u8]) -> Result<T, JsonError> {
    let text = to_text(json)?;
    let text = match read(text) {
        Ok(value) => return Ok(value),
        Err(error) => text_to_retry(text, error)?,
    };
    read(&text).map_err(|error| error.located_in(json, &text))
}

/// Decodes the body of a response. No content is `null`, which `()` and `Option` are read from.
///
/// # Errors
/// Those of [`from_slice`].
pub(crate) fn body<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonError> {
    from_slice(if body.is_empty() { b"null" } else { body })
}

pub(super) fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, JsonError> {
    let mut reader = Reader::new(text);
    let start = reader.start();
    let value = T::deserialize(&mut reader).map_err(|error| error.at(start))?;
    reader.end()?;
    Ok(value)
}

fn to_text(json: &[u8]) -> Result<&str, JsonError> {
    std::str::from_utf8(json).map_err(|error| {
        let (valid, _) = json.split_at(error.valid_up_to());
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        JsonError::syntax("the text is not UTF-8".to_owned(), valid.len()).located_in(json, valid)
    })
}

/// Returns the text without repeated members, which may be all that is wrong with it.
///
/// Otherwise returns the error to report. That is the syntax error if the text is not JSON at all.
#[cold]
fn text_to_retry(text: &str, error: JsonError) -> Result<String, JsonError> {
    let error = if error.is_syntax() {
        error
    } else {
        match without_repeated(text) {
            Ok(Some(retry)) => return Ok(retry),
            Ok(None) => error,
            Err(syntax) => syntax,
        }
    };
    Err(error.located_in(text.as_bytes(), text))
}
