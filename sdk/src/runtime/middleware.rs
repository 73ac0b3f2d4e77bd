//! Middleware: sees and changes what goes over the wire.

use std::sync::Arc;

use reqwest::{Request, Response};

use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http::client::HttpClient;
use crate::runtime::http::time::BoxFuture;

/// Sees the request and the response of every attempt.
///
/// A middleware gets the request with all its headers, and [`Next`], which sends it on: through the
/// middlewares that were added later, then over the network. It may change the request (a signature), respond
/// by itself (a cache), look at the response (metrics), or fail with [`Error::other`]. Retries and redirects
/// happen outside: each attempt goes through, and each redirect within the origin; what a redirect leads
/// elsewhere does not, so that no signature gets there.
///
/// ```
/// use openai_assistants::{BoxFuture, Error, Middleware, Next};
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// #[derive(Default)]
/// struct Refusals(AtomicU64);
///
/// impl Middleware for Refusals {
///     fn handle<'a>(
///         &'a self,
///         request: reqwest::Request,
///         next: Next<'a>,
///     ) -> BoxFuture<'a, Result<reqwest::Response, Error>> {
///         Box::pin(async move {
///             let response = next.run(request).await?;
///             if response.status().is_client_error() {
///                 self.0.fetch_add(1, Ordering::Relaxed);
///             }
///             Ok(response)
///         })
///     }
/// }
///
/// let client = openai_assistants::Client::builder().middleware(Refusals::default()).build()?;
/// # Ok::<(), openai_assistants::ConfigError>(())
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Handles one attempt.
    ///
    /// # Errors
    /// Those of [`Next::run`], and [`Error::other`] for its own.
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>>;
}

/// What comes after a middleware.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    pub(crate) rest: &'a [Arc<dyn Middleware>],
    pub(crate) http: &'a HttpClient,
}

impl<'a> Next<'a> {
    /// Sends the request on.
    ///
    /// # Errors
    /// When there is no response. A response with an error status is no error here.
    pub fn run(self, request: Request) -> impl Future<Output = Result<Response, Error>> + Send + 'a {
        // Requests are large: this one is handed on here, and not kept in the future.
        let sent = match self.rest.split_first() {
            Some((first, rest)) => Ok(first.handle(request, Next { rest, ..self })),
            None => Err(self.http.for_url(request.url()).map(|http| http.execute(request))),
        };
        async {
            match sent {
                Ok(handled) => handled.await,
                Err(Ok(pending)) => pending.await.map_err(Error::from_reqwest),
                Err(Err(reason)) => {
                    Err(Error::new(ErrorKind::Connect, format!("TLS cannot be set up: {reason}")))
                }
            }
        }
    }
}
