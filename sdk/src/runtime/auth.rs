//! Credentials and their providers.

use std::borrow::Cow;
use std::fmt;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::runtime::error::{BoxError, Error, ErrorKind};
use crate::runtime::http::time::BoxFuture;

/// The credential of a request. Redacted in `Debug`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credential {
    /// Sent as `Authorization: Bearer`: an API key, or a token of an identity provider such as Entra.
    Bearer(SecretString),
    /// Sent as `api-key`: a key of an Azure-style server.
    ApiKey(SecretString),
    /// Not sent, as for many local servers.
    None,
}

impl Credential {
    /// Creates a key or token for `Authorization: Bearer`.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::Bearer(SecretString::from(token.into()))
    }

    /// Creates a key for `api-key`.
    pub fn api_key(key: impl Into<String>) -> Self {
        Self::ApiKey(SecretString::from(key.into()))
    }

    /// The secret; empty if there is none.
    pub(crate) fn secret(&self) -> &str {
        match self {
            Self::Bearer(secret) | Self::ApiKey(secret) => secret.expose_secret(),
            Self::None => "",
        }
    }

    /// The header with the secret, marked sensitive; `None` if the secret has characters that HTTP does not allow.
    pub(crate) fn header(&self) -> Option<Option<(HeaderName, HeaderValue)>> {
        let (name, value) = match self {
            Self::Bearer(token) => (AUTHORIZATION, format!("Bearer {}", token.expose_secret())),
            Self::ApiKey(key) => (API_KEY, key.expose_secret().to_owned()),
            Self::None => return Some(None),
        };
        let mut value = HeaderValue::try_from(value).ok()?;
        value.set_sensitive(true);
        Some(Some((name, value)))
    }
}

/// The header of Azure-style keys.
pub(crate) const API_KEY: HeaderName = HeaderName::from_static("api-key");

/// Provides the credential of each attempt, for keys that rotate and tokens that expire.
///
/// It is called before every attempt, including retries, so it should cache credentials while they are valid.
///
/// ```
/// use openai_assistants::{BoxError, BoxFuture, Credential, CredentialProvider};
///
/// struct FromFile(std::path::PathBuf);
///
/// impl CredentialProvider for FromFile {
///     fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>> {
///         Box::pin(async { Ok(Credential::bearer(std::fs::read_to_string(&self.0)?.trim())) })
///     }
/// }
///
/// let client = openai_assistants::Client::builder().credentials(FromFile("/run/token".into())).build()?;
/// # Ok::<(), openai_assistants::ConfigError>(())
/// ```
pub trait CredentialProvider: Send + Sync + 'static {
    /// Returns the credential for the next attempt.
    ///
    /// # Errors
    /// Any error; the call fails with [`ErrorKind::Credentials`] and is not retried.
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>>;
}

/// The source of credentials.
#[derive(Clone)]
pub(crate) enum CredentialSource {
    /// One credential for all calls, with its header.
    Fixed {
        secret: Credential,
        header: Option<(HeaderName, HeaderValue)>,
    },
    Provider(std::sync::Arc<dyn CredentialProvider>),
}

/// A credential with its header.
pub(crate) struct Signature<'a> {
    pub(crate) credential: Cow<'a, Credential>,
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
}

/// A signature, or a future that returns one.
pub(crate) enum Signing<'a> {
    Ready(Signature<'a>),
    Pending(BoxFuture<'a, Result<Signature<'a>, Error>>),
}

impl CredentialSource {
    pub(crate) fn sign(&self) -> Signing<'_> {
        match self {
            Self::Fixed { secret, header } => {
                Signing::Ready(Signature { credential: Cow::Borrowed(secret), header: header.clone() })
            }
            Self::Provider(provider) => Signing::Pending(Box::pin(provided(&**provider))),
        }
    }
}

async fn provided(provider: &dyn CredentialProvider) -> Result<Signature<'_>, Error> {
    let credential = provider.credential().await.map_err(|source| {
        Error::new(ErrorKind::Credentials, "the credential provider failed").with_source(source)
    })?;
    let header = credential.header().ok_or_else(|| {
        let message = "the credential has characters that HTTP does not allow; it may end in a line break";
        Error::new(ErrorKind::Credentials, message)
    })?;
    Ok(Signature { credential: Cow::Owned(credential), header })
}

impl fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed { secret, .. } => secret.fmt(f),
            Self::Provider(_) => f.write_str("CredentialProvider"),
        }
    }
}
