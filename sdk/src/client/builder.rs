//! The client builder. `environment` adds the settings from environment variables.

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

/// Builds a [`Client`]. Create one with [`Client::builder`] or, from environment variables, with
/// [`ClientBuilder::from_env`]. The last value of a setting wins.
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
    /// Sets the base URL that the paths of operations are appended to, for example
    /// `https://example.org/openai/v1`. The default is `https://api.openai.com/v1`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.azure_endpoint = None;
        self
    }

    /// Sets the base URL from the endpoint of an Azure-style resource, for example `https://support.openai.azure.com`.
    /// Appends `/openai/v1`, or `/openai` if there is an [`api_version`](Self::api_version). Paths never contain a
    /// deployment.
    pub fn azure_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.azure_endpoint = Some(endpoint.into());
        self.base_url = None;
        self
    }

    /// Sets the query parameter `api-version`, for example `2024-05-01-preview`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Sets the API key, sent as `Authorization: Bearer`. Without a credential the header is not sent, as many local servers
    /// need no key.
    pub fn api_key(self, key: impl Into<String>) -> Self {
        self.credential(Credential::bearer(key))
    }

    /// Sets the credential.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials = Some(Credentials::Fixed(credential));
        self
    }

    /// Sets a provider of credentials, for keys that rotate and tokens that expire.
    pub fn credentials(mut self, provider: impl CredentialProvider) -> Self {
        self.credentials = Some(Credentials::Provider(Arc::new(provider)));
        self
    }

    /// Sets the organization to bill (`OpenAI-Organization`).
    pub fn organization(self, organization: impl Into<String>) -> Self {
        self.header("OpenAI-Organization", organization)
    }

    /// Sets the project to bill (`OpenAI-Project`).
    pub fn project(self, project: impl Into<String>) -> Self {
        self.header("OpenAI-Project", project)
    }

    /// Adds a header to all requests. Replaces the SDK's header of that name, except for `Content-Type`, which depends on the
    /// body.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter to all requests that do not have it already.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.query.retain(|(there, _)| *there != name);
        self.query.push((name, value.into()));
        self
    }

    /// Sets the timeout of an attempt, from connecting to the last byte of the response. For a stream it applies to the
    /// headers, and to the time between two chunks. The default is 600 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the timeout for connecting. The default is 5 seconds. Ignored with a custom HTTP client.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets the deadline of a call, including all attempts and the delays between them. The default is none.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets the maximum number of retries. Attempts are retried after status 408, 409, 429, 500 and above, unless the
    /// header `x-should-retry` overrides it, and if the connection fails or times out. The default is 2.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = Some(max_retries);
        self
    }

    /// Sets the maximum delay that a server can request before a retry. If it requests a longer one, the call fails at once,
    /// and [`Error::retry_after`](crate::Error::retry_after) returns the delay. The default is 60 seconds.
    pub fn max_retry_delay(mut self, delay: Duration) -> Self {
        self.max_retry_delay = Some(delay);
        self
    }

    /// Sets the maximum size of a response in bytes. Downloads are streams, and have no limit. The default is 256 MiB.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// Sets whether each `POST` call gets a unique `Idempotency-Key`, the same for all its attempts. The default is off, as
    /// few servers support the header.
    pub fn idempotency_keys(mut self, on: bool) -> Self {
        self.idempotency_keys = on;
        self
    }

    /// Sets whether the first 4 KiB of bodies are logged, at level `TRACE` with the target `openai_assistants::bodies`. The
    /// default is off, as bodies contain your users' data.
    pub fn log_bodies(mut self, on: bool) -> Self {
        self.log_bodies = on;
        self
    }

    /// Sets a custom HTTP client. Proxies, certificates and the connect timeout must then be set on that client.
    ///
    /// Disable its redirects (`redirect::Policy::none()`): the SDK follows redirects itself, and sends credentials to the
    /// same origin only.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Sets a proxy. By default the variables `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` apply.
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        self.proxies.push(proxy);
        self
    }

    /// Adds a trusted root certificate.
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

    /// Sets the clock for delays and deadlines.
    pub fn timer(mut self, timer: impl Timer) -> Self {
        self.timer = Some(Arc::new(timer));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// Fails if the base URL is not an `http` or `https` URL, a header or the key has characters that HTTP does not allow, or
    /// TLS cannot be initialized.
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
        // It may be a secret: hide it in `Debug`.
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

pub(super) fn check_base_url(text: &str) -> Result<(), ConfigError> {
    let invalid = |reason: String| ConfigError::BaseUrl { url: shown(text), reason };
    let url = Url::parse(text).map_err(|error| invalid(error.to_string()))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(invalid(format!("the scheme is {}", url.scheme())));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it has a query or a fragment".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it has a user or a password; set credentials with the builder".to_owned()));
    }
    Ok(())
}

/// The URL without user, password and query, which may be secret.
fn shown(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    match (plain.split_once("://"), plain.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        (None, Some((_, host))) => format!("…@{host}"),
        (_, None) => plain.to_owned(),
    }
}

/// Shows the settings, but only the names of headers and query parameters, whose values may be secret.
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

/// The error of building a client. Messages do not contain the key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The environment has no key.
    #[error("OPENAI_API_KEY is not set; set it, or pass the key to Client::new")]
    NoKey,
    /// A required variable is not set.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// The key has characters that HTTP does not allow in a header.
    #[error("the API key has characters that HTTP does not allow; it may have been copied with a line break")]
    Key,
    /// A variable has an invalid value.
    #[error("{name}: {reason}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What is wrong with the value, and what it should be.
        reason: String,
    },
    /// The base URL is invalid.
    #[error("invalid base URL {url:?}: {reason}; use a URL such as https://example.org/v1")]
    BaseUrl {
        /// The URL.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The name of a header has characters that HTTP does not allow.
    #[error("{0:?} is not a valid header name")]
    HeaderName(String),
    /// The value of this header has characters that HTTP does not allow.
    #[error("the value of the header {0} has characters that HTTP does not allow")]
    HeaderValue(String),
    /// The HTTP client cannot be built.
    #[error("cannot build the HTTP client; check the TLS feature and the system's certificates")]
    HttpClient(#[source] reqwest::Error),
}
