//! `limit`, `order`, `after` and `before` arrive, one page of a collection leaves.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::collection::Collection;
use super::error::ApiError;

/// What a request for a list asks for.
#[derive(Debug)]
pub struct Cursor {
    /// How many objects at most.
    pub limit: usize,
    /// Oldest first instead of newest first.
    pub ascending: bool,
    /// The page begins behind this id, in the order asked for.
    pub after: Option<String>,
    /// The page ends in front of this id, in the order asked for.
    pub before: Option<String>,
}

/// One page.
#[derive(Debug)]
pub struct Page<T> {
    /// The objects, in the order asked for.
    pub data: Vec<T>,
    /// Whether there are more in the direction of travel: forward, or backward with `before` alone.
    pub has_more: bool,
}

impl Cursor {
    /// Cuts a page out of the objects that `keep` keeps.
    ///
    /// # Errors
    /// When a cursor is the id of no object in the collection.
    pub fn page<T: Clone>(
        &self,
        collection: &Collection<T>,
        keep: impl Fn(&T) -> bool,
    ) -> Result<Page<T>, ApiError> {
        let place = |name: &str, id: &Option<String>| {
            let unknown = |id: &String| {
                ApiError::invalid(
                    name,
                    "invalid_value",
                    format!("Invalid '{name}': no object in this list has the id '{id}'."),
                )
            };
            id.as_ref().map(|id| collection.place(id).ok_or_else(|| unknown(id))).transpose()
        };
        let (after, before) = (place("after", &self.after)?, place("before", &self.before)?);
        // In ascending order, `after` is the lower bound.
        let (lower, upper) = if self.ascending { (after, before) } else { (before, after) };
        let places = lower.map_or(0, |place| place + 1)..upper.unwrap_or(collection.end());
        // With `before` alone the page is the one next to it, so it is collected from there.
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

/// The list as the API answers it. An empty one has no first and last id, whatever the document says.
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
