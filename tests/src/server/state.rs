//! The state of the server, behind one lock. Objects are shared, so that responses are serialized without the lock.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};

use super::collection::Collection;
use super::engine::Submission;
use super::error::ApiError;
use super::expiry::Deadlines;
use super::resources::vector_stores::Contents;

/// An object of the API.
pub type Object = Arc<Value>;

/// The state of the server.
#[derive(Default)]
pub struct State {
    /// The assistants.
    pub assistants: Collection<Object>,
    /// The files.
    pub files: Collection<File>,
    /// The models.
    pub models: Collection<Object>,
    /// The threads, which cannot be listed.
    pub threads: HashMap<String, Thread>,
    /// The uploads.
    pub uploads: HashMap<String, Upload>,
    /// The vector stores.
    pub stores: Collection<Object>,
    /// The contents of the vector stores.
    pub contents: HashMap<String, Contents>,
    /// When files, uploads and vector stores expire.
    pub deadlines: Deadlines,
    created: u64,
}

impl State {
    /// The next id: `asst_1`, `thread_2`, ...
    pub fn id(&mut self, prefix: &str) -> String {
        self.created += 1;
        format!("{prefix}{}", self.created)
    }

    /// Returns a thread.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn thread(&mut self, id: &str) -> Result<&mut Thread, ApiError> {
        self.threads.get_mut(id).ok_or_else(|| ApiError::not_found("thread", id))
    }

    /// Returns the object of a run.
    ///
    /// # Errors
    /// 404 if there is no such thread, or no such run in it.
    pub fn run(&mut self, thread: &str, id: &str) -> Result<&mut Object, ApiError> {
        self.thread(thread)?.runs.get_mut(id).ok_or_else(|| ApiError::not_found("run", id))
    }

    /// Returns the execution of a run.
    ///
    /// # Errors
    /// 404 if there is no such thread, or no such run in it.
    pub fn execution(&mut self, thread: &str, id: &str) -> Result<&mut Execution, ApiError> {
        self.thread(thread)?.executions.get_mut(id).ok_or_else(|| ApiError::not_found("run", id))
    }
}

/// A file.
#[derive(Clone)]
pub struct File {
    /// The object.
    pub object: Object,
    /// The content.
    pub bytes: Bytes,
}

/// A thread with its messages and runs.
pub struct Thread {
    /// The object.
    pub object: Object,
    /// The messages.
    pub messages: Collection<Object>,
    /// The runs.
    pub runs: Collection<Object>,
    /// The executions of the runs.
    pub executions: HashMap<String, Execution>,
    /// The id of the active run.
    pub active: Option<String>,
}

impl Thread {
    /// A thread without messages.
    pub fn new(object: Object) -> Self {
        Self {
            object,
            messages: Collection::default(),
            runs: Collection::default(),
            executions: HashMap::new(),
            active: None,
        }
    }

    /// Records that the state of a run has changed and that no client has seen it yet.
    pub fn changed(&mut self, run: &str) {
        if let Some(execution) = self.executions.get_mut(run) {
            execution.seen = false;
            execution.activity.notify_waiters();
        }
    }

    /// Records that a client has seen the state of a run.
    pub fn seen(&mut self, run: &str) {
        if let Some(execution) = self.executions.get_mut(run) {
            execution.seen = true;
            execution.activity.notify_waiters();
        }
    }
}

/// The steps of a run, and the channels to its task.
pub struct Execution {
    /// The steps.
    pub steps: Collection<Object>,
    /// Whether a client has seen the current state.
    pub seen: bool,
    /// Notified when the state changes or was seen.
    pub activity: Arc<Notify>,
    /// Notified to cancel the run.
    pub cancel: Arc<Notify>,
    /// Sends tool outputs to the run.
    pub submit: mpsc::Sender<Submission>,
}

/// An upload with its parts.
pub struct Upload {
    /// The object.
    pub object: Object,
    /// The body of the request that created it.
    pub file: Value,
    /// The parts, by id.
    pub parts: HashMap<String, Bytes>,
}

/// The current time in seconds since the epoch.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A member of a body, or `default` if it is absent or null.
pub fn given(body: &Value, name: &str, default: Value) -> Value {
    match &body[name] {
        Value::Null => default,
        value => value.clone(),
    }
}

/// Replaces the members of an object with those of a body. Null clears a member: `cleared` returns its new value.
pub fn update(object: &mut Object, body: &Value, cleared: impl Fn(&str) -> Value) {
    let object = Arc::make_mut(object);
    for (name, value) in body.as_object().into_iter().flatten() {
        object[name] = if value.is_null() { cleared(name) } else { value.clone() };
    }
}

/// The response to a deletion.
pub fn deleted(id: &str, kind: &str) -> Value {
    json!({ "id": id, "object": kind, "deleted": true })
}
