//! `/models`

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};

use super::HandlerResult;
use crate::server::App;
use crate::server::call::Call;
use crate::server::collection::Collection;
use crate::server::error::ApiError;
use crate::server::state::{Object, deleted};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new().route("/models", get(list)).route("/models/{model}", get(retrieve).delete(delete))
}

/// The initial models: some public ones, and a fine-tuned one that can be deleted.
pub fn initial() -> Collection<Object> {
    let mut models = Collection::default();
    for (id, owner) in [
        ("gpt-4o", "system"),
        ("gpt-4o-mini", "system"),
        ("gpt-4.1", "system"),
        ("gpt-5-mini", "system"),
        ("ft:gpt-4o-mini:local::1", LOCAL),
    ] {
        let model = json!({ "id": id, "object": "model", "created": 1_715_367_049, "owned_by": owner });
        models.insert(id, Arc::new(model));
    }
    models
}

const LOCAL: &str = "local";

fn missing(id: &str) -> ApiError {
    let message = format!("The model '{id}' does not exist.");
    ApiError {
        param: Some("model".to_owned()),
        code: Some("model_not_found".to_owned()),
        ..ApiError::new(StatusCode::NOT_FOUND, message)
    }
}

async fn list(State(app): State<App>, _call: Call) -> HandlerResult {
    let models: Vec<Object> = app.state().models.iter().collect();
    let data: Vec<&Value> = models.iter().map(AsRef::as_ref).collect();
    super::json(json!({ "object": "list", "data": data }))
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("model");
    let model = app.state().models.get(id).ok_or_else(|| missing(id))?;
    super::object(&model)
}

async fn delete(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("model");
    let mut state = app.state();
    let model = state.models.get(id).ok_or_else(|| missing(id))?;
    if model["owned_by"] != LOCAL {
        let message = format!("The model '{id}' is not yours to delete.");
        return Err(ApiError::new(StatusCode::FORBIDDEN, message));
    }
    state.models.remove(id);
    drop(state);
    super::json(deleted(id, "model"))
}
