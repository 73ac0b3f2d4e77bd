//! Response headers.

use bytes::BytesMut;
use reqwest::header::{HeaderMap, HeaderValue};

/// Copies headers, without sharing memory with the response.
///
/// hyper's header values are slices of its read buffer, so a stored header would keep the buffer alive: 128 KiB per
/// response. All values are copied into one allocation.
pub(crate) fn detached(headers: &HeaderMap) -> HeaderMap {
    let length = headers.values().map(HeaderValue::len).sum();
    let mut values = BytesMut::with_capacity(length);
    headers.values().for_each(|value| values.extend_from_slice(value.as_bytes()));
    let mut values = values.freeze();
    let mut copy = HeaderMap::with_capacity(headers.keys_len());
    for (name, value) in headers {
        let bytes = values.split_to(value.len());
        // The bytes are from a valid value.
        if let Ok(mut owned) = HeaderValue::from_maybe_shared(bytes) {
            owned.set_sensitive(value.is_sensitive());
            copy.append(name, owned);
        }
    }
    copy
}

/// The request id.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-request-id")?.to_str().ok()
}
