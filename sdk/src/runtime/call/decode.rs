//! Decodes JSON without a call.

use serde::de::DeserializeOwned;

use crate::runtime::error::Error;
use crate::runtime::json;

/// Decodes JSON like the client, for example a recorded response or the body of a webhook.
///
/// It accepts JSON that some servers send and `serde_json` rejects: `1.0` for an integer, `null` for a list, lone
/// surrogates, and repeated keys, of which the last one counts. Unions are decoded without buffering.
///
/// # Errors
/// [`ErrorKind::Decode`](crate::ErrorKind::Decode) with the [path](Error::path) if `T` cannot be decoded.
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
