//! `/threads/{thread_id}/runs` and `/threads/runs`. The [`Engine`] executes the runs.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::tool_resources::strings;
use super::{HandlerResult, messages, polled, threads, vector_store_files};
use crate::server::App;
use crate::server::call::Call;
use crate::server::collection::Collection;
use crate::server::engine::{Engine, Progress, Submission, tokens, wait_for};
use crate::server::error::ApiError;
use crate::server::events::EventStream;
use crate::server::model::Conversation;
use crate::server::state::{self, Execution, Object, given, now, update};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/threads/runs", post(create_with_thread))
        .route("/threads/{thread_id}/runs", get(list).post(create))
        .route("/threads/{thread_id}/runs/{run_id}", get(retrieve).post(modify))
        .route("/threads/{thread_id}/runs/{run_id}/cancel", post(cancel))
        .route("/threads/{thread_id}/runs/{run_id}/submit_tool_outputs", post(submit_tool_outputs))
}

async fn create(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    start(&app, &mut state, call.id("thread_id"), &call, None)
}

async fn create_with_thread(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    assistant(&state, &call.body)?;
    let thread = threads::create_in(&mut state, &given(&call.body, "thread", json!({})), app.times.index)?;
    let id = thread["id"].as_str().unwrap_or_default().to_owned();
    start(&app, &mut state, &id, &call, Some(thread))
}

fn assistant(state: &state::State, body: &Value) -> Result<Object, ApiError> {
    let id = body["assistant_id"].as_str().unwrap_or_default();
    state.assistants.get(id).ok_or_else(|| ApiError::not_found("assistant", id))
}

/// Creates and starts a run. Responds with the run, or with its event stream.
fn start(
    app: &App,
    state: &mut state::State,
    thread_id: &str,
    call: &Call,
    created: Option<Object>,
) -> HandlerResult {
    let body = &call.body;
    if let Some(run) = &state.thread(thread_id)?.active {
        let message = format!("Thread '{thread_id}' already has an active run '{run}'.");
        return Err(ApiError::bad_request(message));
    }
    let assistant = assistant(state, body)?;
    for message in body["additional_messages"].as_array().into_iter().flatten() {
        messages::create_in(state, thread_id, message, app.times.index)?;
    }
    let id = state.id("run_");
    let expires_after = app.times.expires_after;
    let run = Arc::new(new(&id, thread_id, &assistant, body, expires_after.as_secs()));

    let stores = stores(state, thread_id, &assistant, body)?;
    // A run continues without the stores that have expired.
    let sources = |store: &String| vector_store_files::sources(state, store).unwrap_or_default();
    let sources: Vec<_> = stores.iter().flat_map(sources).collect();
    let thread = state.thread(thread_id)?;
    let (conversation, prompt_tokens) = conversation(thread, &run, !stores.is_empty());
    let (submit, submissions) = mpsc::channel(1);
    let streamed = body["stream"] == true;
    let execution = Execution {
        steps: Collection::default(),
        // The response has the status `queued`.
        seen: true,
        activity: Arc::new(Notify::new()),
        cancel: Arc::new(Notify::new()),
        submit,
    };
    let (stream, response) = match streamed {
        true => {
            let (stream, response) = EventStream::open();
            (Some(stream), Ok(response))
        }
        false => (None, super::object(&run).map(|response| polled(app, response))),
    };
    let limit = |name: &str| body[name].as_u64().unwrap_or(u64::MAX);
    let tool = conversation.tools.iter().find(|tool| tool["type"] == "file_search");
    let engine = Engine {
        app: Arc::clone(app),
        thread: thread_id.to_owned(),
        run: id.clone(),
        plan: app.script.plan(&conversation),
        search: tool.map(|tool| tool["file_search"].clone()).unwrap_or_default(),
        question: conversation.question,
        sources,
        include: call.query("include[]").is_some(),
        prompt_tokens,
        max_prompt_tokens: limit("max_prompt_tokens"),
        max_completion_tokens: limit("max_completion_tokens"),
        expires_at: Instant::now() + expires_after,
        cancel: Arc::clone(&execution.cancel),
        submissions,
        stream,
        progress: Progress::default(),
    };
    thread.active = Some(id.clone());
    thread.executions.insert(id.clone(), execution);
    thread.runs.insert(id, run);
    app.spawn(engine.execute(created));
    response
}

