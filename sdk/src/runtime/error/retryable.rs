//! Which error statuses are retried.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// The value of the header `x-should-retry`.
fn should_retry(headers: &HeaderMap) -> Option<bool> {
    match headers.get("x-should-retry")?.as_bytes() {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// Whether a response with this status is retried. The header `x-should-retry` overrides the status.
pub(super) fn is_retryable(status: StatusCode, headers: &HeaderMap) -> bool {
    should_retry(headers).unwrap_or_else(|| is_temporary(status))
}

/// Whether a response with this status is retried unless the server overrides it.
pub(super) fn is_temporary(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 409 | 429 | 500..)
}

/// Whether the server may have executed the request despite this status. With 500 and 503 it has not; a gateway that gave
/// up (502, 504) does not know. A server that allows a retry does.
pub(super) fn leaves_outcome_open(status: StatusCode, headers: &HeaderMap) -> bool {
    let by_status = status.is_server_error() && !matches!(status.as_u16(), 500 | 503);
    by_status && should_retry(headers) != Some(true)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn x_should_retry_overrides_the_status() {
        let header = |value| {
            let name = HeaderName::from_static("x-should-retry");
            HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
        };
        let (yes, no) = (header("true"), header("false"));
        for status in 400..600 {
            let status = StatusCode::from_u16(status).expect("it is a status");
            let by_status = matches!(status.as_u16(), 408 | 409 | 429) || status.is_server_error();
            assert_eq!(is_retryable(status, &HeaderMap::new()), by_status, "{status}");
            assert!(is_retryable(status, &yes) && !is_retryable(status, &no), "{status}");
            let open = status.is_server_error() && ![500, 503].contains(&status.as_u16());
            assert_eq!(leaves_outcome_open(status, &HeaderMap::new()), open, "{status}");
            assert!(!leaves_outcome_open(status, &yes), "{status}");
        }
    }
}
