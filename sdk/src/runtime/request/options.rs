//! The options of a request. The defaults are in the client's configuration.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Value;

/// The options of a request.
///
/// Most requests have none, and each setter moves the request, so they are boxed.
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
    /// Why the request is invalid: the first invalid option.
    pub(crate) invalid: Option<String>,
}

static DEFAULTS: Options = Options {
    headers: Vec::new(),
    query: Vec::new(),
    body: Vec::new(),
    timeout: None,
    deadline: None,
    max_retries: None,
    idempotency_key: None,
    invalid: None,
};

impl Deref for RequestOptions {
    type Target = Options;

    fn deref(&self) -> &Options {
        self.0.as_deref().unwrap_or(&DEFAULTS)
    }
}

impl DerefMut for RequestOptions {
    fn deref_mut(&mut self) -> &mut Options {
        self.0.get_or_insert_default()
    }
}

impl RequestOptions {
    /// Records why the request is invalid.
    #[cold]
    pub(crate) fn invalid(&mut self, message: String) {
        self.invalid.get_or_insert(message);
    }

    /// The options for polling or cancelling.
    #[cfg(feature = "helpers")]
    pub(crate) fn for_follow_up(&self, deadline: Option<Duration>) -> Self {
        let (headers, query) = (self.headers.clone(), self.query.clone());
        let (timeout, max_retries) = (self.timeout, self.max_retries);
        Self(Some(Box::new(Options { headers, query, timeout, max_retries, deadline, ..Options::default() })))
    }
}

/// Shows names without values, as a header, a query parameter or a body member may be secret.
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
