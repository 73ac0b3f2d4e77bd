//! Everything that the server knows, behind one lock that is only held to look something up or change it. Objects
//! are shared, so what a request answers is turned into JSON after the lock is gone.

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

/// An object of the API as it is answered.
pub type Object = Arc<Value>;

/// What the server holds.
#[derive(Default)]
pub struct State {
    /// The assistants.
    pub assistants: Collection<Object>,
    /// The files.
    pub files: Collection<File>,
    /// The models.
    pub models: Collection<Object>,
    /// The threads; there is no list of them.
    pub threads: HashMap<String, Thread>,
    /// The uploads.
    pub uploads: HashMap<String, Upload>,
    /// The vector stores.
    pub stores: Collection<Object>,
    /// What is in the vector stores.
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

    /// A thread.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn thread(&mut self, id: &str) -> Result<&mut Thread, ApiError> {
        self.threads.get_mut(id).ok_or_else(|| ApiError::not_found("thread", id))
    }

    /// A run's object.
    ///
    /// # Errors
    /// 404 if there is no such thread, or no such run in it.
    pub fn run(&mut self, thread: &str, id: &str) -> Result<&mut Object, ApiError> {
        self.thread(thread)?.runs.get_mut(id).ok_or_else(|| ApiError::not_found("run", id))
    }

    /// What belongs to a run beside its object.
    ///
    /// # Errors
    /// 404 if there is no such thread, or no such run in it.
    pub fn execution(&mut self, thread: &str, id: &str) -> Result<&mut Execution, ApiError> {
        self.thread(thread)?.executions.get_mut(id).ok_or_else(|| ApiError::not_found("run", id))
    }
}

/// A file with its bytes.
#[derive(Clone)]
pub struct File {
    /// The object.
    pub object: Object,
    /// What is in it.
    pub bytes: Bytes,
}

/// A thread with what happens in it.
pub struct Thread {
    /// The object.
    pub object: Object,
    /// The messages.
    pub messages: Collection<Object>,
    /// The runs.
    pub runs: Collection<Object>,
    /// What belongs to the runs beside their objects.
    pub executions: HashMap<String, Execution>,
    /// The one run that is not over.
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

    /// Notes that the state of a run has changed, and that no client has seen it yet.
    pub fn changed(&mut self, run: &str) {
        if let Some(execution) = self.executions.get_mut(run) {
            execution.seen = false;
            execution.activity.notify_waiters();
        }
    }

    /// Notes that the state of a run was answered to somebody.
    pub fn seen(&mut self, run: &str) {
        if let Some(execution) = self.executions.get_mut(run) {
            execution.seen = true;
            execution.activity.notify_waiters();
        }
    }
}

/// The steps of a run, and the ways to the task that carries it out.
pub struct Execution {
    /// The steps.
    pub steps: Collection<Object>,
    /// Whether the state it is in was answered to somebody.
    pub seen: bool,
    /// Told when the state changes or was seen.
    pub activity: Arc<Notify>,
    /// Told when it is to be cancelled.
    pub cancel: Arc<Notify>,
    /// Takes the outputs of functions.
    pub submit: mpsc::Sender<Submission>,
}

/// An upload with its parts.
pub struct Upload {
    /// The object.
    pub object: Object,
    /// The body that it was created with.
    pub file: Value,
    /// The parts by id.
    pub parts: HashMap<String, Bytes>,
}

/// The time of day as the API gives it: seconds since the epoch.
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

/// Puts the members of a body in the place of an object's; what the body leaves out stays. Null clears a member:
/// what it becomes then is said by `cleared`.
pub fn update(object: &mut Object, body: &Value, cleared: impl Fn(&str) -> Value) {
    let object = Arc::make_mut(object);
    for (name, value) in body.as_object().into_iter().flatten() {
        object[name] = if value.is_null() { cleared(name) } else { value.clone() };
    }
}

/// The answer of a deletion.
pub fn deleted(id: &str, kind: &str) -> Value {
    json!({ "id": id, "object": kind, "deleted": true })
}
