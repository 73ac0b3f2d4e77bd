//! A local Assistants server: the whole API on loopback, in memory, with a scripted double in the place of the
//! model. HTTP, state, validation, pages, streams and errors are real; what a run says is made up.
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
//! A request passes, in this order:
//!
//! - `connection`: sockets; everything that is under way ends with the server;
//! - `log`: a line a request, and the headers of every answer;
//! - `faults`: what goes wrong on demand;
//! - `call`: key, headers, path, query and body, checked by the [`document`] and `validation`;
//! - `expiry`: what is over by now, before anybody sees the state;
//! - `resources`: the 51 operations, on the `state` with its `collection`s, cut into a `page`;
//! - `engine`: carries out runs as the `model` has it, streams `events`, finds passages by `search`;
//! - `error`: whatever went wrong on the way.

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

use self::connection::Job;
use self::error::ApiError;
use self::faults::Faults;
use self::model::Times;
use self::state::State;

/// The path in front of those of the document.
const BASE_PATH: &str = "/v1";

/// What handlers share.
type App = Arc<Shared>;

struct Shared {
    state: Mutex<State>,
    script: Script,
    times: Times,
    api_key: String,
    faults: Faults,
    log: Option<Log>,
    jobs: mpsc::UnboundedSender<Job>,
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

    /// Does something that outlives the request; it ends with the server.
    fn spawn(&self, job: impl Future<Output = ()> + Send + 'static) {
        // A server that is going down starts nothing.
        let _ = self.jobs.send(Box::pin(job));
    }
}

/// The server. It stops when dropped, with everything that it has under way.
pub struct Server {
    address: SocketAddr,
    app: App,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts on a free port, with the default script.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start() -> std::io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts with settings.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }

    /// The base URL, for `OPENAI_BASE_URL`.
    pub fn base_url(&self) -> String {
        format!("http://{}{BASE_PATH}", self.address)
    }

    /// Ends now whatever expires within this time: files are gone, uploads and vector stores have expired. For
    /// tests that cannot wait for a day to pass.
    pub fn expire(&self, within: Duration) {
        self.app.state().expire(state::now() + within.as_secs());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The settings of a server.
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
    /// The key, unless set otherwise.
    pub const API_KEY: &str = "local";

    /// The port. Default: a free one.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// The key that clients have to send. Default: [`ServerBuilder::API_KEY`].
    #[must_use]
    pub fn api_key(self, api_key: impl Into<String>) -> Self {
        Self { api_key: api_key.into(), ..self }
    }

    /// The longest body, in bytes. Default: 64 MiB; the API itself takes files of 512 MB.
    #[must_use]
    pub fn body_limit(self, body_limit: usize) -> Self {
        Self { body_limit, ..self }
    }

    /// What runs do.
    #[must_use]
    pub fn script(self, script: Script) -> Self {
        Self { script, ..self }
    }

    /// Every run answers with this text; a short form of [`Script::reply`].
    #[must_use]
    pub fn reply(self, text: impl Into<String>) -> Self {
        self.script(Script::reply(text))
    }

    /// Something that goes wrong, beside what was added before.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Receives one line per request. By default the lines go nowhere.
    #[must_use]
    pub fn log(self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { log: Some(Arc::new(log)), ..self }
    }

    /// The list of files begins with this many that are made when somebody asks for them, so that a list of a
    /// million costs nothing. Default: none.
    #[must_use]
    pub fn synthetic_files(self, count: u64) -> Self {
        Self { synthetic_files: count, ..self }
    }

    /// The same for the list of assistants, which has shorter pages and can be paged backward.
    #[must_use]
    pub fn synthetic_assistants(self, count: u64) -> Self {
        Self { synthetic_assistants: count, ..self }
    }

    /// Starts the server.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub async fn start(self) -> std::io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let (jobs, queue) = mpsc::unbounded_channel();
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
            jobs,
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
