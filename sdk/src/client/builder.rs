//! The client's settings. `environment` reads those of the process.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::Client;
use crate::runtime::auth::{Credential, CredentialProvider, CredentialSource};
use crate::runtime::config::{Config, Settings};
use crate::runtime::http::client::{Certificates, HttpClient, HttpSettings};
use crate::runtime::http::time::{Timer, TokioTimer};
use crate::runtime::middleware::Middleware;

const DEFAULT_BASE_URL: &str = "https://api.openai.com/v1";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(600);
const MAX_RETRIES: u32 = 2;
const MAX_RETRY_DELAY: Duration = Duration::from_secs(60);
const MAX_RESPONSE_BYTES: usize = 256 << 20;

/// Settings of a client. [`Client::builder`] starts with none, [`ClientBuilder::from_env`] with those of the
/// environment. What is set later wins.
#[derive(Clone, Default)]
#[must_use = "nothing happens until `build`"]
pub struct ClientBuilder {
    base_url: Option<String>,
    azure_endpoint: Option<String>,
    api_version: Option<String>,
    credentials: Option<Credentials>,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    deadline: Option<Duration>,
    max_retries: Option<u32>,
    max_retry_delay: Option<Duration>,
    max_response_bytes: Option<usize>,
    idempotency_keys: bool,
    log_bodies: bool,
    http_client: Option<reqwest::Client>,
    proxies: Vec<reqwest::Proxy>,
    root_certificates: Certificates,
    middleware: Vec<Arc<dyn Middleware>>,
    timer: Option<Arc<dyn Timer>>,
}

#[derive(Clone)]
enum Credentials {
    Fixed(Credential),
    Provider(Arc<dyn CredentialProvider>),
}

impl ClientBuilder {
    /// Where the API is, with the path that its own paths are appended to, for example
    /// `https://example.org/openai/v1`. The default is `https://api.openai.com/v1`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.azure_endpoint = None;
        self
    }

    /// The endpoint of an Azure-style resource, for example `https://desk.openai.azure.com`. The base URL
    /// becomes its `/openai/v1`, or with an [`api_version`](Self::api_version) its `/openai`. Paths are never
    /// rewritten with a deployment.
    pub fn azure_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.azure_endpoint = Some(endpoint.into());
        self.base_url = None;
        self
    }

    /// The version that is sent as the query parameter `api-version`, for example `2024-05-01-preview`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// The key to send as `Authorization: Bearer`. Without a credential no such header is sent, which is what
    /// local servers want.
    pub fn api_key(self, key: impl Into<String>) -> Self {
        self.credential(Credential::bearer(key))
    }

    /// The credential of all calls.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials = Some(Credentials::Fixed(credential));
        self
    }

    /// Gives the credential of each attempt, for keys that rotate and tokens that expire.
    pub fn credentials(mut self, provider: impl CredentialProvider) -> Self {
        self.credentials = Some(Credentials::Provider(Arc::new(provider)));
        self
    }

    /// The organization that calls are billed to (`OpenAI-Organization`).
    pub fn organization(self, organization: impl Into<String>) -> Self {
        self.header("OpenAI-Organization", organization)
    }

    /// The project that calls belong to (`OpenAI-Project`).
    pub fn project(self, project: impl Into<String>) -> Self {
        self.header("OpenAI-Project", project)
    }

    /// A header for every request. It replaces the one of that name that the SDK would send, except for
    /// `Content-Type`, which belongs to the body.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A query parameter for every request that does not have it already.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.query.retain(|(there, _)| *there != name);
        self.query.push((name, value.into()));
        self
    }

    /// Limits an attempt, from the connection to the last byte of the response. For a stream the limit is for its
    /// headers, and for the time between two chunks. The default is 600 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Limits the time to connect. The default is 5 seconds. An HTTP client of your own has
    /// its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Limits a whole call: all attempts and the delays between them. There is no limit unless set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets how many times a failed attempt is retried: after 408, 409, 429 and 500 and above, unless the
    /// server says otherwise by `x-should-retry`, and when the connection fails or times out. The default
    /// is 2.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = Some(max_retries);
        self
    }

    /// The longest delay before a retry that a server can ask for. When it asks for a longer one, the call
    /// fails at once and [`Error::retry_after`](crate::Error::retry_after) says how long. The default is 60
    /// seconds.
    pub fn max_retry_delay(mut self, delay: Duration) -> Self {
        self.max_retry_delay = Some(delay);
        self
    }

    /// The largest response that is read into memory, in bytes. Downloads are not read into memory and have no
    /// limit. The default is 256 MiB.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// Whether each `POST` gets an `Idempotency-Key` of its own, the same for all its attempts. It is off
    /// unless set: few servers know the header.
    pub fn idempotency_keys(mut self, on: bool) -> Self {
        self.idempotency_keys = on;
        self
    }

    /// Whether bodies are logged, their first 4 KiB, at level `TRACE` under the target
    /// `openai_assistants::bodies`. They hold what your users wrote, so it is off unless set.
    pub fn log_bodies(mut self, on: bool) -> Self {
        self.log_bodies = on;
        self
    }

    /// The HTTP client to use in place of the SDK's own. Proxies, certificates and the connect timeout are
    /// then settings of that client.
    ///
    /// Switch off its redirects (`redirect::Policy::none()`): the SDK follows them, and takes care that no
    /// credential gets to another origin.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// A proxy. Without one, the variables `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` count.
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        self.proxies.push(proxy);
        self
    }

    /// A root certificate to trust besides the platform's.
    #[cfg(feature = "__tls")]
    pub fn root_certificate(mut self, certificate: reqwest::Certificate) -> Self {
        self.root_certificates.push(certificate);
        self
    }

    /// Adds a middleware; the first one added is the outermost.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// The clock to wait by.
    pub fn timer(mut self, timer: impl Timer) -> Self {
        self.timer = Some(Arc::new(timer));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// When the base URL is no `http` or `https` URL, a header or the key has characters that HTTP does not
    /// allow, or TLS cannot be set up.
    pub fn build(self) -> Result<Client, ConfigError> {
        let base_url = self.url()?;
        let credentials = match &self.credentials {
            None => CredentialSource::Fixed { secret: Credential::None, header: None },
            Some(Credentials::Fixed(credential)) => CredentialSource::Fixed {
                secret: credential.clone(),
                header: credential.header().ok_or(ConfigError::Key)?,
            },
            Some(Credentials::Provider(provider)) => CredentialSource::Provider(provider.clone()),
        };
        let headers = headers(&self.headers)?;
        let version = self.api_version.iter().map(|version| ("api-version".to_owned(), version.clone()));
        let query = version.chain(self.query.iter().cloned()).collect();
        let http = match self.http_client {
            Some(client) => client.into(),
            None => {
                let settings = HttpSettings {
                    connect_timeout: self.connect_timeout.unwrap_or(CONNECT_TIMEOUT),
                    proxies: self.proxies,
                    root_certificates: self.root_certificates,
                };
                HttpClient::new(settings, &base_url).map_err(ConfigError::HttpClient)?
            }
        };
        let settings = Settings {
            base_url,
            http,
            credentials,
            headers,
            query,
            timeout: self.timeout.unwrap_or(TIMEOUT),
            deadline: self.deadline,
            max_retries: self.max_retries.unwrap_or(MAX_RETRIES),
            max_retry_delay: self.max_retry_delay.unwrap_or(MAX_RETRY_DELAY),
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            idempotency_keys: self.idempotency_keys,
            log_bodies: self.log_bodies,
            middleware: self.middleware,
            timer: self.timer.unwrap_or_else(|| Arc::new(TokioTimer)),
        };
        Ok(Client::from(&Config::new(settings)))
    }

    fn url(&self) -> Result<String, ConfigError> {
        let url = match (&self.base_url, &self.azure_endpoint) {
            (Some(url), _) => url.trim().to_owned(),
            (None, Some(endpoint)) => {
                let path = if self.api_version.is_some() { "openai" } else { "openai/v1" };
                format!("{}/{path}", endpoint.trim().trim_end_matches('/'))
            }
            (None, None) => DEFAULT_BASE_URL.to_owned(),
        };
        check_base_url(&url)?;
        Ok(url.trim_end_matches('/').to_owned())
    }
}

