//! The ids that the caller passed to a request, for follow-up requests. Some servers omit parent ids in responses, or send
//! other ones.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::runtime::json::decode::from_slice;
use crate::runtime::request::base::{Body, RequestParts};

/// Ids by the name of the path parameter or body member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallerIds(BTreeMap<String, String>);

impl CallerIds {
    /// Extracts the ids from the path of a request, and from these members of its body.
    pub(crate) fn of(parts: &RequestParts, members: &[&str]) -> Self {
        let mut ids = BTreeMap::new();
        if let (Body::Json(body), false) = (&parts.body, members.is_empty()) {
            let body = from_slice::<Map<String, Value>>(body).unwrap_or_default();
            for name in members {
                if let Some(Value::String(id)) = body.get(*name) {
                    ids.insert((*name).to_owned(), id.clone());
                }
            }
        }
        let path = parts.url.strip_prefix(&parts.config.base_url).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        for (parameter, id) in parts.operation.path.split('/').zip(path.split('/')) {
            if let Some(name) = parameter.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                ids.insert(name.to_owned(), percent_decode_str(id).decode_utf8_lossy().into_owned());
            }
        }
        Self(ids)
    }

    /// Returns the caller's id, or else the id of the response.
    pub(crate) fn or<'a>(&'a self, name: &str, of_response: &'a str) -> &'a str {
        self.get(name).unwrap_or(of_response)
    }

    /// Returns the caller's id.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}
