//! The configuration of a client, built by `client/builder`.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::runtime::auth::CredentialSource;
use crate::runtime::http::client::HttpClient;
use crate::runtime::http::time::Timer;
use crate::runtime::middleware::Middleware;

/// The settings of a client, shared by its clones and its calls.
#[derive(Clone)]
pub struct Config(Arc<Settings>);

pub struct Settings {
    /// Without a trailing slash.
    pub(crate) base_url: String,
    pub(crate) http: HttpClient,
    pub(crate) credentials: CredentialSource,
    /// Custom headers, which replace those of the SDK.
    pub(crate) headers: HeaderMap,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) max_retry_delay: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) idempotency_keys: bool,
    pub(crate) log_bodies: bool,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) timer: Arc<dyn Timer>,
}

impl Config {
    pub(crate) fn new(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }
}

impl Deref for Config {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.0
    }
}

/// Shows the settings, but only the names of headers and query parameters, whose values may be secret.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { base_url, credentials, headers, query, timeout, deadline, max_retries, .. } = &**self;
        let headers: Vec<&str> = headers.keys().map(|name| name.as_str()).collect();
        let query: Vec<&str> = query.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Config")
            .field("base_url", base_url)
            .field("credentials", credentials)
            .field("headers", &headers)
            .field("query", &query)
            .field("timeout", timeout)
            .field("deadline", deadline)
            .field("max_retries", max_retries)
            .finish_non_exhaustive()
    }
}
