//! Response headers that are kept.

use bytes::BytesMut;
use reqwest::header::{HeaderMap, HeaderValue};

/// A copy that shares no memory with the response.
///
/// hyper's header values are slices of its read buffer, so a kept header keeps the buffer: 128 KiB per
/// response, and a trip of the allocator to the operating system for each. All values are copied into one
/// allocation of their own.
pub(crate) fn detached(headers: &HeaderMap) -> HeaderMap {
    let length = headers.values().map(HeaderValue::len).sum();
    let mut values = BytesMut::with_capacity(length);
    headers.values().for_each(|value| values.extend_from_slice(value.as_bytes()));
    let mut values = values.freeze();
    let mut copy = HeaderMap::with_capacity(headers.keys_len());
    for (name, value) in headers {
        let bytes = values.split_to(value.len());
        // The bytes were a value before, so they are one now.
        if let Ok(mut owned) = HeaderValue::from_maybe_shared(bytes) {
            owned.set_sensitive(value.is_sensitive());
            copy.append(name, owned);
        }
    }
    copy
}

/// The id under which the server knows the request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-request-id")?.to_str().ok()
}
