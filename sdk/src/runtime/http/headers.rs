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

/// Headers with the request id: the API's own, those of Azure, and that of LiteLLM.
const REQUEST_IDS: [&str; 4] = ["x-request-id", "apim-request-id", "x-ms-request-id", "x-litellm-call-id"];

/// The request id.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let mut ids = REQUEST_IDS.iter().filter_map(|name| headers.get(*name)?.to_str().ok());
    ids.find(|id| !id.trim().is_empty())
}
