//! A stateful server for the conversations of the tests: assistants, threads, messages, files in vector
//! stores, and runs that go one state on each time they are looked at. A run of an assistant with functions
//! calls each of them once and quotes their outputs; one with a vector store cites its first file. The answer
//! is a fixed text; everything else is kept as it was sent.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

type Shared = Arc<Mutex<World>>;
type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

#[derive(Default)]
struct World {
    created: u64,
    reply: String,
    assistants: BTreeMap<String, Value>,
    threads: BTreeMap<String, Vec<Value>>,
    runs: BTreeMap<String, Value>,
    files: BTreeMap<String, Value>,
    /// Vector store -> its files.
    stores: BTreeMap<String, Vec<Value>>,
}

impl World {
    fn id(&mut self, prefix: &str) -> String {
        self.created += 1;
        format!("{prefix}_{}", self.created)
    }
}

/// The server. It stops when dropped.
pub struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts on a free port; every run answers with `reply`.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(reply: &str) -> std::io::Result<Self> {
        let world: Shared = Arc::new(Mutex::new(World { reply: reply.to_owned(), ..World::default() }));
        let app = Router::new()
            .route("/v1/assistants", post(create_assistant))
            .route("/v1/threads", post(create_thread))
            .route("/v1/threads/{thread}/messages", post(create_message).get(list_messages))
            .route("/v1/threads/{thread}/runs", post(create_run))
            .route("/v1/threads/{thread}/runs/{run}", get(get_run))
            .route("/v1/threads/{thread}/runs/{run}/submit_tool_outputs", post(submit_tool_outputs))
            .route("/v1/files", post(create_file))
            .route("/v1/vector_stores", post(create_store))
            .route("/v1/vector_stores/{store}/files", post(create_store_file))
            .route("/v1/vector_stores/{store}/files/{file}", get(get_store_file))
            .with_state(world);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            // The server ends with the test; an error of accepting shows up as a failed request.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, task })
    }

    /// The base URL.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The world, for a request with the headers that this API asks for.
fn enter<'a>(
    world: &'a Shared,
    headers: &HeaderMap,
) -> Result<std::sync::MutexGuard<'a, World>, (StatusCode, Json<Value>)> {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if value("authorization") != "Bearer local" {
        return Err(refusal(StatusCode::UNAUTHORIZED, "the key is missing or wrong"));
    }
    // The operations on files are the ones here that do without it.
    let form = value("content-type").starts_with("multipart/form-data");
    if !form && value("openai-beta") != "assistants=v2" {
        return Err(refusal(StatusCode::BAD_REQUEST, "the beta header is missing"));
    }
    Ok(world.lock().unwrap_or_else(PoisonError::into_inner))
}

fn refusal(status: StatusCode, message: &str) -> (StatusCode, Json<Value>) {
    let error = json!({ "message": message, "type": "invalid_request_error", "param": null, "code": null });
    (status, Json(json!({ "error": error })))
}

fn missing() -> (StatusCode, Json<Value>) {
    refusal(StatusCode::NOT_FOUND, "there is no such object")
}

async fn create_assistant(
    State(world): State<Shared>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let mut world = enter(&world, &headers)?;
    let id = world.id("asst");
    let assistant = json!({
        "id": id, "object": "assistant", "created_at": 1_760_000_000, "model": body["model"],
        "name": body["name"], "description": null, "instructions": body["instructions"],
        "tools": body["tools"], "tool_resources": body["tool_resources"], "metadata": {}
    });
    world.assistants.insert(id, assistant.clone());
    Ok(Json(assistant))
}

async fn create_thread(State(world): State<Shared>, headers: HeaderMap) -> Answer {
    let mut world = enter(&world, &headers)?;
    let id = world.id("thread");
    world.threads.insert(id.clone(), Vec::new());
    Ok(Json(
        json!({ "id": id, "object": "thread", "created_at": 1_760_000_000, "tool_resources": null, "metadata": {} }),
    ))
}