fn new(id: &str, thread: &str, assistant: &Value, body: &Value, expires_after: u64) -> Value {
    let instructions = given(body, "instructions", given(assistant, "instructions", json!("")));
    let texts = [instructions.as_str(), body["additional_instructions"].as_str()];
    let instructions: Vec<&str> = texts.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    json!({
        "id": id,
        "object": "thread.run",
        "created_at": now(),
        "thread_id": thread,
        "assistant_id": assistant["id"],
        "status": "queued",
        "required_action": null,
        "last_error": null,
        "expires_at": now() + expires_after,
        "started_at": null,
        "cancelled_at": null,
        "failed_at": null,
        "completed_at": null,
        "incomplete_details": null,
        "model": given(body, "model", assistant["model"].clone()),
        "instructions": instructions.join("\n"),
        "tools": given(body, "tools", assistant["tools"].clone()),
        "metadata": given(body, "metadata", json!({})),
        "usage": null,
        "temperature": given(body, "temperature", assistant["temperature"].clone()),
        "top_p": given(body, "top_p", assistant["top_p"].clone()),
        "max_prompt_tokens": body["max_prompt_tokens"],
        "max_completion_tokens": body["max_completion_tokens"],
        "truncation_strategy": given(body, "truncation_strategy", json!({ "type": "auto", "last_messages": null })),
        "tool_choice": given(body, "tool_choice", json!("auto")),
        "parallel_tool_calls": given(body, "parallel_tool_calls", json!(true)),
        "response_format": given(body, "response_format", assistant["response_format"].clone())
    })
}

/// The vector stores that a run searches: those of the assistant or the run, and those of the thread.
fn stores(
    state: &mut state::State,
    thread: &str,
    assistant: &Value,
    body: &Value,
) -> Result<Vec<String>, ApiError> {
    let own = given(body, "tool_resources", assistant["tool_resources"].clone());
    let thread = &state.thread(thread)?.object;
    let ids =
        [&own, &thread["tool_resources"]].map(|resources| &resources["file_search"]["vector_store_ids"]);
    Ok(ids.into_iter().flat_map(strings).map(str::to_owned).collect())
}

/// The input of the model, with its number of tokens.
fn conversation(thread: &state::Thread, run: &Value, searchable: bool) -> (Conversation, u64) {
    let question = thread.messages.iter().rev().find(|message| message["role"] == "user");
    let texts = thread.messages.iter().map(|message| tokens(&messages::text(&message)));
    let instructions = run["instructions"].as_str().unwrap_or_default().to_owned();
    let prompt_tokens = tokens(&instructions) + texts.sum::<u64>();
    // `tool_choice` allows all tools, none, or one.
    let chosen = |tool: &Value| match &run["tool_choice"] {
        Value::String(choice) => choice != "none",
        choice => {
            tool["type"] == choice["type"]
                && (choice["function"].is_null() || tool["function"]["name"] == choice["function"]["name"])
        }
    };
    let tools = run["tools"].as_array().into_iter().flatten().filter(|tool| chosen(tool)).cloned();
    let conversation = Conversation {
        question: question.map(|message| messages::text(&message)).unwrap_or_default(),
        model: run["model"].as_str().unwrap_or_default().to_owned(),
        instructions,
        tools: tools.collect(),
        searchable,
        response_format: run["response_format"].clone(),
        parallel_tool_calls: run["parallel_tool_calls"] != false,
    };
    (conversation, prompt_tokens)
}

async fn list(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    let page = call.cursor().page(&state.thread(call.id("thread_id"))?.runs, |_| true)?;
    drop(state);
    Ok(page.into_response())
}

