//! The trait of all requests.

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

/// The options of a request, and the methods to send it. Requests are created by methods of
/// [`resources`](crate::resources). The trait is sealed.
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
    /// The type of the response: [`Page`](crate::Page) for lists, [`ByteStream`] for downloads.
    type Output: Output;

    /// Sends the request and decodes the response.
    ///
    /// # Errors
    /// Fails if the request is invalid, all attempts fail, or the response cannot be decoded. The crate's documentation has
    /// a table of all failures.
    fn send(self) -> impl Future<Output = Result<Response<Self::Output>, Error>> + Send + 'static {
        Self::Output::receive(self.into_parts())
    }

    /// Sends the request and returns the response as untyped JSON, with members that this version of the SDK does not know.
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    fn send_raw(self) -> impl Future<Output = Result<Response<Value>, Error>> + Send + 'static {
        call::value(self.into_parts())
    }

    /// Sets the timeout of an attempt, from connecting to the last byte of the response. For a stream it applies to the
    /// headers, and to the time between two chunks. The default is the client's timeout.
    fn timeout(mut self, timeout: Duration) -> Self {
        self.options_mut().timeout = Some(timeout);
        self
    }

    /// Sets the deadline of the call, including all attempts and the delays between them.
    fn deadline(mut self, deadline: Duration) -> Self {
        self.options_mut().deadline = Some(deadline);
        self
    }

    /// Sets the maximum number of retries. The default is the client's setting.
    fn max_retries(mut self, max_retries: u32) -> Self {
        self.options_mut().max_retries = Some(max_retries);
        self
    }

    /// Sets the `Idempotency-Key` of all attempts. A server that supports the header executes the request once, so truncated
    /// responses are retried too.
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

    /// Adds a header. Replaces a header of that name of the client or the SDK, except for `Content-Type`, which depends on the
    /// body.
    fn extra_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        let options = self.options_mut();
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) => {
                // It may be a secret: hide it in `Debug`.
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

    /// Adds a query parameter.
    fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options_mut().query.push((name.into(), value.into()));
        self
    }

    /// Sets a member of the body, which may be one that the SDK does not know. Sending fails if the body is not a JSON
    /// object.
    fn extra_body(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let (name, options) = (name.into(), self.options_mut());
        match serde_json::to_value(value) {
            Ok(value) => options.body.push((name, value)),
            Err(error) => options.invalid(format!("cannot encode the member {name} of the body: {error}")),
        }
        self
    }
}

impl<R: IntoParts> Request for R {
    type Output = R::Decoded;
}

/// The part that differs between requests. Without the futures of [`Request`], so that rustc checks them once and not in
/// every `impl`.
#[doc(hidden)]
pub trait IntoParts: Sized + Send + 'static {
    type Decoded: Output;

    fn options_mut(&mut self) -> &mut RequestOptions;

    fn into_parts(self) -> Result<RequestParts, Error>;
}

/// The type of a response.
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
