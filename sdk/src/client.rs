//! The client: hand-written, on top of the runtime. Generated code adds the methods that return resources.

mod builder;
mod environment;
mod raw_request;

use reqwest::Method;

pub use self::builder::{ClientBuilder, ConfigError};
pub use self::raw_request::RawRequest;
use crate::runtime::config::Config;

/// A client of the Assistants API. Clones share connections and configuration.
///
/// Its methods return [`resources`](crate::resources), whose methods create requests:
/// `client.threads().runs().create(&thread.id, &assistant.id).send()`.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) config: Config,
}

impl Client {
    /// Creates a client with this API key and default settings. Does not read the environment.
    ///
    /// # Errors
    /// Fails if the key has characters that HTTP does not allow, or TLS cannot be initialized.
    pub fn new(api_key: impl Into<String>) -> Result<Self, ConfigError> {
        Self::builder().api_key(api_key).build()
    }

    /// Creates a client from environment variables; see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    /// Fails if `OPENAI_API_KEY` is not set, or a variable has an invalid value.
    pub fn from_env() -> Result<Self, ConfigError> {
        ClientBuilder::from_env()?.build()
    }

    /// Creates a builder with default settings. Does not read the environment.
    ///
    /// ```
    /// # fn main() -> Result<(), openai_assistants::ConfigError> {
    /// let client = openai_assistants::Client::builder()
    ///     .base_url("http://127.0.0.1:8080/v1")
    ///     .api_key("local")
    ///     .project("proj_7")
    ///     .max_retries(4)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Creates a request to any path below the base URL, for operations that the SDK does not have. Credentials, retries
    /// and errors are the same as for other requests.
    ///
    /// ```
    /// use openai_assistants::reqwest::Method;
    ///
    /// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
    /// let request = client.request(Method::GET, "/batches").query("limit", "3");
    /// let batches = request.send::<serde_json::Value>().await?;
    /// println!("{}", batches["data"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(self.config.clone(), method, path.into())
    }
}

impl From<&Config> for Client {
    fn from(config: &Config) -> Self {
        Self { config: config.clone() }
    }
}
