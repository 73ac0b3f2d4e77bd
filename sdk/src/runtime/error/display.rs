//! The message of an error.

use std::fmt;

use super::excerpt::Excerpt;
use super::{ApiError, Error, ErrorKind, Inner};
use crate::runtime::http::headers::request_id;

/// The maximum number of bytes of the message in `Display`.
const SHOWN_MESSAGE: usize = 1400;

/// The maximum number of bytes of a type, a code, a parameter or a request id in `Display`.
const SHOWN_NOTE: usize = 100;

/// At most 2 KB: longer messages are truncated. [`Error::message`] returns the complete message, [`Error::body`] the
/// body.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, response, operation, attempts, retry_after, hint, .. } = &*self.0;
        if let Some(operation) = operation {
            write!(f, "{operation}: ")?;
        }
        if let (ErrorKind::Status, Some(response)) = (kind, response) {
            write!(f, "{}: ", response.status)?;
        }
        write!(f, "{}", Excerpt(message, SHOWN_MESSAGE))?;
        let mut notes = Vec::new();
        if let Some(response) = response {
            let named = response.api_error.iter().flat_map(ApiError::named);
            notes.extend(named.map(|(name, text)| format!("{name} {}", Excerpt(text, SHOWN_NOTE))));
            if *kind != ErrorKind::Status {
                notes.push(format!("status {}", response.status));
            }
            let id = request_id(&response.headers);
            notes.extend(id.map(|id| format!("request id {}", Excerpt(id, SHOWN_NOTE))));
        }
        if *attempts > 1 {
            notes.push(format!("{attempts} attempts"));
        }
        if let Some(delay) = retry_after {
            notes.push(format!("the server requests a delay of {} s", delay.as_secs_f64()));
        }
        if !notes.is_empty() {
            write!(f, " ({})", notes.join(", "))?;
        }
        hint.as_ref().map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

/// Shows the message, the kind and the sources, but no headers and no body, which may be long.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &self.0.kind).field("message", &format_args!("{self}"));
        if let Some(source) = &self.0.source {
            shown.field("source", source);
        }
        shown.finish_non_exhaustive()
    }
}
