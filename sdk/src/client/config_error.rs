//! Why a client cannot be made.

use std::fmt;

use crate::runtime::http::client::SetupError;

/// Why a client could not be made. No message holds the key. `Debug` prints what `Display` does, so that a `main`
/// that returns this error says what to do.
#[derive(thiserror::Error)]
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
    /// Two settings exclude each other.
    #[error("`{first}` and `{second}` are both set; {help}")]
    Conflict {
        /// One of them.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// What to do about it.
        help: &'static str,
    },
    /// The feature `rustls-no-provider` is on, and the program has installed no cryptography in rustls.
    #[error("{}", SetupError::NoProvider)]
    NoCryptoProvider,
    /// The HTTP client could not be made.
    #[error("{reason}; check the TLS feature and the system's certificates")]
    HttpClient {
        /// What failed.
        reason: String,
        /// The HTTP client's own error.
        source: reqwest::Error,
    },
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<SetupError> for ConfigError {
    fn from(error: SetupError) -> Self {
        let reason = error.to_string();
        match error {
            SetupError::NoProvider => Self::NoCryptoProvider,
            SetupError::Http(source) => Self::HttpClient { reason, source },
        }
    }
}