pub(super) fn headers(pairs: &[(String, String)]) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let key = HeaderName::try_from(name).map_err(|_| ConfigError::HeaderName(name.clone()))?;
        let mut value = HeaderValue::try_from(value).map_err(|_| ConfigError::HeaderValue(name.clone()))?;
        // It may be a key: `Debug` shows no value.
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

pub(super) fn check_base_url(text: &str) -> Result<(), ConfigError> {
    let fault = |reason: String| ConfigError::BaseUrl { url: shown(text), reason };
    let url = Url::parse(text).map_err(|error| fault(error.to_string()))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(fault(format!("its scheme is {}", url.scheme())));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(fault("it has a query or a fragment, and paths are appended to it".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(fault("it has a user or a password; give credentials to the builder".to_owned()));
    }
    Ok(())
}

/// A URL without what may be secret in it: user and password, and the query.
fn shown(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    match (plain.split_once("://"), plain.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        (None, Some((_, host))) => format!("…@{host}"),
        (_, None) => plain.to_owned(),
    }
}

/// Shows what is set, and of what may be secret the names alone.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&String> = self.headers.iter().map(|(name, _)| name).collect();
        let query: Vec<&String> = self.query.iter().map(|(name, _)| name).collect();
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url.as_deref().map(shown))
            .field("azure_endpoint", &self.azure_endpoint.as_deref().map(shown))
            .field("api_version", &self.api_version)
            .field("has_credentials", &self.credentials.is_some())
            .field("headers", &headers)
            .field("query", &query)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("max_retries", &self.max_retries)
            .finish_non_exhaustive()
    }
}

/// Why a client could not be made. No message holds the key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no key in the environment.
    #[error("OPENAI_API_KEY is not set; set it, or give the key to Client::new")]
    NoKey,
    /// A variable that is needed is not set.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// The key has characters that HTTP does not allow in a header.
    #[error("the API key has characters that HTTP does not allow; it may have been copied with a line break")]
    Key,
    /// A variable has a value that cannot be used.
    #[error("{name}: {reason}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What is wrong with its value, and what it should be.
        reason: String,
    },
    /// The base URL cannot be used.
    #[error("the base URL {url:?} cannot be used: {reason}; give something like https://example.org/v1")]
    BaseUrl {
        /// The URL as it was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The name of a header has characters that HTTP does not allow.
    #[error("{0:?} cannot be the name of a header")]
    HeaderName(String),
    /// The value of this header has characters that HTTP does not allow.
    #[error("the value of the header {0} has characters that HTTP does not allow")]
    HeaderValue(String),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be set up; check the TLS feature and the system's certificates")]
    HttpClient(#[source] reqwest::Error),
}
