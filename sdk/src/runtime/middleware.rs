//! Middleware.

use std::sync::Arc;

use reqwest::{Request, Response};

use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http::client::HttpClient;
use crate::runtime::http::time::BoxFuture;

/// Handles the HTTP request and response of each attempt.
///
/// A middleware gets the request with all its headers, and [`Next`], which calls the middlewares that were added later,
/// then sends the request. It may change the request (for example sign it), respond without sending it (a cache), inspect
/// the response (metrics), or fail with [`Error::other`]. It is called for each attempt and for each redirect to the same
/// origin, but not for redirects to other origins, so that they get no signature.
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
    /// Those of [`Next::run`], and [`Error::other`].
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>>;
}

/// The rest of the chain: further middlewares and the HTTP client.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    pub(crate) rest: &'a [Arc<dyn Middleware>],
    pub(crate) http: &'a HttpClient,
}

impl<'a> Next<'a> {
    /// Runs the rest of the chain.
    ///
    /// # Errors
    /// Fails if there is no response. A response with an error status is not an error here.
    pub fn run(self, request: Request) -> impl Future<Output = Result<Response, Error>> + Send + 'a {
        // Requests are large, so do not keep this one in the future.
        let sent = match self.rest.split_first() {
            Some((first, rest)) => Ok(first.handle(request, Next { rest, ..self })),
            None => Err(self.http.for_url(request.url()).map(|http| http.execute(request))),
        };
        async {
            match sent {
                Ok(handled) => handled.await,
                Err(Ok(pending)) => pending.await.map_err(Error::from_reqwest),
                Err(Err(reason)) => {
                    Err(Error::new(ErrorKind::Connect, format!("cannot initialize TLS: {reason}")))
                }
            }
        }
    }
}