async fn create_message(
    State(world): State<Shared>,
    Path(thread): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let mut world = enter(&world, &headers)?;
    let text = body["content"].as_str().unwrap_or_default().to_owned();
    let message = message(world.id("msg"), &thread, &body["role"], &text, &Value::Null);
    world.threads.get_mut(&thread).ok_or_else(missing)?.insert(0, message.clone());
    Ok(Json(message))
}

async fn list_messages(
    State(world): State<Shared>,
    Path(thread): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let world = enter(&world, &headers)?;
    let data = world.threads.get(&thread).ok_or_else(missing)?;
    let id = |message: Option<&Value>| message.map(|message| message["id"].clone());
    Ok(Json(json!({
        "object": "list", "data": data, "first_id": id(data.first()), "last_id": id(data.last()), "has_more": false
    })))
}

async fn create_run(
    State(world): State<Shared>,
    Path(thread): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let mut world = enter(&world, &headers)?;
    let assistant =
        body["assistant_id"].as_str().and_then(|id| world.assistants.get(id)).cloned().ok_or_else(missing)?;
    let id = world.id("run");
    let run = json!({
        "id": id, "object": "thread.run", "created_at": 1_760_000_000, "thread_id": thread,
        "assistant_id": assistant["id"], "status": "queued", "required_action": null, "last_error": null,
        "expires_at": null, "started_at": null, "cancelled_at": null, "failed_at": null, "completed_at": null,
        "incomplete_details": null, "model": assistant["model"], "instructions": "", "tools": assistant["tools"],
        "metadata": {}, "usage": null, "max_prompt_tokens": null, "max_completion_tokens": null,
        "truncation_strategy": null, "tool_choice": "auto", "parallel_tool_calls": true, "response_format": "auto"
    });
    world.runs.insert(id, run.clone());
    Ok(Json(run))
}

