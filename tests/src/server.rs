//! A local Assistants server: the complete API on loopback, in memory, with a scripted mock model. HTTP, state,
//! validation, pagination, streams and errors are real; only the model is not.
//!
//! ```no_run
//! use sdk_tests::server::{Rule, Script, Server};
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let script = Script::default().rule(Rule::when("weather").reply("It rains."));
//! let server = Server::builder().script(script).fault("status=503; times=1".parse()?).start().await?;
//! println!("{}", server.base_url());
//! # Ok(())
//! # }
//! ```
//!
//! A request passes through these modules, in this order:
//!
//! - `connection`: accepts connections, and owns all tasks of the server;
//! - `log`: writes one line per request, and sets the headers of every response;
//! - `faults`: injects faults on demand;
//! - `call`: checks key, headers, path, query and body against the [`document`], with `validation`;
//! - `expiry`: removes what has expired before the state is read;
//! - `resources`: the 51 operations, on the `state` with its `collection`s, and the `page`s of lists;
//! - `engine`: executes the `model`'s plan of a run, streams `events`, and finds passages with `search`;
//! - `error`: the error response.

mod call;
mod collection;
mod connection;
pub mod document;
mod duration;
mod engine;
mod error;
mod events;
mod expiry;
mod faults;
mod log;
mod model;
mod page;
mod resources;
mod search;
mod state;
mod validation;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

pub use self::faults::{Fault, FaultError};
pub use self::log::Log;
pub use self::model::{Action, Conversation, End, FunctionCall, Plan, Rule, Script, ScriptError};

use self::connection::Task;
use self::error::ApiError;
use self::faults::Faults;
use self::model::Times;
use self::state::State;

/// The prefix of the document's paths.
const BASE_PATH: &str = "/v1";

/// The state that handlers share.
type App = Arc<Shared>;

struct Shared {
    state: Mutex<State>,
    script: Script,
    times: Times,
    api_key: String,
    faults: Faults,
    log: Option<Log>,
    tasks: mpsc::UnboundedSender<Task>,
    requests: AtomicU64,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.expire(state::now());
        state
    }

    fn request_id(&self) -> String {
        format!("req_{}", self.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Spawns a task that may outlive the request; dropping the server cancels it.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        // Fails only during shutdown.
        let _ = self.tasks.send(Box::pin(task));
    }
}

/// The server. Stops when dropped, with all its tasks.
pub struct Server {
    address: SocketAddr,
    app: App,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts on a free port, with the default script.
    ///
    /// # Errors
    /// Fails if no port can be bound.
    pub async fn start() -> std::io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder to configure the server.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }

    /// The base URL, for `OPENAI_BASE_URL`.
    pub fn base_url(&self) -> String {
        format!("http://{}{BASE_PATH}", self.address)
    }

    /// Expires now what would expire within this time: deletes files, and marks uploads and vector stores as expired.
    pub fn expire(&self, within: Duration) {
        self.app.state().expire(state::now() + within.as_secs());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Configures a [`Server`].
pub struct ServerBuilder {
    port: u16,
    api_key: String,
    body_limit: usize,
    script: Script,
    faults: Vec<Fault>,
    log: Option<Log>,
    synthetic_files: u64,
    synthetic_assistants: u64,
}

impl Default for ServerBuilder {
    fn default() -> Self {
        Self {
            port: 0,
            api_key: ServerBuilder::API_KEY.to_owned(),
            body_limit: 64 * 1024 * 1024,
            script: Script::default(),
            faults: Vec::new(),
            log: None,
            synthetic_files: 0,
            synthetic_assistants: 0,
        }
    }
}

impl ServerBuilder {
    /// The default API key.
    pub const API_KEY: &str = "local";

    /// The port. Default: a free one.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// The API key that clients must send. Default: [`ServerBuilder::API_KEY`].
    #[must_use]
    pub fn api_key(self, api_key: impl Into<String>) -> Self {
        Self { api_key: api_key.into(), ..self }
    }

    /// The maximum length of a body, in bytes. Default: 64 MiB; the API itself accepts files of 512 MB.
    #[must_use]
    pub fn body_limit(self, body_limit: usize) -> Self {
        Self { body_limit, ..self }
    }

    /// The script of the mock model.
    #[must_use]
    pub fn script(self, script: Script) -> Self {
        Self { script, ..self }
    }

    /// Every run replies with this text; shorthand for [`Script::reply`].
    #[must_use]
    pub fn reply(self, text: impl Into<String>) -> Self {
        self.script(Script::reply(text))
    }

    /// Adds a fault to inject.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Called with one log line per request. Default: no log.
    #[must_use]
    pub fn log(self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { log: Some(Arc::new(log)), ..self }
    }

    /// The number of synthetic files at the beginning of the list of files. They are made on demand, so that a list of
    /// a million takes no memory. Default: 0.
    #[must_use]
    pub fn synthetic_files(self, count: u64) -> Self {
        Self { synthetic_files: count, ..self }
    }

    /// The number of synthetic assistants. Their list has shorter pages, and can be paged backward. Default: 0.
    #[must_use]
    pub fn synthetic_assistants(self, count: u64) -> Self {
        Self { synthetic_assistants: count, ..self }
    }

    /// Starts the server.
    ///
    /// # Errors
    /// Fails if the port cannot be bound.
    pub async fn start(self) -> std::io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let (tasks, queue) = mpsc::unbounded_channel();
        let mut state = State::default();
        state.models = resources::models::initial();
        state.assistants = resources::assistants::synthetic(self.synthetic_assistants);
        state.files = resources::files::synthetic(self.synthetic_files);
        let app = Arc::new(Shared {
            state: Mutex::new(state),
            times: self.script.times(),
            script: self.script,
            api_key: self.api_key,
            faults: Faults::new(self.faults),
            log: self.log,
            tasks,
            requests: AtomicU64::new(0),
        });
        let router = router(Arc::clone(&app), self.body_limit);
        let task = tokio::spawn(connection::serve(listener, router, queue));
        Ok(Server { address, app, task })
    }
}

fn router(app: App, body_limit: usize) -> Router {
    let unknown = |request: Request| async move {
        let message = format!("Unknown request URL: {} {}.", request.method(), request.uri().path());
        ApiError { code: Some("unknown_url".to_owned()), ..ApiError::new(StatusCode::NOT_FOUND, message) }
    };
    let not_allowed = |request: Request| async move {
        let message = format!("Not allowed: {} {}.", request.method(), request.uri().path());
        ApiError {
            code: Some("method_not_supported".to_owned()),
            ..ApiError::new(StatusCode::METHOD_NOT_ALLOWED, message)
        }
    };
    Router::new()
        .nest(BASE_PATH, resources::routes())
        .merge(faults::routes())
        .fallback(unknown)
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(body_limit))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), faults::inject))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), log::observe))
        .with_state(app)
}
