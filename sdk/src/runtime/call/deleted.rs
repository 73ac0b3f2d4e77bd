//! Responses to `DELETE`. In: a body without `id` or `deleted`. Out: the same with both.
//!
//! Servers send no body, `null`, the deleted object, or leave a member out. The status says that it worked, and the
//! path says what was deleted. `deleted: false` stays false, and the body of an error stays an error.

use serde_json::{Map, Value};

use crate::runtime::request::base::RequestParts;

/// The completed body; `None` if there is nothing to complete, or the body is something else.
#[cold]
pub(super) fn complete(parts: &RequestParts, body: &[u8]) -> Option<Vec<u8>> {
    if parts.operation.method != reqwest::Method::DELETE {
        return None;
    }
    let mut members = match body.trim_ascii() {
        b"" | b"null" => Map::new(),
        body => serde_json::from_slice::<Map<String, Value>>(body).ok().filter(|body| !is_error(body))?,
    };
    let missing = |value: Option<&Value>| value.is_none_or(|value| value.is_null() || value == "");
    if missing(members.get("id")) {
        members.insert("id".to_owned(), parts.last_id()?.into());
    }
    if missing(members.get("deleted")) {
        members.insert("deleted".to_owned(), true.into());
    }
    serde_json::to_vec(&members).ok()
}

fn is_error(body: &Map<String, Value>) -> bool {
    let has = |key: &str| body.get(key).is_some_and(|value| !value.is_null());
    ["error", "errors", "detail"].into_iter().any(has)
        || body.get("object").is_some_and(|object| object == "error")
        || body.get("success").is_some_and(|success| *success == false)
}
