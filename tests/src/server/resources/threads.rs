//! `/threads`

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::{HandlerResult, messages, tool_resources};
use crate::server::App;
use crate::server::call::Call;
use crate::server::error::ApiError;
use crate::server::state::{self, Object, Thread, deleted, given, now, update};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/threads", post(create))
        .route("/threads/{thread_id}", get(retrieve).post(modify).delete(delete))
}

/// Creates a thread with its first messages.
///
/// # Errors
/// 404 if there is no object with an id; nothing is created then.
pub fn create_in(state: &mut state::State, body: &Value, index: Duration) -> Result<Object, ApiError> {
    let resources = tool_resources::resolve(state, &body["tool_resources"], index)?;
    let id = state.id("thread_");
    let object = json!({
        "id": id, "object": "thread", "created_at": now(), "tool_resources": resources,
        "metadata": given(body, "metadata", json!({}))
    });
    state.threads.insert(id.clone(), Thread::new(Arc::new(object)));
    for message in body["messages"].as_array().into_iter().flatten() {
        if let Err(error) = messages::create_in(state, &id, message, index) {
            state.threads.remove(&id);
            return Err(error);
        }
    }
    Ok(Arc::clone(&state.thread(&id)?.object))
}

async fn create(State(app): State<App>, call: Call) -> HandlerResult {
    let thread = create_in(&mut app.state(), &call.body, app.times.index)?;
    super::object(&thread)
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let thread = Arc::clone(&app.state().thread(call.id("thread_id"))?.object);
    super::object(&thread)
}

async fn modify(State(app): State<App>, mut call: Call) -> HandlerResult {
    let id = call.id("thread_id").to_owned();
    let mut state = app.state();
    state.thread(&id)?;
    if call.body.get("tool_resources").is_some() {
        call.body["tool_resources"] =
            tool_resources::resolve(&mut state, &call.body["tool_resources"], app.times.index)?;
    }
    let thread = state.thread(&id)?;
    update(&mut thread.object, &call.body, |_| json!({}));
    let thread = Arc::clone(&thread.object);
    drop(state);
    super::object(&thread)
}

/// Deletes a thread. Its active run ends.
async fn delete(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("thread_id");
    let mut state = app.state();
    let thread = state.threads.remove(id).ok_or_else(|| ApiError::not_found("thread", id))?;
    drop(state);
    thread.executions.values().for_each(|execution| execution.cancel.notify_one());
    super::json(deleted(id, "thread.deleted"))
}
