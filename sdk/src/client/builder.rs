//! The client builder. `environment` adds the settings from environment variables.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;

use crate::Client;
use crate::client::base_url;
use crate::client::config_error::ConfigError;
use crate::runtime::auth::{Credential, CredentialProvider, CredentialSource};
use crate::runtime::config::{Config, Settings};
use crate::runtime::http::client::{HttpClient, HttpSettings};
use crate::runtime::http::time::{Timer, TokioTimer};
use crate::runtime::middleware::Middleware;

const TIMEOUT: Duration = Duration::from_secs(600);
const MAX_RETRIES: u32 = 2;
const MAX_RETRY_DELAY: Duration = Duration::from_secs(60);
const MAX_RESPONSE_BYTES: usize = 256 << 20;
const API_VERSION: &str = "api-version";

/// Builds a [`Client`]. Create one with [`Client::builder`], from environment variables with
/// [`ClientBuilder::from_env`], or from another client with [`Client::to_builder`]. The last value of a setting wins.
#[derive(Clone, Default)]
#[must_use = "nothing happens until `build`"]
pub struct ClientBuilder {
    base_url: Option<String>,
    azure_endpoint: Option<String>,
    /// The base URL of the original client, and whether it is an Azure-style endpoint.
    inherited: Option<(String, bool)>,
    credentials: Option<Credentials>,
    headers: HeaderMap,
    removed_headers: Vec<HeaderName>,
    /// The first invalid header.
    invalid_header: Option<InvalidHeader>,
    query: Vec<(String, String)>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    max_retries: Option<u32>,
    retry_unsafe: bool,
    max_retry_delay: Option<Duration>,
    max_response_bytes: Option<usize>,
    idempotency_keys: bool,
    log_bodies: bool,
    http: HttpSettings,
    /// The HTTP client of the original client, as long as `http` is unchanged.
    http_client: Option<Arc<HttpClient>>,
    middleware: Vec<Arc<dyn Middleware>>,
    timer: Option<Arc<dyn Timer>>,
}

#[derive(Clone)]
enum Credentials {
    /// The server decides which header carries the key.
    Key(SecretString),
    Fixed(Credential),
    Provider(Arc<dyn CredentialProvider>),
    /// The credentials of the original client.
    Inherited(CredentialSource),
}

/// The invalid part of a header, with the header's name.
#[derive(Clone)]
pub(super) enum InvalidHeader {
    Name(String),
    Value(String),
}

