//! In: the bytes of a response. Out: the value that they are, or why and where they are none.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::JsonError;
use super::reader::Reader;
use super::repeated::without_repeated;

/// Decodes JSON.
///
/// Where an object has a key more than once, the last one counts.
///
/// # Errors
/// Fails if the text is no JSON in UTF-8, if it is not what `T` is read from, or if something follows.
pub(crate) fn from_slice<T: DeserializeOwned>(json: &[u8]) -> Result<T, JsonError> {
    let text = to_text(json)?;
    let text = match read(text) {
        Ok(value) => return Ok(value),
        Err(error) => to_read_again(text, error)?,
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

fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, JsonError> {
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

/// What is worth another reading: the text without members that are repeated, which may be the only thing wrong.
#[cold]
fn to_read_again(text: &str, error: JsonError) -> Result<String, JsonError> {
    let again = if error.is_syntax() { None } else { without_repeated(text) };
    again.ok_or_else(|| error.located_in(text.as_bytes(), text))
}
