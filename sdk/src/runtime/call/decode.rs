//! Decoding without a call.

use serde::de::DeserializeOwned;

use crate::runtime::error::Error;
use crate::runtime::json;

/// Decodes JSON as the client decodes a response, for example one that was recorded, or the body of a webhook.
///
/// It reads what servers send and `serde_json` refuses: `1.0` for an integer, `null` for a list, half a surrogate
/// pair, a repeated key, of which the last one counts. Unions are read without being buffered.
///
/// # Errors
/// [`ErrorKind::Decode`](crate::ErrorKind::Decode), with the [path](Error::path) to what is not as `T` wants it.
///
/// ```
/// use openai_assistants::{from_json, types::ThreadObject};
///
/// let thread: ThreadObject = from_json(br#"{"id": "thread_1", "object": "thread", "created_at": 1700000000.0}"#)?;
/// assert_eq!(thread.created_at, 1_700_000_000);
/// # Ok::<(), openai_assistants::Error>(())
/// ```
pub fn from_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, Error> {
    json::decode::from_slice(json).map_err(|error| {
        let at = format!("{} at line {} column {}", error.message(), error.line(), error.column());
        Error::decode(error.path(), &at, None, json)
    })
}
