//! `tool_resources` of assistants and threads: checks the ids, and creates the vector stores that are given inline.

use std::time::Duration;

use serde_json::{Value, json};

use super::{vector_store_files, vector_stores};
use crate::server::error::ApiError;
use crate::server::state::State;

/// Returns the resources as they are stored: ids only.
///
/// # Errors
/// 404 if there is no object with an id.
pub fn resolve(state: &mut State, resources: &Value, index: Duration) -> Result<Value, ApiError> {
    if resources.is_null() {
        return Ok(json!({}));
    }
    let mut resolved = resources.clone();
    for id in strings(&resources["code_interpreter"]["file_ids"]) {
        state.files.position(id).ok_or_else(|| ApiError::not_found("file", id))?;
    }
    let search = &resources["file_search"];
    for id in strings(&search["vector_store_ids"]) {
        state.stores.position(id).ok_or_else(|| ApiError::not_found("vector store", id))?;
    }
    if let Some(wanted) = search["vector_stores"].as_array() {
        let mut ids = Vec::new();
        for store in wanted {
            // Check all files before creating anything.
            for id in strings(&store["file_ids"]) {
                state.files.position(id).ok_or_else(|| ApiError::not_found("file", id))?;
            }
            let id = vector_stores::create_in(state, store);
            for file in strings(&store["file_ids"]) {
                vector_store_files::add(state, &id, &json!({ "file_id": file }), index)?;
            }
            ids.push(id);
        }
        resolved["file_search"] = json!({ "vector_store_ids": ids });
    }
    Ok(resolved)
}

/// The strings of a list.
pub fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
