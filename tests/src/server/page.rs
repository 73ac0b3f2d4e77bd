//! Cursor pagination with `limit`, `order`, `after` and `before`.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::collection::Collection;
use super::error::ApiError;

/// The pagination parameters of a request.
#[derive(Debug)]
pub struct Cursor {
    /// The maximum number of objects.
    pub limit: usize,
    /// Whether the oldest object comes first.
    pub ascending: bool,
    /// The page starts after this id, in the requested order.
    pub after: Option<String>,
    /// The page ends before this id, in the requested order.
    pub before: Option<String>,
}

/// One page.
#[derive(Debug)]
pub struct Page<T> {
    /// The objects, in the requested order.
    pub data: Vec<T>,
    /// Whether there are more in the direction of paging: forward, or backward with `before` alone.
    pub has_more: bool,
}

impl Cursor {
    /// Returns a page of the objects for which `keep` returns true.
    ///
    /// # Errors
    /// Fails if no object of the collection has a cursor's id.
    pub fn page<T: Clone>(
        &self,
        collection: &Collection<T>,
        keep: impl Fn(&T) -> bool,
    ) -> Result<Page<T>, ApiError> {
        let position = |name: &str, id: &Option<String>| {
            let unknown = |id: &String| {
                ApiError::invalid(
                    name,
                    "invalid_value",
                    format!("Invalid '{name}': no object in this list has the id '{id}'."),
                )
            };
            id.as_ref().map(|id| collection.position(id).ok_or_else(|| unknown(id))).transpose()
        };
        let (after, before) = (position("after", &self.after)?, position("before", &self.before)?);
        // In ascending order, `after` is the lower bound.
        let (lower, upper) = if self.ascending { (after, before) } else { (before, after) };
        let places = lower.map_or(0, |position| position + 1)..upper.unwrap_or(collection.end());
        // With `before` alone the page ends next to it, so collect backward from there.
        let backward = self.before.is_some() && self.after.is_none();
        let objects = collection.range(places);
        let mut data: Vec<T> = if self.ascending != backward {
            objects.filter(keep).take(self.limit + 1).collect()
        } else {
            objects.rev().filter(keep).take(self.limit + 1).collect()
        };
        let has_more = data.len() > self.limit;
        data.truncate(self.limit);
        if backward {
            data.reverse();
        }
        Ok(Page { data, has_more })
    }
}

/// A list response. If empty, it has no first and last id, although the document requires them.
#[derive(Serialize)]
struct List<'a> {
    object: &'static str,
    data: Vec<&'a Value>,
    first_id: Option<&'a Value>,
    last_id: Option<&'a Value>,
    has_more: bool,
}

impl IntoResponse for Page<Arc<Value>> {
    fn into_response(self) -> Response {
        let data: Vec<&Value> = self.data.iter().map(AsRef::as_ref).collect();
        let first_id = data.first().map(|object| &object["id"]);
        let last_id = data.last().map(|object| &object["id"]);
        Json(List { object: "list", first_id, last_id, has_more: self.has_more, data }).into_response()
    }
}
