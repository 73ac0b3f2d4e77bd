//! `/assistants`

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};

use super::{HandlerResult, tool_resources};
use crate::server::App;
use crate::server::call::Call;
use crate::server::collection::Collection;
use crate::server::error::ApiError;
use crate::server::state::{Object, deleted, given, now, update};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/assistants", get(list).post(create))
        .route("/assistants/{assistant_id}", get(retrieve).post(modify).delete(delete))
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found("assistant", id)
}

/// A list that begins with this many synthetic assistants.
pub fn synthetic(count: u64) -> Collection<Object> {
    let created_at = now();
    Collection::synthetic(count, "asst_synthetic_", move |number, id| {
        let body = json!({ "model": "gpt-4o", "name": format!("Assistant {number}") });
        let mut assistant = new(id, &body, json!({}));
        assistant["created_at"] = created_at.into();
        Arc::new(assistant)
    })
}

fn new(id: &str, body: &Value, resources: Value) -> Value {
    json!({
        "id": id,
        "object": "assistant",
        "created_at": now(),
        "name": body["name"],
        "description": body["description"],
        "model": body["model"],
        "instructions": body["instructions"],
        "tools": given(body, "tools", json!([])),
        "tool_resources": resources,
        "metadata": given(body, "metadata", json!({})),
        "temperature": given(body, "temperature", json!(1.0)),
        "top_p": given(body, "top_p", json!(1.0)),
        "reasoning_effort": body["reasoning_effort"],
        "response_format": given(body, "response_format", json!("auto"))
    })
}

async fn create(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    let resources = tool_resources::resolve(&mut state, &call.body["tool_resources"], app.times.index)?;
    let id = state.id("asst_");
    let assistant = Arc::new(new(&id, &call.body, resources));
    state.assistants.insert(id, Arc::clone(&assistant));
    drop(state);
    super::object(&assistant)
}

async fn list(State(app): State<App>, call: Call) -> HandlerResult {
    let page = call.cursor().page(&app.state().assistants, |_| true)?;
    Ok(page.into_response())
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("assistant_id");
    let assistant = app.state().assistants.get(id).ok_or_else(|| missing(id))?;
    super::object(&assistant)
}

async fn modify(State(app): State<App>, mut call: Call) -> HandlerResult {
    let id = call.id("assistant_id").to_owned();
    let mut state = app.state();
    if call.body.get("tool_resources").is_some() {
        call.body["tool_resources"] =
            tool_resources::resolve(&mut state, &call.body["tool_resources"], app.times.index)?;
    }
    let assistant = state.assistants.get_mut(&id).ok_or_else(|| missing(&id))?;
    update(assistant, &call.body, |name| match name {
        "metadata" => json!({}),
        "temperature" | "top_p" => json!(1.0),
        "response_format" => json!("auto"),
        _ => Value::Null,
    });
    let assistant = Arc::clone(assistant);
    drop(state);
    super::object(&assistant)
}

async fn delete(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("assistant_id");
    app.state().assistants.remove(id).ok_or_else(|| missing(id))?;
    super::json(deleted(id, "assistant.deleted"))
}
