//! A stateful server for one conversation: assistants, threads, messages, and runs that complete after they
//! have been looked at twice. The answer is a fixed text; everything else is kept as it was sent.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, State};
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
    if value("openai-beta") != "assistants=v2" {
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
        "tools": body["tools"], "metadata": {}
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
    let (id, reply) = (world.id("msg"), world.reply.clone());
    let found = world.runs.get_mut(&run).ok_or_else(missing)?;
    let next = if found["status"] == "queued" { "in_progress" } else { "completed" };
    let finished = next == "completed" && found["status"] != "completed";
    found["status"] = json!(next);
    let found = found.clone();
    if finished {
        let answer = message(id, &thread, &json!("assistant"), &reply, &found["id"]);
        world.threads.get_mut(&thread).ok_or_else(missing)?.insert(0, answer);
    }
    Ok(Json(found))
}

fn message(id: String, thread: &str, role: &Value, text: &str, run: &Value) -> Value {
    json!({
        "id": id, "object": "thread.message", "created_at": 1_760_000_000, "thread_id": thread,
        "status": "completed", "incomplete_details": null, "completed_at": null, "incomplete_at": null,
        "role": role, "content": [{ "type": "text", "text": { "value": text, "annotations": [] } }],
        "assistant_id": null, "run_id": run, "attachments": null, "metadata": {}
    })
}
