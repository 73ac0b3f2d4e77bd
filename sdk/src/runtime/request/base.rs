//! Converts a generated request to the parts of an HTTP request.
//!
//! [`RequestBase`] is the common part of all generated requests: the client's configuration, the operation, the path and
//! the options. When the request is sent, it becomes [`RequestParts`], to which the generated code adds query and body. All
//! attempts are made from them.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde::Serialize;

use crate::runtime::config::Config;
use crate::runtime::error::Error;
use crate::runtime::http::{path, query};
use crate::runtime::request::multipart::{Form, IntoForm};
use crate::runtime::request::operation::Operation;
use crate::runtime::request::options::RequestOptions;
use crate::runtime::request::range;
use crate::runtime::request::setting;

/// The common part of all generated requests.
#[derive(Clone)]
pub struct RequestBase {
    config: Config,
    operation: &'static Operation,
    /// The path with the ids of this request.
    path: String,
    pub(crate) options: RequestOptions,
}

impl RequestBase {
    /// Creates a request; `ids` are the path parameters in order. An id that would change the path is an error when the request
    /// is sent.
    pub(crate) fn new(config: &Config, operation: &'static Operation, ids: &[&str]) -> Self {
        let mut options = RequestOptions::default();
        let path = path::fill(operation.path, ids).unwrap_or_else(|message| {
            options.invalid(message);
            String::new()
        });
        Self { config: config.clone(), operation, path, options }
    }

    /// The request without query and body.
    ///
    /// # Errors
    /// Fails with the first invalid setting.
    pub(crate) fn into_parts(self) -> Result<RequestParts, Error> {
        let Self { config, operation, path, options } = self;
        if let Some(invalid) = &options.invalid {
            return Err(Error::invalid_request(invalid).with_operation(operation.id, 0));
        }
        let mut url = String::with_capacity(config.base_url.len() + path.len() + 64);
        url.push_str(&config.base_url);
        url.push_str(&path);
        let log_path = Cow::Borrowed(operation.path);
        let accept = operation.accept.clone();
        let method = operation.method.clone();
        Ok(RequestParts { config, operation, method, url, log_path, accept, body: Body::Empty, options })
    }

    /// The error for a required member that is not set.
    #[cold]
    pub(crate) fn missing(&self, member: &str, setter: &str) -> Error {
        let message = format!("missing required member \"{member}\"; set it with .{setter}(..)");
        Error::invalid_request(message).with_operation(self.operation.id, 0)
    }
}

/// Shows operation and path, but only the names of options, whose values may be secret.
impl fmt::Debug for RequestBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, path, options, .. } = self;
        f.debug_struct("RequestBase")
            .field("operation", &operation.id)
            .field("path", path)
            .field("options", options)
            .finish_non_exhaustive()
    }
}

/// The parts of an HTTP request, with its options.
#[derive(Clone)]
pub struct RequestParts {
    pub(crate) config: Config,
    pub(crate) operation: &'static Operation,
    pub(crate) method: Method,
    pub(crate) url: String,
    /// The path for logs: the template, without ids.
    pub(crate) log_path: Cow<'static, str>,
    pub(crate) accept: HeaderValue,
    pub(crate) body: Body,
    pub(crate) options: RequestOptions,
}

/// A body that can be sent several times.
#[derive(Clone)]
pub(crate) enum Body {
    Empty,
    Json(Bytes),
    Form(Form),
}

impl RequestParts {
    /// Adds a query parameter, if it has a value.
    pub(crate) fn query(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            let separator = if self.url.contains('?') { '&' } else { '?' };
            // Writing to a string does not fail.
            let _ = write!(
                self.url,
                "{separator}{}={}",
                query::encoded(name),
                query::encoded(&value.to_string())
            );
        }
    }

    /// Adds a query parameter that is an integer.
    ///
    /// # Errors
    /// Fails if it is out of range.
    pub(crate) fn query_integer(&mut self, name: &str, value: Option<i64>) -> Result<(), Error> {
        if value == Some(setting::OUT_OF_RANGE) {
            let message =
                format!("the query parameter {name:?} is out of range: the API's integers have 64 bits");
            return Err(Error::invalid_request(message).with_operation(self.operation.id, 0));
        }
        self.query(name, value);
        Ok(())
    }

    /// Adds a header parameter, if it has a value.
    ///
    /// # Errors
    /// Fails if the value has characters that HTTP does not allow.
    pub(crate) fn header(&mut self, name: &'static str, value: Option<impl Display>) -> Result<(), Error> {
        let Some(value) = value else { return Ok(()) };
        match (HeaderName::try_from(name), HeaderValue::try_from(value.to_string())) {
            (Ok(name), Ok(value)) => self.options.headers.push((name, value)),
            _ => {
                let message = format!("the header {name} has characters that HTTP does not allow");
                return Err(Error::invalid_request(message).with_operation(self.operation.id, 0));
            }
        }
        Ok(())
    }

    /// Adds a query parameter once per item.
    pub(crate) fn query_list(&mut self, name: &str, items: Option<impl IntoIterator<Item = impl Display>>) {
        for item in items.into_iter().flatten() {
            self.query(name, Some(item));
        }
    }

    /// Sets the body to a value as JSON.
    ///
    /// # Errors
    /// Fails if a member cannot be encoded, for example an integer that is out of range.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_string(body).map_err(|error| self.invalid_body(error))?;
        if let Some(path) = range::out_of_range(&json) {
            let reason =
                format!("{} is out of range: the API's integers have 64 bits", path.trim_start_matches('.'));
            return Err(self.invalid_body(reason));
        }
        self.body = Body::Json(json.into());
        Ok(self)
    }

    /// Sets the body to a form.
    ///
    /// # Errors
    /// Fails if a member cannot be encoded, or the media type of a file is invalid.
    pub(crate) fn form(mut self, body: impl IntoForm) -> Result<Self, Error> {
        let form = body.into_form().map_err(|message| self.invalid_body(message))?;
        self.body = Body::Form(form);
        Ok(self)
    }

    #[cold]
    fn invalid_body(&self, reason: impl Display) -> Error {
        Error::invalid_request(format!("cannot encode the body: {reason}"))
            .with_operation(self.operation.id, 0)
    }

    /// Requests a stream of server-sent events instead of the operation's response.
    pub(crate) fn event_stream(mut self) -> Self {
        self.accept = HeaderValue::from_static("text/event-stream");
        self
    }

    /// The URL with the query of client and call.
    pub(crate) fn full_url(&self) -> Result<Url, Error> {
        let mut url = Url::parse(&self.url).map_err(|error| {
            Error::invalid_request(format!("invalid URL: {error}")).with_operation(self.operation.id, 0)
        })?;
        query::extend(&mut url, &self.config.query, &self.options.query);
        Ok(url)
    }

    /// The timeout of an attempt.
    pub(crate) fn timeout(&self) -> std::time::Duration {
        self.options.timeout.unwrap_or(self.config.timeout)
    }
}
