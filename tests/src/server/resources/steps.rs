//! `/threads/{thread_id}/runs/{run_id}/steps`

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};

use super::HandlerResult;
use crate::server::App;
use crate::server::call::Call;
use crate::server::error::ApiError;
use crate::server::state::{Object, now};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/threads/{thread_id}/runs/{run_id}/steps", get(list))
        .route("/threads/{thread_id}/runs/{run_id}/steps/{step_id}", get(retrieve))
}

/// A new step.
pub fn new(id: &str, run: &Value, kind: &str, details: Value) -> Value {
    json!({
        "id": id,
        "object": "thread.run.step",
        "created_at": now(),
        "assistant_id": run["assistant_id"],
        "thread_id": run["thread_id"],
        "run_id": run["id"],
        "type": kind,
        "status": "in_progress",
        "step_details": details,
        "last_error": null,
        "expired_at": null,
        "cancelled_at": null,
        "failed_at": null,
        "completed_at": null,
        "metadata": {},
        "usage": null
    })
}

/// The step as sent: without the content of search results unless requested with `include`.
pub fn shown(step: &Object, include: bool) -> Object {
    let calls = &step["step_details"]["tool_calls"];
    if include || !calls.as_array().into_iter().flatten().any(|call| call["type"] == "file_search") {
        return Arc::clone(step);
    }
    let mut step = Value::clone(step);
    for call in step["step_details"]["tool_calls"].as_array_mut().into_iter().flatten() {
        for result in call["file_search"]["results"].as_array_mut().into_iter().flatten() {
            result.as_object_mut().map(|result| result.remove("content"));
        }
    }
    Arc::new(step)
}

async fn list(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    let steps = &state.execution(call.id("thread_id"), call.id("run_id"))?.steps;
    let mut page = call.cursor().page(steps, |_| true)?;
    drop(state);
    let include = call.query("include[]").is_some();
    page.data = page.data.iter().map(|step| shown(step, include)).collect();
    Ok(page.into_response())
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("step_id");
    let mut state = app.state();
    let steps = &state.execution(call.id("thread_id"), call.id("run_id"))?.steps;
    let step = steps.get(id).ok_or_else(|| ApiError::not_found("run step", id))?;
    drop(state);
    super::object(&shown(&step, call.query("include[]").is_some()))
}
