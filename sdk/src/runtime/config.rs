//! How a client is made: from the environment, from a key, or setting by setting.

use std::fmt;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::Client;

const DEFAULT_BASE_URL: &str = "https://api.openai.com/v1";
const USER_AGENT: &str = concat!("openai-assistants/", env!("CARGO_PKG_VERSION"));

/// What a client knows beside its base URL and its HTTP client.
#[derive(Debug, Clone)]
pub struct Config {
    /// The value of `Authorization`; marked sensitive, so that no `Debug` output shows it.
    pub(crate) authorization: Option<HeaderValue>,
    /// Headers of the caller's: they win over whatever the SDK would send.
    pub(crate) headers: HeaderMap,
}

impl Client {
    /// A client with the key from `OPENAI_API_KEY` and, if it is set, the base URL from `OPENAI_BASE_URL`.
    ///
    /// # Errors
    /// When `OPENAI_API_KEY` is not set, or a variable has a value that cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        let mut builder = Self::builder().api_key(variable("OPENAI_API_KEY")?.ok_or(ConfigError::NoKey)?);
        if let Some(url) = variable("OPENAI_BASE_URL")? {
            builder = builder.base_url(url);
        }
        builder.build()
    }

    /// A client with this key and otherwise default settings.
    ///
    /// # Errors
    /// When the key cannot stand in a header, or TLS cannot be set up.
    pub fn new(api_key: impl Into<String>) -> Result<Self, ConfigError> {
        Self::builder().api_key(api_key).build()
    }

    /// A client setting by setting.
    ///
    /// ```
    /// # fn main() -> Result<(), openai_assistants::ConfigError> {
    /// let client = openai_assistants::Client::builder()
    ///     .base_url("http://127.0.0.1:8080/v1")
    ///     .api_key("local")
    ///     .header("OpenAI-Project", "proj_7")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

/// A variable's value; a variable that is set to nothing counts as not set.
fn variable(name: &'static str) -> Result<Option<String>, ConfigError> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(ConfigError::Variable(name)),
    }
}

/// Settings of a client; [`Client::builder`] starts one.
#[derive(Clone, Default)]
#[must_use = "nothing happens until `build`"]
pub struct ClientBuilder {
    base_url: Option<String>,
    api_key: Option<SecretString>,
    headers: Vec<(String, String)>,
    http_client: Option<reqwest::Client>,
}

impl ClientBuilder {
    /// Where the API is, with the path that its own paths are appended to, for example
    /// `https://example.org/openai/v1`. The default is `https://api.openai.com/v1`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The key to send as `Authorization: Bearer`. Without one no such header is sent, which is what
    /// local servers want.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(SecretString::from(key.into()));
        self
    }

    /// A header for every request. It replaces the one of that name that the SDK would send, except for
    /// `Content-Type`, which belongs to the body.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The HTTP client to use, for proxies, certificates and timeouts of your own.
    ///
    /// What it adds as default headers the SDK cannot see; give headers to [`Self::header`] instead.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// When the base URL is no `http` or `https` URL, a header or the key has characters that HTTP does
    /// not allow, or TLS cannot be set up.
    pub fn build(self) -> Result<Client, ConfigError> {
        let base_url = self.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL).trim().to_owned();
        check_base_url(&base_url)?;
        let authorization = self.api_key.as_ref().map(bearer).transpose()?;
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers {
            let Ok(key) = HeaderName::try_from(&name) else { return Err(ConfigError::HeaderName(name)) };
            let Ok(mut value) = HeaderValue::try_from(value) else {
                return Err(ConfigError::HeaderValue(name));
            };
            // It may be a key: `Debug` shows no value.
            value.set_sensitive(true);
            headers.insert(key, value);
        }
        let client = match self.http_client {
            Some(client) => client,
            None => {
                reqwest::Client::builder().user_agent(USER_AGENT).build().map_err(ConfigError::HttpClient)?
            }
        };
        let baseurl = base_url.trim_end_matches('/').to_owned();
        Ok(Client { baseurl, client, inner: Config { authorization, headers } })
    }
}

/// Shows which headers are set and whether there is a key, and no value of either.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&String> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("api_key", &self.api_key)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

fn check_base_url(text: &str) -> Result<(), ConfigError> {
    let fault = |reason: String| ConfigError::BaseUrl { url: text.to_owned(), reason };
    let url = Url::parse(text).map_err(|error| fault(error.to_string()))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(fault(format!("its scheme is {}", url.scheme())));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(fault("it has a query or a fragment, and paths are appended to it".to_owned()));
    }
    Ok(())
}

fn bearer(key: &SecretString) -> Result<HeaderValue, ConfigError> {
    let value = format!("Bearer {}", key.expose_secret());
    let mut value = HeaderValue::try_from(value).map_err(|_| ConfigError::Key)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Why a client could not be made. No message holds the key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no key in the environment.
    #[error("OPENAI_API_KEY is not set; set it, or give the key to Client::new")]
    NoKey,
    /// The key has characters that cannot stand in a header.
    #[error("the API key has characters that HTTP does not allow; it may have been copied with a line break")]
    Key,
    /// A variable is not Unicode.
    #[error("{0} is not valid Unicode; set it to plain text")]
    Variable(&'static str),
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
