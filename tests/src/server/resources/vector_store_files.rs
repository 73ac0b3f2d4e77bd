//! `/vector_stores/{vector_store_id}/files`

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::vector_stores::{self, Contents};
use super::{HandlerResult, polled};
use crate::server::App;
use crate::server::call::Call;
use crate::server::collection::Collection;
use crate::server::error::ApiError;
use crate::server::search::{Source, passages};
use crate::server::state::{self, File, Object, deleted, given, now};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/vector_stores/{vector_store_id}/files", get(list).post(create))
        .route("/vector_stores/{vector_store_id}/files/{file_id}", get(retrieve).post(update).delete(delete))
        .route("/vector_stores/{vector_store_id}/files/{file_id}/content", get(content))
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found("vector store file", id)
}

/// Starts to index a file. Replaces the entry of the file if the store has one.
///
/// # Errors
/// 404 if there is no such store or file.
pub fn add(state: &mut state::State, store: &str, body: &Value, index: Duration) -> Result<Object, ApiError> {
    let file = body["file_id"].as_str().unwrap_or_default();
    state.files.position(file).ok_or_else(|| ApiError::not_found("file", file))?;
    let contents = vector_stores::contents(state, store)?;
    let strategy = &body["chunking_strategy"];
    let usual = json!({
        "type": "static", "static": { "max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400 }
    });
    let object = Arc::new(json!({
        "id": file,
        "object": "vector_store.file",
        "usage_bytes": 0,
        "created_at": now(),
        "vector_store_id": store,
        "status": "in_progress",
        "last_error": null,
        "chunking_strategy": if strategy["type"] == "static" { strategy.clone() } else { usual },
        "attributes": given(body, "attributes", json!({}))
    }));
    remove(contents, file);
    contents.files.insert(file, Arc::clone(&object));
    contents.pending.push_back((Instant::now() + index, file.to_owned()));
    Ok(object)
}

fn remove(contents: &mut Contents, file: &str) -> Option<Object> {
    contents.pending.retain(|(_, pending)| pending != file);
    contents.texts.remove(file);
    contents.files.remove(file)
}

/// Removes a file from all stores.
pub fn remove_everywhere(state: &mut state::State, file: &str) {
    state.contents.values_mut().for_each(|contents| {
        remove(contents, file);
    });
}

/// Indexes the files that are due. They all take the same time, so the oldest come first.
pub fn index_due(contents: &mut Contents, files: &Collection<File>) {
    let now = Instant::now();
    while contents.pending.front().is_some_and(|(due, _)| *due <= now) {
        let Some((_, id)) = contents.pending.pop_front() else { break };
        let text = files.get(&id).map(|file| text(&file));
        let Some(object) = contents.files.get_mut(&id).map(Arc::make_mut) else { continue };
        match text {
            Some(Ok(text)) => {
                object["status"] = json!("completed");
                object["usage_bytes"] = json!(text.len());
                contents.texts.insert(id, text);
            }
            Some(Err((code, message))) => {
                object["status"] = json!("failed");
                object["last_error"] = json!({ "code": code, "message": message });
            }
            None => {}
        }
    }
}

fn text(file: &File) -> Result<Arc<str>, (&'static str, &'static str)> {
    match std::str::from_utf8(&file.bytes) {
        Ok("") => Err(("invalid_file", "The file is empty.")),
        Ok(text) => Ok(text.into()),
        Err(_) => Err(("unsupported_file", "The file is not text in UTF-8.")),
    }
}

/// Returns the texts of a store for a search, which counts as use of the store.
///
/// # Errors
/// 404 if there is no such store, 400 if it has expired.
pub fn sources(state: &mut state::State, store: &str) -> Result<Vec<Source>, ApiError> {
    let contents = vector_stores::used(state, store)?;
    let texts = contents.files.iter().filter_map(|file| {
        let id = file["id"].as_str()?;
        Some((id.to_owned(), Arc::clone(contents.texts.get(id)?), file["attributes"].clone()))
    });
    let texts: Vec<_> = texts.collect();
    let named = texts.into_iter().map(|(file_id, text, attributes)| Source {
        filename: name(state, &file_id),
        file_id,
        text,
        attributes,
    });
    Ok(named.collect())
}

fn name(state: &state::State, file: &str) -> String {
    let file = state.files.get(file);
    file.and_then(|file| file.object["filename"].as_str().map(str::to_owned)).unwrap_or_default()
}

async fn create(State(app): State<App>, call: Call) -> HandlerResult {
    let file = add(&mut app.state(), call.id("vector_store_id"), &call.body, app.times.index)?;
    Ok(polled(&app, super::object(&file)?))
}

async fn list(State(app): State<App>, call: Call) -> HandlerResult {
    let filter = call.query("filter");
    let mut state = app.state();
    let files = &vector_stores::contents(&mut state, call.id("vector_store_id"))?.files;
    let page = call.cursor().page(files, |file| filter.is_none_or(|status| file["status"] == status))?;
    drop(state);
    Ok(page.into_response())
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("file_id");
    let mut state = app.state();
    let contents = vector_stores::contents(&mut state, call.id("vector_store_id"))?;
    let file = contents.files.get(id).ok_or_else(|| missing(id))?;
    drop(state);
    Ok(polled(&app, super::object(&file)?))
}

async fn update(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("file_id");
    let mut state = app.state();
    let contents = vector_stores::contents(&mut state, call.id("vector_store_id"))?;
    let file = contents.files.get_mut(id).ok_or_else(|| missing(id))?;
    Arc::make_mut(file)["attributes"] = given(&call.body, "attributes", json!({}));
    let file = Arc::clone(file);
    drop(state);
    super::object(&file)
}

async fn delete(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("file_id");
    let mut state = app.state();
    let contents = vector_stores::contents(&mut state, call.id("vector_store_id"))?;
    remove(contents, id).ok_or_else(|| missing(id))?;
    drop(state);
    super::json(deleted(id, "vector_store.file.deleted"))
}

async fn content(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("file_id");
    let mut state = app.state();
    let contents = vector_stores::contents(&mut state, call.id("vector_store_id"))?;
    contents.files.position(id).ok_or_else(|| missing(id))?;
    let text = contents.texts.get(id).cloned().unwrap_or_default();
    drop(state);
    let data: Vec<Value> = passages(&text).map(|text| json!({ "type": "text", "text": text })).collect();
    super::json(json!({
        "object": "vector_store.file_content.page", "data": data, "has_more": false, "next_page": null
    }))
}