impl ClientBuilder {
    /// Sets the base URL that the paths of operations are appended to, for example
    /// `https://example.org/openai/v1`. The default is `https://api.openai.com/v1`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the base URL from the endpoint of an Azure-style resource, for example `https://support.openai.azure.com`, with
    /// or without `/openai` or `/openai/v1` at its end. The base URL is `/openai` of the resource if the
    /// [`api_version`](Self::api_version) is a date, and `/openai/v1` otherwise. Paths never contain a deployment.
    /// Conflicts with [`base_url`](Self::base_url).
    pub fn azure_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.azure_endpoint = Some(endpoint.into());
        self
    }

    /// Sets the query parameter `api-version`, for example `2024-05-01-preview`.
    pub fn api_version(self, version: impl Into<String>) -> Self {
        self.query(API_VERSION, version)
    }

    /// Sets the API key, sent as `api-key` with an [`azure_endpoint`](Self::azure_endpoint) and as `Authorization: Bearer`
    /// otherwise. Without a credential the header is not sent, as many local servers need no key.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials = Some(Credentials::Key(key.into().into()));
        self
    }

    /// Sets the credential, for example a [`Credential::Bearer`] with an Entra token.
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
        match header(&name.into(), &value.into()) {
            Ok((name, value)) => {
                self.removed_headers.retain(|removed| *removed != name);
                self.headers.insert(name, value);
            }
            Err(invalid) => {
                self.invalid_header.get_or_insert(invalid);
            }
        }
        self
    }

    /// Removes a header that the SDK would send, such as `User-Agent` or `OpenAI-Beta`, or that was added before.
    /// `Content-Type` and `Content-Length` depend on the body and stay; without `Accept`, the HTTP client sends `*/*`.
    pub fn remove_header(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        match HeaderName::try_from(&name) {
            Ok(name) => {
                self.headers.remove(&name);
                self.removed_headers.push(name);
            }
            Err(_) => {
                self.invalid_header.get_or_insert(InvalidHeader::Name(name));
            }
        }
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

    /// Sets the timeout for connecting. The default is 5 seconds.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.http(|http| http.connect_timeout = Some(timeout))
    }

    /// Sets how long an idle connection is kept. The default is 90 seconds. Set less than the keep-alive timeout of the
    /// server, so that the client closes connections first.
    pub fn pool_idle_timeout(self, timeout: Duration) -> Self {
        self.http(|http| http.pool_idle_timeout = Some(timeout))
    }

    /// Sets the maximum number of idle connections per host. The default is no limit; 0 disables reuse.
    pub fn pool_max_idle_per_host(self, connections: usize) -> Self {
        self.http(|http| http.pool_max_idle_per_host = Some(connections))
    }

    /// Sets the deadline of a call, including all attempts and the delays between them. The default is none.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets the maximum number of retries. Attempts are retried after status 408, 409, 429, 500 and above, unless the
    /// header `x-should-retry` overrides it, and if the connection fails or times out. A request that is not idempotent is
    /// retried only if the server cannot have executed it; see [`retry_unsafe`](Self::retry_unsafe). The default is 2.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = Some(max_retries);
        self
    }

    /// Sets whether a failed attempt is retried even if the server may have executed the request: after a timeout, a
    /// broken connection, a truncated response, 502 or 504. A repeated `POST` may then create a second run or message. The
    /// default is `false`; the official SDKs of other languages always retry.
    pub fn retry_unsafe(mut self, on: bool) -> Self {
        self.retry_unsafe = on;
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

    /// Sets a function that changes the builder of the HTTP client, for settings that `ClientBuilder` does not have. It
    /// receives the builder with the other settings applied, and may be called more than once. The redirect policy is
    /// overridden: the SDK follows redirects itself, and sends credentials to the same origin only.
    ///
    /// Set secret headers with [`header`](Self::header): reqwest sends its `default_headers` to all servers, including those
    /// that a redirect leads to. Conflicts with [`proxy`](Self::proxy) and [`root_certificate`](Self::root_certificate): set
    /// both in the function.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let client = openai_assistants::Client::builder()
    ///     .http_client(|http| http.tcp_keepalive(Duration::from_secs(30)).no_proxy())
    ///     .build()?;
    /// # Ok::<(), openai_assistants::ConfigError>(())
    /// ```
    pub fn http_client(
        self,
        customize: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http(|http| http.customize = Some(Arc::new(customize)))
    }

    /// Sets a proxy. By default the variables `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` apply.
    pub fn proxy(self, proxy: reqwest::Proxy) -> Self {
        self.http(|http| http.proxies.push(proxy))
    }

    /// Adds a trusted root certificate.
    #[cfg(feature = "__tls")]
    pub fn root_certificate(self, certificate: reqwest::Certificate) -> Self {
        self.http(|http| http.root_certificates.push(certificate))
    }

    /// Changes a setting of the HTTP client.
    fn http(mut self, set: impl FnOnce(&mut HttpSettings)) -> Self {
        set(&mut self.http);
        self.http_client = None;
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
    /// Fails if the base URL is not an `http` or `https` URL, a header or the key has characters that HTTP does not allow,
    /// two settings conflict, or TLS cannot be initialized.
    pub fn build(self) -> Result<Client, ConfigError> {
        self.check_conflicts()?;
        let (base_url, is_azure) = self.server()?;
        let credentials = match self.credentials {
            None => CredentialSource::Fixed { secret: Credential::None, header: None },
            Some(Credentials::Key(key)) if is_azure => fixed(Credential::ApiKey(key))?,
            Some(Credentials::Key(key)) => fixed(Credential::Bearer(key))?,
            Some(Credentials::Fixed(credential)) => fixed(credential)?,
            Some(Credentials::Provider(provider)) => CredentialSource::Provider(provider),
            Some(Credentials::Inherited(source)) => source,
        };
        if let Some(invalid) = self.invalid_header {
            return Err(invalid.into());
        }
        let http = match self.http_client {
            Some(client) => client,
            None => Arc::new(HttpClient::new(self.http, &base_url)?),
        };
        let settings = Settings {
            base_url,
            is_azure,
            http,
            credentials,
            headers: self.headers,
            removed_headers: self.removed_headers,
            query: self.query,
            timeout: self.timeout.unwrap_or(TIMEOUT),
            deadline: self.deadline,
            max_retries: self.max_retries.unwrap_or(MAX_RETRIES),
            retry_unsafe: self.retry_unsafe,
            max_retry_delay: self.max_retry_delay.unwrap_or(MAX_RETRY_DELAY),
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            idempotency_keys: self.idempotency_keys,
            log_bodies: self.log_bodies,
            middleware: self.middleware,
            timer: self.timer.unwrap_or_else(|| Arc::new(TokioTimer)),
        };
        Ok(Client::from(&Config::new(settings)))
    }

    /// The base URL, and whether it is an Azure-style endpoint.
    fn server(&self) -> Result<(String, bool), ConfigError> {
        match (&self.base_url, &self.azure_endpoint, &self.inherited) {
            (Some(url), ..) => Ok((base_url::checked(url)?, false)),
            (None, Some(endpoint), _) => {
                let version = self.query.iter().find(|(name, _)| name == API_VERSION);
                let version = version.map(|(_, version)| version.as_str());
                Ok((base_url::azure(endpoint, version)?, true))
            }
            (None, None, Some(inherited)) => Ok(inherited.clone()),
            (None, None, None) => Ok((base_url::DEFAULT_BASE_URL.to_owned(), false)),
        }
    }

    fn check_conflicts(&self) -> Result<(), ConfigError> {
        let conflict = |first, second, help| Err(ConfigError::Conflict { first, second, help });
        if self.base_url.is_some() && self.azure_endpoint.is_some() {
            let help = "both set the base URL; remove one";
            return conflict("base_url", "azure_endpoint", help);
        }
        if self.http.customize.is_some() && !self.http.proxies.is_empty() {
            return conflict("http_client", "proxy", "set the proxy in the function of `http_client`");
        }
        #[cfg(feature = "__tls")]
        if self.http.customize.is_some() && !self.http.root_certificates.is_empty() {
            let help = "add the certificate in the function of `http_client`";
            return conflict("http_client", "root_certificate", help);
        }
        Ok(())
    }
}

/// Copies the settings of a client, and shares its connections.
impl From<&Config> for ClientBuilder {
    fn from(config: &Config) -> Self {
        // Without `..`, so that a new setting is not forgotten.
        let Settings {
            base_url,
            is_azure,
            http,
            credentials,
            headers,
            removed_headers,
            query,
            timeout,
            deadline,
            max_retries,
            retry_unsafe,
            max_retry_delay,
            max_response_bytes,
            idempotency_keys,
            log_bodies,
            middleware,
            timer,
        } = &**config;
        Self {
            base_url: None,
            azure_endpoint: None,
            inherited: Some((base_url.clone(), *is_azure)),
            credentials: Some(Credentials::Inherited(credentials.clone())),
            headers: headers.clone(),
            removed_headers: removed_headers.clone(),
            invalid_header: None,
            query: query.clone(),
            timeout: Some(*timeout),
            deadline: *deadline,
            max_retries: Some(*max_retries),
            retry_unsafe: *retry_unsafe,
            max_retry_delay: Some(*max_retry_delay),
            max_response_bytes: Some(*max_response_bytes),
            idempotency_keys: *idempotency_keys,
            log_bodies: *log_bodies,
            http: http.settings().clone(),
            http_client: Some(http.clone()),
            middleware: middleware.clone(),
            timer: Some(timer.clone()),
        }
    }
}

/// The source of a constant credential.
fn fixed(credential: Credential) -> Result<CredentialSource, ConfigError> {
    let header = credential.header().ok_or(ConfigError::Key)?;
    Ok(CredentialSource::Fixed { secret: credential, header })
}

/// Parses a header.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), InvalidHeader> {
    let key = HeaderName::try_from(name).map_err(|_| InvalidHeader::Name(name.to_owned()))?;
    let mut value = HeaderValue::try_from(value).map_err(|_| InvalidHeader::Value(name.to_owned()))?;
    // It may be a secret: hide it in `Debug`.
    value.set_sensitive(true);
    Ok((key, value))
}

impl From<InvalidHeader> for ConfigError {
    fn from(invalid: InvalidHeader) -> Self {
        match invalid {
            InvalidHeader::Name(name) => Self::HeaderName(name),
            InvalidHeader::Value(name) => Self::HeaderValue(name),
        }
    }
}

/// Shows the settings, but only the names of headers and query parameters, whose values may be secret.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.keys().map(HeaderName::as_str).collect();
        let query: Vec<&String> = self.query.iter().map(|(name, _)| name).collect();
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url.as_deref().map(base_url::shown))
            .field("azure_endpoint", &self.azure_endpoint.as_deref().map(base_url::shown))
            .field("has_credentials", &self.credentials.is_some())
            .field("headers", &headers)
            .field("query", &query)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("max_retries", &self.max_retries)
            .finish_non_exhaustive()
    }
}
