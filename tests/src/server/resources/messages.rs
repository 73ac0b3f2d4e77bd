//! `/threads/{thread_id}/messages`

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};

use super::{HandlerResult, vector_store_files, vector_stores};
use crate::server::App;
use crate::server::call::Call;
use crate::server::error::ApiError;
use crate::server::state::{self, Object, deleted, given, now, update};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/threads/{thread_id}/messages", get(list).post(create))
        .route("/threads/{thread_id}/messages/{message_id}", get(retrieve).post(modify).delete(delete))
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found("message", id)
}

/// Adds a message to a thread.
///
/// # Errors
/// 404 if there is no object with an id.
pub fn create_in(
    state: &mut state::State,
    thread: &str,
    body: &Value,
    index: Duration,
) -> Result<Object, ApiError> {
    state.thread(thread)?;
    attach(state, thread, &body["attachments"], index)?;
    let id = state.id("msg_");
    let message = Arc::new(json!({
        "id": id,
        "object": "thread.message",
        "created_at": now(),
        "thread_id": thread,
        "status": "completed",
        "incomplete_details": null,
        "completed_at": null,
        "incomplete_at": null,
        "role": body["role"],
        "content": content(&body["content"]),
        "assistant_id": null,
        "run_id": null,
        "attachments": given(body, "attachments", json!([])),
        "metadata": given(body, "metadata", json!({}))
    }));
    state.thread(thread)?.messages.insert(id, Arc::clone(&message));
    Ok(message)
}

/// A message that a run starts to write.
pub fn of_run(id: &str, run: &Value) -> Value {
    json!({
        "id": id,
        "object": "thread.message",
        "created_at": now(),
        "thread_id": run["thread_id"],
        "status": "in_progress",
        "incomplete_details": null,
        "completed_at": null,
        "incomplete_at": null,
        "role": "assistant",
        "content": [],
        "assistant_id": run["assistant_id"],
        "run_id": run["id"],
        "attachments": [],
        "metadata": {}
    })
}

/// The text of a message, its parts joined.
pub fn text(message: &Value) -> String {
    let parts = message["content"].as_array().into_iter().flatten();
    parts.filter_map(|part| part["text"]["value"].as_str()).collect::<Vec<_>>().join("\n")
}

/// The content of a message from that of the request: texts get annotations.
fn content(sent: &Value) -> Value {
    let text = |text: &Value| json!({ "type": "text", "text": { "value": text, "annotations": [] } });
    match sent {
        Value::Array(parts) => parts
            .iter()
            .map(|part| if part["type"] == "text" { text(&part["text"]) } else { part.clone() })
            .collect(),
        sent => json!([text(sent)]),
    }
}

/// Adds files that are attached for search to the thread's vector store, which is created with the first file.
fn attach(
    state: &mut state::State,
    thread: &str,
    attachments: &Value,
    index: Duration,
) -> Result<(), ApiError> {
    for attachment in attachments.as_array().into_iter().flatten() {
        let file = attachment["file_id"].as_str().unwrap_or_default();
        state.files.position(file).ok_or_else(|| ApiError::not_found("file", file))?;
        let tools = attachment["tools"].as_array().into_iter().flatten();
        if !tools.into_iter().any(|tool| tool["type"] == "file_search") {
            continue;
        }
        let resources = &state.thread(thread)?.object["tool_resources"];
        let store = match resources["file_search"]["vector_store_ids"][0].as_str() {
            Some(store) => store.to_owned(),
            None => {
                let store = vector_stores::create_in(state, &json!({}));
                let object = Arc::make_mut(&mut state.thread(thread)?.object);
                object["tool_resources"]["file_search"] = json!({ "vector_store_ids": [store] });
                store
            }
        };
        vector_store_files::add(state, &store, &json!({ "file_id": file }), index)?;
    }
    Ok(())
}

async fn create(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("thread_id");
    let mut state = app.state();
    if let Some(run) = &state.thread(id)?.active {
        let message = format!("Can't add messages to '{id}' while its run '{run}' is active.");
        return Err(ApiError::bad_request(message));
    }
    let message = create_in(&mut state, id, &call.body, app.times.index)?;
    drop(state);
    super::object(&message)
}

async fn list(State(app): State<App>, call: Call) -> HandlerResult {
    let run = call.query("run_id");
    let mut state = app.state();
    let messages = &state.thread(call.id("thread_id"))?.messages;
    let page = call.cursor().page(messages, |message| run.is_none_or(|run| message["run_id"] == run))?;
    drop(state);
    Ok(page.into_response())
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("message_id");
    let message = app.state().thread(call.id("thread_id"))?.messages.get(id).ok_or_else(|| missing(id))?;
    super::object(&message)
}

async fn modify(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("message_id");
    let mut state = app.state();
    let message = state.thread(call.id("thread_id"))?.messages.get_mut(id).ok_or_else(|| missing(id))?;
    update(message, &call.body, |_| json!({}));
    let message = Arc::clone(message);
    drop(state);
    super::object(&message)
}

async fn delete(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("message_id");
    app.state().thread(call.id("thread_id"))?.messages.remove(id).ok_or_else(|| missing(id))?;
    super::json(deleted(id, "thread.message.deleted"))
}
