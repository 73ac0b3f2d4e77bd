//! The HTTP client, and the one for HTTPS beside it.
//!
//! Setting up TLS reads the platform's certificate store, some 150 files. A client whose base URL is plain
//! HTTP does not need it until a redirect leads to HTTPS, so that is when it is set up.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Proxy, Url};

/// Without TLS there is nothing to trust.
#[cfg(not(feature = "__tls"))]
pub(crate) type Certificates = ();
#[cfg(feature = "__tls")]
pub(crate) type Certificates = Vec<reqwest::Certificate>;

/// What an HTTP client is made of.
#[derive(Default)]
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxies: Vec<Proxy>,
    pub(crate) root_certificates: Certificates,
}

impl HttpSettings {
    fn builder(&self) -> ClientBuilder {
        // The SDK follows redirects itself, and takes care that no credential gets to another origin.
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
        // No certificate is trusted, so none is loaded.
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
    /// When TLS cannot be set up and the base URL needs it.
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
    /// Why TLS could not be set up.
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

/// A client of the program's own.
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
