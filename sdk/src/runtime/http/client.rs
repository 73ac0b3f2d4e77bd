//! The HTTP client, with a lazily initialized second one for HTTPS.
//!
//! Initializing TLS reads the platform's certificate store, about 150 files. A client with a plain HTTP base URL does so
//! only when a redirect leads to HTTPS.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Proxy, Url};

/// Without TLS there are no certificates.
#[cfg(not(feature = "__tls"))]
pub(crate) type Certificates = ();
#[cfg(feature = "__tls")]
pub(crate) type Certificates = Vec<reqwest::Certificate>;

/// The settings of an HTTP client.
#[derive(Default)]
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxies: Vec<Proxy>,
    pub(crate) root_certificates: Certificates,
}

impl HttpSettings {
    fn builder(&self) -> ClientBuilder {
        // The SDK follows redirects itself, to keep credentials from other origins.
        let builder = Client::builder().connect_timeout(self.connect_timeout).redirect(Policy::none());
        self.proxies.iter().fold(builder, |builder, proxy| builder.proxy(proxy.clone()))
    }

    #[cfg(feature = "__tls")]
    fn with_tls(&self) -> reqwest::Result<Client> {
        let builder = self.builder();
        let builder = match self.root_certificates.as_slice() {
            [] => builder,
            certificates => builder.tls_certs_merge(certificates.iter().cloned()),
        };
        builder.build()
    }

    #[cfg(feature = "__tls")]
    fn without_tls(&self) -> reqwest::Result<Client> {
        // Without trusted certificates, none are loaded.
        self.builder().tls_certs_only([]).build()
    }

    #[cfg(not(feature = "__tls"))]
    fn with_tls(&self) -> reqwest::Result<Client> {
        let () = self.root_certificates;
        self.builder().build()
    }

    #[cfg(not(feature = "__tls"))]
    fn without_tls(&self) -> reqwest::Result<Client> {
        self.with_tls()
    }
}

/// The HTTP clients of one SDK client.
pub(crate) struct HttpClient {
    client: Client,
    /// For HTTPS, if `client` is not.
    later: Option<Later>,
}

struct Later {
    settings: HttpSettings,
    client: OnceLock<Result<Client, String>>,
}

impl HttpClient {
    /// For a base URL.
    ///
    /// # Errors
    /// Fails if the base URL needs TLS and it cannot be initialized.
    pub(crate) fn new(settings: HttpSettings, base_url: &str) -> reqwest::Result<Self> {
        if base_url.starts_with("http:") {
            let client = settings.without_tls()?;
            Ok(Self { client, later: Some(Later { settings, client: OnceLock::new() }) })
        } else {
            Ok(Self { client: settings.with_tls()?, later: None })
        }
    }

    /// The client for a URL.
    ///
    /// # Errors
    /// Returns why TLS cannot be initialized.
    pub(crate) fn for_url(&self, url: &Url) -> Result<&Client, String> {
        match &self.later {
            Some(later) if url.scheme() == "https" => later.client(),
            _ => Ok(&self.client),
        }
    }
}

impl Later {
    #[cold]
    fn client(&self) -> Result<&Client, String> {
        let client = self.client.get_or_init(|| self.settings.with_tls().map_err(|error| chain(&error)));
        client.as_ref().map_err(Clone::clone)
    }
}

/// A custom client.
impl From<Client> for HttpClient {
    fn from(client: Client) -> Self {
        Self { client, later: None }
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