/// Each look moves a run one state on; on its completion the reply is there.
async fn get_run(
    State(world): State<Shared>,
    Path((thread, run)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let mut world = enter(&world, &headers)?;
    let found = world.runs.get(&run).ok_or_else(missing)?;
    let calls = calls(found);
    let next = match found["status"].as_str() {
        Some("queued") => "in_progress",
        Some("in_progress") if found.get("outputs").is_none() && !calls.is_empty() => "requires_action",
        Some("in_progress") => "completed",
        _ => return Ok(Json(found.clone())),
    };
    if next == "completed" {
        let answer = answer(&mut world, &thread, &run);
        world.threads.get_mut(&thread).ok_or_else(missing)?.insert(0, answer);
    }
    let found = world.runs.get_mut(&run).ok_or_else(missing)?;
    found["status"] = json!(next);
    if next == "requires_action" {
        found["required_action"] =
            json!({ "type": "submit_tool_outputs", "submit_tool_outputs": { "tool_calls": calls } });
    }
    Ok(Json(found.clone()))
}

/// A call of each function that the run's assistant has.
fn calls(run: &Value) -> Vec<Value> {
    let functions = run["tools"].as_array().into_iter().flatten().filter(|tool| tool["type"] == "function");
    let call = |(i, tool): (usize, &Value)| {
        let function = json!({ "name": tool["function"]["name"], "arguments": r#"{"city":"Oslo"}"# });
        json!({ "id": format!("call_{i}"), "type": "function", "function": function })
    };
    functions.enumerate().map(call).collect()
}

/// The reply, with what the functions gave back and a citation of what the vector store holds.
fn answer(world: &mut World, thread: &str, run: &str) -> Value {
    let id = world.id("msg");
    let run = &world.runs[run];
    let outputs =
        run["outputs"].as_array().into_iter().flatten().filter_map(|output| output["output"].as_str());
    let text: Vec<&str> = std::iter::once(world.reply.as_str()).chain(outputs).collect();
    let mut message = message(id, thread, &json!("assistant"), &text.join("\n"), &run["id"]);
    let assistant = run["assistant_id"].as_str().and_then(|id| world.assistants.get(id));
    let store = assistant.and_then(|assistant| {
        world.stores.get(assistant["tool_resources"]["file_search"]["vector_store_ids"][0].as_str()?)
    });
    if let Some(file) = store.and_then(|files| files.first()) {
        message["content"][0]["text"]["annotations"] = json!([{
            "type": "file_citation", "text": "[1]", "start_index": 0, "end_index": 3,
            "file_citation": { "file_id": file["id"] }
        }]);
    }
    message
}

async fn submit_tool_outputs(
    State(world): State<Shared>,
    Path((_thread, run)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let mut world = enter(&world, &headers)?;
    let run = world.runs.get_mut(&run).ok_or_else(missing)?;
    let called = run["required_action"]["submit_tool_outputs"]["tool_calls"].as_array().map_or(0, Vec::len);
    if body["tool_outputs"].as_array().map(Vec::len) != Some(called) {
        return Err(refusal(StatusCode::BAD_REQUEST, "every call wants its output"));
    }
    run["outputs"] = body["tool_outputs"].clone();
    run["required_action"] = Value::Null;
    run["status"] = json!("in_progress");
    Ok(Json(run.clone()))
}

async fn create_file(State(world): State<Shared>, headers: HeaderMap, mut form: Multipart) -> Answer {
    let (mut purpose, mut filename, mut bytes) = (String::new(), String::new(), 0);
    let unreadable = |_| refusal(StatusCode::BAD_REQUEST, "the form cannot be read");
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("file") => {
                filename = field.file_name().unwrap_or_default().to_owned();
                bytes = field.bytes().await.map_err(unreadable)?.len();
            }
            Some("purpose") => purpose = field.text().await.map_err(unreadable)?,
            _ => return Err(refusal(StatusCode::BAD_REQUEST, "the form has a field that nobody knows")),
        }
    }
    let mut world = enter(&world, &headers)?;
    let id = world.id("file");
    let file = json!({
        "id": id, "object": "file", "bytes": bytes, "created_at": 1_760_000_000, "filename": filename,
        "purpose": purpose, "status": "processed"
    });
    world.files.insert(id, file.clone());
    Ok(Json(file))
}

async fn create_store(State(world): State<Shared>, headers: HeaderMap, Json(body): Json<Value>) -> Answer {
    let mut world = enter(&world, &headers)?;
    let id = world.id("vs");
    world.stores.insert(id.clone(), Vec::new());
    Ok(Json(json!({
        "id": id, "object": "vector_store", "created_at": 1_760_000_000, "name": body["name"], "status": "completed"
    })))
}

async fn create_store_file(
    State(world): State<Shared>,
    Path(store): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    let mut world = enter(&world, &headers)?;
    let known = body["file_id"].as_str().is_some_and(|id| world.files.contains_key(id));
    let files = world.stores.get_mut(&store).filter(|_| known).ok_or_else(missing)?;
    let file = json!({
        "id": body["file_id"], "object": "vector_store.file", "created_at": 1_760_000_000,
        "vector_store_id": store, "status": "in_progress", "attributes": body["attributes"]
    });
    files.push(file.clone());
    Ok(Json(file))
}

/// The first look finds the file ready.
async fn get_store_file(
    State(world): State<Shared>,
    Path((store, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let mut world = enter(&world, &headers)?;
    let mut files = world.stores.get_mut(&store).into_iter().flatten();
    let found = files.find(|found| found["id"] == json!(file)).ok_or_else(missing)?;
    found["status"] = json!("completed");
    Ok(Json(found.clone()))
}

fn message(id: String, thread: &str, role: &Value, text: &str, run: &Value) -> Value {
    json!({
        "id": id, "object": "thread.message", "created_at": 1_760_000_000, "thread_id": thread,
        "status": "completed", "incomplete_details": null, "completed_at": null, "incomplete_at": null,
        "role": role, "content": [{ "type": "text", "text": { "value": text, "annotations": [] } }],
        "assistant_id": null, "run_id": run, "attachments": null, "metadata": {}
    })
}
