//! What can be set for one call, or for all calls of a client.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::call::Call;
use super::error::Error;
use super::response::ResponseValue;

/// Settings of one call. What is not set is as the client has it.
///
/// Most calls set nothing, and a request moves with every setter: nothing is a null pointer.
#[derive(Clone, Default)]
pub struct RequestOptions(Option<Box<Options>>);

#[derive(Clone, Default)]
pub struct Options {
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Vec<(String, Value)>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) idempotency_key: Option<HeaderValue>,
    /// The first thing that was set to what it cannot be.
    pub(crate) fault: Option<String>,
}

static NOTHING_SET: Options = Options {
    headers: Vec::new(),
    query: Vec::new(),
    body: Vec::new(),
    timeout: None,
    deadline: None,
    max_retries: None,
    idempotency_key: None,
    fault: None,
};

impl Deref for RequestOptions {
    type Target = Options;

    fn deref(&self) -> &Options {
        self.0.as_deref().unwrap_or(&NOTHING_SET)
    }
}

impl DerefMut for RequestOptions {
    fn deref_mut(&mut self) -> &mut Options {
        self.0.get_or_insert_default()
    }
}

/// Every request of this SDK: its settings, and the ways to send it besides its own `send`.
///
/// ```
/// use std::time::Duration;
/// use openai_assistants::Request;
///
/// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
/// let thread = client
///     .threads()
///     .create()
///     .timeout(Duration::from_secs(10))
///     .max_retries(5)
///     .extra_header("X-Team", "support")
///     .extra_body("region", "eu")
///     .send()
///     .await?;
/// # Ok(())
/// # }
/// ```
pub trait Request: Sized + Send {
    #[doc(hidden)]
    fn options_mut(&mut self) -> &mut RequestOptions;

    #[doc(hidden)]
    fn into_call(self) -> Result<Call, Error>;

    /// How long an attempt may take, from the connection to the last byte of its answer; for a stream, to
    /// its headers and between two pieces of it. The default is the client's, 600 seconds unless set.
    #[must_use]
    fn timeout(mut self, timeout: Duration) -> Self {
        self.options_mut().timeout = Some(timeout);
        self
    }

    /// How long the whole call may take: all attempts and the waits between them.
    #[must_use]
    fn deadline(mut self, deadline: Duration) -> Self {
        self.options_mut().deadline = Some(deadline);
        self
    }

    /// How many times a failed attempt is tried again; 0 is never. The default is the client's, 2 unless set.
    #[must_use]
    fn max_retries(mut self, max_retries: u32) -> Self {
        self.options_mut().max_retries = Some(max_retries);
        self
    }

    /// Sends `Idempotency-Key` with this value, the same for all attempts. A server that knows it does the
    /// work once, and a body that breaks midway is asked for again.
    #[must_use]
    fn idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        let options = self.options_mut();
        match HeaderValue::try_from(key.as_ref()) {
            Ok(key) => options.idempotency_key = Some(key),
            Err(_) => options.fault("the idempotency key has characters that HTTP does not allow".to_owned()),
        }
        self
    }

    /// A header for this call. It replaces the one of that name that the client or the SDK would send, except
    /// for `Content-Type`, which belongs to the body.
    #[must_use]
    fn extra_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        let options = self.options_mut();
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) => {
                // It may be a key: `Debug` shows no value.
                value.set_sensitive(true);
                options.headers.push((name, value));
            }
            (Err(_), _) => options.fault(format!("{name:?} cannot be the name of a header")),
            (_, Err(_)) => {
                options
                    .fault(format!("the value of the header {name} has characters that HTTP does not allow"));
            }
        }
        self
    }

    /// A query parameter for this call, beside those of the operation.
    #[must_use]
    fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options_mut().query.push((name.into(), value.into()));
        self
    }

    /// A member of the body for this call: one that the document does not have, or another value for one that
    /// it has. Bodies that are no JSON objects refuse it.
    #[must_use]
    fn extra_body(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let (name, options) = (name.into(), self.options_mut());
        match serde_json::to_value(value) {
            Ok(value) => options.body.push((name, value)),
            Err(error) => options.fault(format!("the member {name} of the body cannot be written: {error}")),
        }
        self
    }

    /// Sends the request and reads the answer as JSON, whatever it holds: also what this version of the SDK
    /// has no field for.
    ///
    /// # Errors
    /// Those of `send`.
    fn send_raw(self) -> impl Future<Output = Result<ResponseValue<Value>, Error>> + Send {
        Call::value(self.into_call())
    }
}

impl RequestOptions {
    /// What of these settings goes for a request that looks at what this one has started.
    #[cfg(feature = "helpers")]
    pub(crate) fn for_look(&self, deadline: Option<Duration>) -> Self {
        let (headers, query) = (self.headers.clone(), self.query.clone());
        let (timeout, max_retries) = (self.timeout, self.max_retries);
        Self(Some(Box::new(Options { headers, query, timeout, max_retries, deadline, ..Options::default() })))
    }

    fn fault(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }
}

/// Shows names and no values: a header, a query or a member of the body may be secret.
impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &mut dyn Iterator<Item = String>| pairs.collect::<Vec<_>>();
        f.debug_struct("RequestOptions")
            .field("headers", &names(&mut self.headers.iter().map(|(name, _)| name.to_string())))
            .field("query", &names(&mut self.query.iter().map(|(name, _)| name.clone())))
            .field("body", &names(&mut self.body.iter().map(|(name, _)| name.clone())))
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("max_retries", &self.max_retries)
            .finish_non_exhaustive()
    }
}
