//! `/files`. Files of any purpose can be downloaded.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use serde_json::{Value, json};

use super::{HandlerResult, vector_store_files};
use crate::server::App;
use crate::server::call::Call;
use crate::server::collection::Collection;
use crate::server::error::ApiError;
use crate::server::expiry::Expiring;
use crate::server::page::Page;
use crate::server::state::{self, File, Object, deleted, now};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/files", get(list).post(create))
        .route("/files/{file_id}", get(retrieve).delete(delete))
        .route("/files/{file_id}/content", get(content))
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found("file", id)
}

/// A list that begins with this many synthetic files.
pub fn synthetic(count: u64) -> Collection<File> {
    let created_at = now();
    Collection::synthetic(count, "file-synthetic-", move |number, id| {
        let bytes = Bytes::from(format!("This is file {number}.\n"));
        let object = json!({
            "id": id, "object": "file", "bytes": bytes.len(), "created_at": created_at,
            "filename": format!("{number}.txt"), "purpose": "assistants", "status": "processed"
        });
        File { object: Arc::new(object), bytes }
    })
}

/// Stores a file.
pub fn add(state: &mut state::State, name: &str, body: &Value, bytes: Bytes) -> Object {
    let id = state.id("file-");
    let mut object = json!({
        "id": id, "object": "file", "bytes": bytes.len(), "created_at": now(), "filename": name,
        "purpose": body["purpose"], "status": "processed"
    });
    if let Some(seconds) = body["expires_after"]["seconds"].as_u64() {
        let at = now() + seconds;
        object["expires_at"] = json!(at);
        state.deadlines.insert(at, Expiring::File(id.clone()));
    }
    let object = Arc::new(object);
    state.files.insert(id, File { object: Arc::clone(&object), bytes });
    object
}

/// Removes a file, from vector stores too.
pub fn remove(state: &mut state::State, id: &str) -> Option<File> {
    let file = state.files.remove(id)?;
    vector_store_files::remove_everywhere(state, id);
    Some(file)
}

async fn create(State(app): State<App>, mut call: Call) -> HandlerResult {
    let file = call
        .files
        .remove("file")
        .ok_or_else(|| ApiError::bad_request("Missing required parameter: 'file'."))?;
    let object = add(&mut app.state(), &file.name, &call.body, file.bytes);
    super::object(&object)
}

async fn list(State(app): State<App>, call: Call) -> HandlerResult {
    let purpose = call.query("purpose");
    let fits = |file: &File| purpose.is_none_or(|purpose| file.object["purpose"] == purpose);
    let Page { data, has_more } = call.cursor().page(&app.state().files, fits)?;
    let data = data.into_iter().map(|file| file.object).collect();
    Ok(Page { data, has_more }.into_response())
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("file_id");
    let file = app.state().files.get(id).ok_or_else(|| missing(id))?;
    super::object(&file.object)
}

async fn content(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("file_id");
    let file = app.state().files.get(id).ok_or_else(|| missing(id))?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], file.bytes).into_response())
}

async fn delete(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("file_id");
    let mut state = app.state();
    remove(&mut state, id).ok_or_else(|| missing(id))?;
    drop(state);
    super::json(deleted(id, "file"))
}
