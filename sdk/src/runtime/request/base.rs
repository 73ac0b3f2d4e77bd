//! From a generated request to the parts of an HTTP request.
//!
//! [`RequestBase`] is what every generated request holds beside its own members: the client's configuration,
//! the operation, the path and the settings of this one call. When the request is sent it becomes
//! [`RequestParts`], to which the generated code adds query and body. An attempt is made from them, as often
//! as it takes, so all of it can be read more than once.

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

/// What all generated requests have in common.
#[derive(Clone)]
pub struct RequestBase {
    config: Config,
    operation: &'static Operation,
    /// With the ids of this request in it.
    path: String,
    pub(crate) options: RequestOptions,
}

impl RequestBase {
    /// Starts a request; `ids` fill the parameters of the operation's path in order. An id that would change
    /// the path is an error when the request is sent.
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
    /// The first thing that was set to what cannot be sent.
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

/// Shows operation and path. Options, which may be secret, show their names.
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

/// The parts of an HTTP request, with the settings by which it is sent. A clone is the same request once more.
#[derive(Clone)]
pub struct RequestParts {
    pub(crate) config: Config,
    pub(crate) operation: &'static Operation,
    pub(crate) method: Method,
    pub(crate) url: String,
    /// The path that logs show: the template, without ids.
    pub(crate) log_path: Cow<'static, str>,
    pub(crate) accept: HeaderValue,
    pub(crate) body: Body,
    pub(crate) options: RequestOptions,
}

/// A body that can be sent any number of times.
#[derive(Clone)]
pub(crate) enum Body {
    Empty,
    Json(Bytes),
    Form(Form),
}

impl RequestParts {
    /// Adds a query parameter that has a value.
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
    /// When it was set to one that is out of range.
    pub(crate) fn query_integer(&mut self, name: &str, value: Option<i64>) -> Result<(), Error> {
        if value == Some(setting::OUT_OF_RANGE) {
            let message =
                format!("the query parameter {name:?} is out of range: the API's integers have 64 bits");
            return Err(Error::invalid_request(message).with_operation(self.operation.id, 0));
        }
        self.query(name, value);
        Ok(())
    }

    /// Adds a header that the operation takes, if it has a value.
    ///
    /// # Errors
    /// When the value has characters that HTTP does not allow.
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
    /// When a member cannot be written, for example an integer that is out of range.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_string(body).map_err(|error| self.unwritable(error))?;
        if let Some(path) = range::out_of_range(&json) {
            let reason =
                format!("{} is out of range: the API's integers have 64 bits", path.trim_start_matches('.'));
            return Err(self.unwritable(reason));
        }
        self.body = Body::Json(json.into());
        Ok(self)
    }

    /// Sets the body to a form.
    ///
    /// # Errors
    /// When a member cannot be written, or a file has a media type that is none.
    pub(crate) fn form(mut self, body: impl IntoForm) -> Result<Self, Error> {
        let form = body.into_form().map_err(|message| self.unwritable(message))?;
        self.body = Body::Form(form);
        Ok(self)
    }

    #[cold]
    fn unwritable(&self, reason: impl Display) -> Error {
        Error::invalid_request(format!("the body cannot be written: {reason}"))
            .with_operation(self.operation.id, 0)
    }

    /// Asks for a stream of server-sent events in place of the operation's own response.
    pub(crate) fn event_stream(mut self) -> Self {
        self.accept = HeaderValue::from_static("text/event-stream");
        self
    }

    /// The URL with the query of client and call.
    pub(crate) fn full_url(&self) -> Result<Url, Error> {
        let mut url = Url::parse(&self.url).map_err(|error| {
            Error::invalid_request(format!("the URL cannot be read: {error}"))
                .with_operation(self.operation.id, 0)
        })?;
        query::extend(&mut url, &self.config.query, &self.options.query);
        Ok(url)
    }

    /// How long an attempt may take.
    pub(crate) fn timeout(&self) -> std::time::Duration {
        self.options.timeout.unwrap_or(self.config.timeout)
    }
}