/// Waits a moment for the next state if the current one was seen before, so that polling without pauses sees each
/// state once instead of one state a thousand times.
async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let (thread, id) = (call.id("thread_id"), call.id("run_id"));
    app.state().run(thread, id)?;
    let moving = ["queued", "in_progress", "cancelling"];
    let worth_a_look = |run: &Value, seen: bool| {
        !seen || !run["status"].as_str().is_some_and(|status| moving.contains(&status))
    };
    wait_for(&app, thread, id, worth_a_look).await;
    let mut state = app.state();
    let run = Arc::clone(state.run(thread, id)?);
    state.thread(thread)?.seen(id);
    drop(state);
    Ok(polled(&app, super::object(&run)?))
}

async fn modify(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    let run = state.run(call.id("thread_id"), call.id("run_id"))?;
    update(run, &call.body, |_| json!({}));
    let run = Arc::clone(run);
    drop(state);
    super::object(&run)
}

async fn cancel(State(app): State<App>, call: Call) -> HandlerResult {
    let (thread, id) = (call.id("thread_id"), call.id("run_id"));
    let mut state = app.state();
    let run = state.run(thread, id)?;
    let status = run["status"].as_str().unwrap_or_default();
    if !["queued", "in_progress", "requires_action"].contains(&status) {
        return Err(ApiError::bad_request(format!("Cannot cancel a run whose status is '{status}'.")));
    }
    Arc::make_mut(run)["status"] = json!("cancelling");
    let run = Arc::clone(run);
    state.execution(thread, id)?.cancel.notify_one();
    state.thread(thread)?.seen(id);
    drop(state);
    Ok(polled(&app, super::object(&run)?))
}

async fn submit_tool_outputs(State(app): State<App>, call: Call) -> HandlerResult {
    let (thread, id) = (call.id("thread_id"), call.id("run_id"));
    let mut state = app.state();
    let run = state.run(thread, id)?;
    if run["status"] != "requires_action" {
        let status = run["status"].as_str().unwrap_or_default();
        let message = format!(
            "A run whose status is '{status}' takes no outputs; its status must be 'requires_action'."
        );
        return Err(ApiError::bad_request(message));
    }
    let outputs = call.body["tool_outputs"].as_array().cloned().unwrap_or_default();
    check_outputs(run, &outputs)?;
    let changed = Arc::make_mut(run);
    changed["status"] = json!("queued");
    changed["required_action"] = Value::Null;
    let run = Arc::clone(run);
    let (stream, response) = match call.body["stream"] == true {
        true => {
            let (stream, response) = EventStream::open();
            (Some(stream), Ok(response))
        }
        false => (None, super::object(&run).map(|response| polled(&app, response))),
    };
    let execution = state.execution(thread, id)?;
    // The run waits for exactly one submission, and its status shows that there was none yet.
    if execution.submit.try_send(Submission { outputs, stream }).is_err() {
        return Err(ApiError::bad_request(format!("The run '{id}' has ended.")));
    }
    state.thread(thread)?.seen(id);
    response
}

/// Requires exactly one output per call.
fn check_outputs(run: &Value, outputs: &[Value]) -> Result<(), ApiError> {
    let calls = run["required_action"]["submit_tool_outputs"]["tool_calls"].as_array();
    let ids = |values: &[Value], name: &str| {
        let mut ids: Vec<String> =
            values.iter().map(|value| value[name].as_str().unwrap_or_default().to_owned()).collect();
        ids.sort();
        ids
    };
    let wanted = ids(calls.map_or(&[], Vec::as_slice), "id");
    let given = ids(outputs, "tool_call_id");
    if wanted == given {
        return Ok(());
    }
    let (wanted, given) = (wanted.join("', '"), given.join("', '"));
    let message =
        format!("Expected one output for each of the calls '{wanted}', but got outputs for '{given}'.");
    Err(ApiError::invalid("tool_outputs", "invalid_value", message))
}
