//! One module a resource: its routes, and what they do. A checked [`Call`](super::call::Call) arrives, the state is
//! looked up or changed, an object or an [`ApiError`](super::error::ApiError) leaves.

pub mod assistants;
pub mod file_batches;
pub mod files;
pub mod messages;
pub mod models;
pub mod runs;
pub mod steps;
pub mod threads;
pub mod tool_resources;
pub mod uploads;
pub mod vector_store_files;
pub mod vector_stores;

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderName};
use serde_json::Value;

use super::App;
use super::error::ApiError;
use super::state::Object;

/// What a handler answers.
pub type Answer = Result<Response, ApiError>;

/// Every route of the API.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(assistants::routes())
        .merge(file_batches::routes())
        .merge(files::routes())
        .merge(messages::routes())
        .merge(models::routes())
        .merge(runs::routes())
        .merge(steps::routes())
        .merge(threads::routes())
        .merge(uploads::routes())
        .merge(vector_store_files::routes())
        .merge(vector_stores::routes())
}

/// Answers an object.
fn object(object: &Object) -> Answer {
    Ok(Json(Arc::as_ref(object)).into_response())
}

/// Answers JSON.
fn json(value: Value) -> Answer {
    Ok(Json(value).into_response())
}

/// Says when to look again, if the script wants that said.
fn polled(app: &App, mut answer: Response) -> Response {
    if let Some(after) = app.times.poll_after {
        let name = HeaderName::from_static("openai-poll-after-ms");
        answer.headers_mut().insert(name, (after.as_millis() as u64).into());
    }
    answer
}
