//! Which error statuses are retried.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// Whether a response with this status is retried. The header `x-should-retry` overrides the status.
pub(crate) fn is_retryable(status: StatusCode, headers: &HeaderMap) -> bool {
    match headers.get("x-should-retry").map(|value| value.as_bytes()) {
        Some(b"true") => true,
        Some(b"false") => false,
        _ => matches!(status.as_u16(), 408 | 409 | 429 | 500..),
    }
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
        }
    }
}
