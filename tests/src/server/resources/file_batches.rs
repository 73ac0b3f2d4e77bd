//! `/vector_stores/{vector_store_id}/file_batches`

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::tool_resources::strings;
use super::vector_stores::{self, Batch, Contents, counts};
use super::{HandlerResult, polled, vector_store_files};
use crate::server::App;
use crate::server::call::Call;
use crate::server::collection::Collection;
use crate::server::error::ApiError;
use crate::server::page::Page;
use crate::server::state::{Object, now};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    let batch = "/vector_stores/{vector_store_id}/file_batches/{batch_id}";
    Router::new()
        .route("/vector_stores/{vector_store_id}/file_batches", post(create))
        .route(batch, get(retrieve))
        .route(&format!("{batch}/cancel"), post(cancel))
        .route(&format!("{batch}/files"), get(list_files))
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found("vector store file batch", id)
}

/// The updated object of a batch.
fn refreshed(contents: &Contents, id: &str) -> Result<Object, ApiError> {
    let batch = contents.batches.get(id).ok_or_else(|| missing(id))?;
    let (cancelled, mut object) = (batch.cancelled, Value::clone(&batch.object));
    let files: Vec<Object> = batch.files.iter().filter_map(|file| contents.files.get(&file)).collect();
    let counts = counts(files.into_iter());
    object["status"] = json!(match (cancelled, counts["in_progress"] == 0) {
        (true, _) => "cancelled",
        (false, true) => "completed",
        (false, false) => "in_progress",
    });
    object["file_counts"] = counts;
    Ok(Arc::new(object))
}

async fn create(State(app): State<App>, call: Call) -> HandlerResult {
    let store = call.id("vector_store_id");
    let body = &call.body;
    // Either ids that share one set of settings, or entries with a set each.
    let entries: Vec<Value> = match body["files"].as_array() {
        Some(_) if body.get("file_ids").is_some() => {
            let message = "Give either 'file_ids' or 'files', not both.";
            return Err(ApiError::invalid("files", "invalid_value", message));
        }
        Some(files) => files.clone(),
        None => strings(&body["file_ids"])
            .map(|file| {
                let mut entry = body.clone();
                entry["file_id"] = json!(file);
                entry
            })
            .collect(),
    };
    let mut state = app.state();
    vector_stores::contents(&mut state, store)?;
    for file in entries.iter().filter_map(|entry| entry["file_id"].as_str()) {
        state.files.position(file).ok_or_else(|| ApiError::not_found("file", file))?;
    }
    let mut files = Collection::default();
    for entry in &entries {
        vector_store_files::add(&mut state, store, entry, app.times.index)?;
        let id = entry["file_id"].as_str().unwrap_or_default();
        if files.position(id).is_none() {
            files.insert(id, id.to_owned());
        }
    }
    let id = state.id("vsfb_");
    let count = files.end();
    let object = Arc::new(json!({
        "id": id, "object": "vector_store.files_batch", "created_at": now(), "vector_store_id": store,
        "status": "in_progress",
        "file_counts": { "in_progress": count, "completed": 0, "failed": 0, "cancelled": 0, "total": count }
    }));
    let batch = Batch { object: Arc::clone(&object), files, cancelled: false };
    vector_stores::contents(&mut state, store)?.batches.insert(id, batch);
    drop(state);
    Ok(polled(&app, super::object(&object)?))
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    let batch =
        refreshed(vector_stores::contents(&mut state, call.id("vector_store_id"))?, call.id("batch_id"))?;
    drop(state);
    Ok(polled(&app, super::object(&batch)?))
}

/// Cancels a batch. Files that are indexed already stay.
async fn cancel(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("batch_id");
    let mut state = app.state();
    let contents = vector_stores::contents(&mut state, call.id("vector_store_id"))?;
    let object = refreshed(contents, id)?;
    if object["status"] == "in_progress" {
        let batch = contents.batches.get_mut(id).ok_or_else(|| missing(id))?;
        batch.cancelled = true;
        let files: Vec<String> = batch.files.iter().collect();
        for file in files {
            if let Some(object) = contents.files.get_mut(&file)
                && object["status"] == "in_progress"
            {
                Arc::make_mut(object)["status"] = json!("cancelled");
                contents.pending.retain(|(_, pending)| *pending != file);
            }
        }
    }
    let object = refreshed(contents, id)?;
    drop(state);
    super::object(&object)
}

async fn list_files(State(app): State<App>, call: Call) -> HandlerResult {
    let filter = call.query("filter");
    let mut state = app.state();
    let contents = vector_stores::contents(&mut state, call.id("vector_store_id"))?;
    let batch = contents.batches.get(call.id("batch_id")).ok_or_else(|| missing(call.id("batch_id")))?;
    let fits = |id: &String| {
        contents.files.get(id).is_some_and(|file| filter.is_none_or(|status| file["status"] == status))
    };
    let Page { data, has_more } = call.cursor().page(&batch.files, fits)?;
    let data = data.iter().filter_map(|id| contents.files.get(id)).collect();
    drop(state);
    Ok(Page { data, has_more }.into_response())
}
