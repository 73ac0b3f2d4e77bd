//! The routes and handlers, one module per resource. Handlers take a valid [`Call`](super::call::Call), read or change
//! the state, and return an object or an [`ApiError`](super::error::ApiError).

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

/// The result of a handler.
pub type HandlerResult = Result<Response, ApiError>;

/// All routes of the API.
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

/// Responds with an object.
fn object(object: &Object) -> HandlerResult {
    Ok(Json(Arc::as_ref(object)).into_response())
}

/// Responds with JSON.
fn json(value: Value) -> HandlerResult {
    Ok(Json(value).into_response())
}

/// Adds the poll interval, if the script sets one.
fn polled(app: &App, mut response: Response) -> Response {
    if let Some(after) = app.times.poll_after {
        let name = HeaderName::from_static("openai-poll-after-ms");
        response.headers_mut().insert(name, (after.as_millis() as u64).into());
    }
    response
}
