//! The HTTP client, with a lazily initialized second one for HTTPS.
//!
//! Initializing TLS reads the platform's certificate store, about 150 files. A client with a plain HTTP base URL does so
//! only when a redirect leads to HTTPS.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Proxy, Url};

/// Without TLS there are no certificates.
#[cfg(not(feature = "__tls"))]
pub(crate) type Certificates = ();
#[cfg(feature = "__tls")]
pub(crate) type Certificates = Vec<reqwest::Certificate>;

/// A function that changes the builder of the HTTP client.
pub(crate) type Customize = Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The settings of an HTTP client.
#[derive(Clone, Default)]
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) pool_idle_timeout: Option<Duration>,
    pub(crate) pool_max_idle_per_host: Option<usize>,
    pub(crate) proxies: Vec<Proxy>,
    pub(crate) root_certificates: Certificates,
    pub(crate) customize: Option<Customize>,
}

/// The error of building an HTTP client.
#[derive(Debug)]
pub(crate) enum SetupError {
    /// No cryptography provider is installed in rustls.
    NoProvider,
    /// The error of reqwest.
    Http(reqwest::Error),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProvider => f.write_str(
                "the feature `rustls-no-provider` needs a cryptography provider, and none is installed; call \
                 `rustls::crypto::CryptoProvider::install_default` before building the client",
            ),
            Self::Http(error) => {
                let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
                write!(f, "cannot build the HTTP client: {error}")?;
                causes.into_iter().try_for_each(|cause| write!(f, ": {cause}"))
            }
        }
    }
}

impl HttpSettings {
    fn build(&self, is_tls: bool) -> Result<Client, SetupError> {
        #[cfg(all(feature = "rustls-no-provider", not(any(feature = "rustls", feature = "native-tls"))))]
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // reqwest would panic.
            return Err(SetupError::NoProvider);
        }
        let builder = Client::builder().connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT));
        let builder = match self.pool_idle_timeout {
            Some(timeout) => builder.pool_idle_timeout(timeout),
            None => builder,
        };
        let builder = match self.pool_max_idle_per_host {
            Some(connections) => builder.pool_max_idle_per_host(connections),
            None => builder,
        };
        let builder = self.proxies.iter().fold(builder, |builder, proxy| builder.proxy(proxy.clone()));
        let builder = self.with_certificates(builder, is_tls);
        let builder = match &self.customize {
            Some(customize) => customize(builder),
            None => builder,
        };
        // Last, so that nothing overrides it. The SDK follows redirects itself, to keep credentials from other origins;
        // reqwest would send `api-key` there.
        builder.redirect(Policy::none()).build().map_err(SetupError::Http)
    }

    #[cfg(feature = "__tls")]
    fn with_certificates(&self, builder: ClientBuilder, is_tls: bool) -> ClientBuilder {
        match self.root_certificates.as_slice() {
            // No certificate is trusted, so none is loaded.
            _ if !is_tls => builder.tls_certs_only([]),
            [] => builder,
            certificates => builder.tls_certs_merge(certificates.iter().cloned()),
        }
    }

    #[cfg(not(feature = "__tls"))]
    fn with_certificates(&self, builder: ClientBuilder, _: bool) -> ClientBuilder {
        let () = self.root_certificates;
        builder
    }
}

/// The HTTP clients of one SDK client.
pub(crate) struct HttpClient {
    client: Client,
    /// For HTTPS, if `client` is not.
    later: Option<OnceLock<Result<Client, String>>>,
    settings: HttpSettings,
}

impl HttpClient {
    /// For a base URL.
    ///
    /// # Errors
    /// Fails if the base URL needs TLS and it cannot be initialized, or a setting is invalid.
    pub(crate) fn new(settings: HttpSettings, base_url: &str) -> Result<Self, SetupError> {
        // A custom function may configure TLS, so its client is built with TLS at once.
        let is_tls = !base_url.starts_with("http:") || settings.customize.is_some();
        let client = settings.build(is_tls)?;
        Ok(Self { client, later: (!is_tls).then(OnceLock::new), settings })
    }

    pub(crate) fn settings(&self) -> &HttpSettings {
        &self.settings
    }

    /// The client for a URL.
    ///
    /// # Errors
    /// Returns why TLS cannot be initialized.
    pub(crate) fn for_url(&self, url: &Url) -> Result<&Client, String> {
        match &self.later {
            Some(later) if url.scheme() == "https" => self.with_tls(later),
            _ => Ok(&self.client),
        }
    }

    #[cold]
    fn with_tls<'a>(&self, later: &'a OnceLock<Result<Client, String>>) -> Result<&'a Client, String> {
        let client = later.get_or_init(|| self.settings.build(true).map_err(|error| error.to_string()));
        client.as_ref().map_err(Clone::clone)
    }
}
