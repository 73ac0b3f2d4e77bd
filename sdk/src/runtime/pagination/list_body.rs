//! The body of a list response.

use serde::Deserialize;

/// The body of a list response. Members that only some servers send are optional.
#[derive(Deserialize)]
#[serde(bound = "T: serde::de::DeserializeOwned", expecting = "an object")]
pub(super) struct ListBody<T> {
    #[serde(default)]
    pub(super) data: Vec<T>,
    pub(super) has_more: Option<bool>,
    pub(super) first_id: Option<String>,
    pub(super) last_id: Option<String>,
    pub(super) next_page: Option<String>,
}
