//! The error of building a client.

use std::fmt;

use crate::runtime::http::client::SetupError;

/// The error of building a client. Messages do not contain the key. `Debug` prints the same as `Display`, so that a `main`
/// that returns the error prints its message.
#[derive(thiserror::Error)]
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
    /// Two settings conflict.
    #[error("`{first}` conflicts with `{second}`; {help}")]
    Conflict {
        /// The first setting.
        first: &'static str,
        /// The second setting.
        second: &'static str,
        /// How to resolve the conflict.
        help: &'static str,
    },
    /// The feature `rustls-no-provider` is enabled, and no cryptography provider is installed.
    #[error("{}", SetupError::NoProvider)]
    NoCryptoProvider,
    /// The HTTP client cannot be built.
    #[error("{reason}; check the TLS feature and the system's certificates")]
    HttpClient {
        /// What failed.
        reason: String,
        /// The error of the HTTP client.
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

/// Runs with `cargo test -p openai-assistants --lib --no-default-features --features rustls-no-provider`.
#[cfg(all(test, feature = "rustls-no-provider", not(any(feature = "rustls", feature = "native-tls"))))]
mod tests {
    use super::*;
    use crate::Client;

    #[test]
    fn a_missing_provider_is_an_error() {
        for base_url in ["https://assistants.example/v1", "http://127.0.0.1:8080/v1"] {
            let error = Client::builder().base_url(base_url).build().expect_err("there is no cryptography");
            assert!(matches!(error, ConfigError::NoCryptoProvider), "{error}");
            assert!(error.to_string().contains("install_default"), "{error}");
        }
    }
}
