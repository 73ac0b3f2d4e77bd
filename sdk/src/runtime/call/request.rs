//! What every request of this SDK can do.

use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::runtime::call;
use crate::runtime::error::Error;
use crate::runtime::request::base::RequestParts;
use crate::runtime::request::options::RequestOptions;
use crate::runtime::response::Response;
use crate::runtime::response::byte_stream::ByteStream;

/// A request: its settings, and the ways to send it. The methods of [`resources`](crate::resources) start
/// requests. The trait is implemented by this crate only.
///
/// ```
/// use std::time::Duration;
/// use openai_assistants::{Client, Error, Request, Response};
///
/// async fn logged<R: Request>(request: R) -> Result<Response<R::Output>, Error> {
///     let response = request.timeout(Duration::from_secs(10)).extra_header("X-Team", "support").send().await?;
///     println!("{}", response.status());
///     Ok(response)
/// }
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let thread = logged(client.threads().create()).await?;
/// let messages = logged(client.threads().messages().list(&thread.id)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a request does nothing until it is sent"]
pub trait Request: IntoParts {
    /// What the response holds: [`Page`](crate::Page) for lists, [`ByteStream`] for downloads.
    type Output: Output;

    /// Sends the request and decodes the response.
    ///
    /// # Errors
    /// When the request is invalid, no attempt succeeds, or the response is not what the document promises.
    /// The table in the crate's documentation lists every case.
    fn send(self) -> impl Future<Output = Result<Response<Self::Output>, Error>> + Send + 'static {
        Self::Output::receive(self.into_parts())
    }

    /// Sends the request and reads the response as JSON of any shape, including members that this version of
    /// the SDK has no field for.
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    fn send_raw(self) -> impl Future<Output = Result<Response<Value>, Error>> + Send + 'static {
        call::value(self.into_parts())
    }

    /// Limits an attempt, from the connection to the last byte of the response. For a stream the limit is for
    /// its headers, and for the time between two chunks. The default is the client's, 600 seconds unless set.
    fn timeout(mut self, timeout: Duration) -> Self {
        self.options_mut().timeout = Some(timeout);
        self
    }

    /// Limits the whole call: all attempts and the delays between them.
    fn deadline(mut self, deadline: Duration) -> Self {
        self.options_mut().deadline = Some(deadline);
        self
    }

    /// Sets how many times a failed attempt is retried; 0 is never. The default is the client's, 2 unless set.
    fn max_retries(mut self, max_retries: u32) -> Self {
        self.options_mut().max_retries = Some(max_retries);
        self
    }

    /// Sends `Idempotency-Key` with this value, the same for all attempts. A server that knows the header does
    /// the work once, so a response that breaks off is retried, too.
    fn idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        let options = self.options_mut();
        match HeaderValue::try_from(key.as_ref()) {
            Ok(key) => options.idempotency_key = Some(key),
            Err(_) => {
                options.invalid("the idempotency key has characters that HTTP does not allow".to_owned())
            }
        }
        self
    }

    /// Adds a header to this call. It replaces a header of that name that the client or the SDK would send,
    /// except for `Content-Type`, which belongs to the body.
    fn extra_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        let options = self.options_mut();
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) => {
                // It may be a key: `Debug` shows no value.
                value.set_sensitive(true);
                options.headers.push((name, value));
            }
            (Err(_), _) => options.invalid(format!("{name:?} is not a valid header name")),
            (_, Err(_)) => {
                options.invalid(format!(
                    "the value of the header {name} has characters that HTTP does not allow"
                ));
            }
        }
        self
    }

    /// Adds a query parameter to this call, beside those of the operation.
    fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options_mut().query.push((name.into(), value.into()));
        self
    }

    /// Sets a member of the body for this call: one that the document does not have, or another value for one
    /// that it has. Bodies that are not JSON objects refuse it.
    fn extra_body(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let (name, options) = (name.into(), self.options_mut());
        match serde_json::to_value(value) {
            Ok(value) => options.body.push((name, value)),
            Err(error) => {
                options.invalid(format!("the member {name} of the body cannot be written: {error}"))
            }
        }
        self
    }
}

impl<R: IntoParts> Request for R {
    type Output = R::Decoded;
}

/// What differs between requests. The futures of [`Request`] are not among it: rustc checks them once, not in
/// every `impl`.
#[doc(hidden)]
pub trait IntoParts: Sized + Send + 'static {
    type Decoded: Output;

    fn options_mut(&mut self) -> &mut RequestOptions;

    fn into_parts(self) -> Result<RequestParts, Error>;
}

/// What a response can hold.
#[doc(hidden)]
pub trait Output: Sized + Send + 'static {
    fn receive(
        parts: Result<RequestParts, Error>,
    ) -> impl Future<Output = Result<Response<Self>, Error>> + Send + 'static;
}

impl<T: DeserializeOwned + Send + 'static> Output for T {
    fn receive(
        parts: Result<RequestParts, Error>,
    ) -> impl Future<Output = Result<Response<Self>, Error>> + Send + 'static {
        call::value(parts)
    }
}

impl Output for ByteStream {
    fn receive(
        parts: Result<RequestParts, Error>,
    ) -> impl Future<Output = Result<Response<Self>, Error>> + Send + 'static {
        call::bytes(parts)
    }
}
