//! Requests for operations that the SDK does not have.

use std::borrow::Cow;

use reqwest::header::HeaderValue;
use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::runtime::call::{self, IntoParts};
use crate::runtime::config::Config;
use crate::runtime::error::Error;
use crate::runtime::http::query::encoded;
use crate::runtime::request::base::{Body, RequestParts};
use crate::runtime::request::operation::Operation;
use crate::runtime::request::options::RequestOptions;
use crate::runtime::response::Response;
use crate::runtime::response::byte_stream::ByteStream;

/// The operation of raw requests.
static RAW: Operation = Operation {
    id: "request",
    method: Method::GET,
    path: "",
    accept: HeaderValue::from_static("application/json"),
    headers: &[],
    paging: None,
};

/// A request with any method and path, created by [`Client::request`](crate::Client::request).
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest {
    config: Config,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Result<Option<Value>, String>,
    options: RequestOptions,
}

impl RawRequest {
    pub(super) fn new(config: Config, method: Method, path: String) -> Self {
        let options = RequestOptions::default();
        Self { config, method, path, query: Vec::new(), body: Ok(None), options }
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets the body, which is sent as JSON.
    pub fn json(mut self, body: impl Serialize) -> Self {
        self.body = serde_json::to_value(body).map(Some).map_err(|error| error.to_string());
        self
    }

    /// Sends the request and decodes the response.
    ///
    /// # Errors
    /// Fails if the request is invalid, all attempts fail, or the response is not a `T`.
    pub fn send<T: DeserializeOwned + Send + 'static>(
        self,
    ) -> impl Future<Output = Result<Response<T>, Error>> + Send + 'static {
        call::value(self.into_parts())
    }

    /// Sends the request and returns the response body as a stream.
    ///
    /// # Errors
    /// Fails if the request is invalid, or all attempts fail.
    pub fn send_bytes(self) -> impl Future<Output = Result<Response<ByteStream>, Error>> + Send + 'static {
        call::bytes(self.into_parts())
    }

    fn parts(self) -> Result<RequestParts, Error> {
        let Self { config, method, path, query, body, options } = self;
        if let Some(invalid) = &options.invalid {
            return Err(Error::invalid_request(invalid));
        }
        let body =
            body.map_err(|error| Error::invalid_request(format!("cannot encode the body: {error}")))?;
        let body = body.map_or(Body::Empty, |body| Body::Json(body.to_string().into()));
        let path = format!("/{}", path.trim_start_matches('/'));
        // A query may contain secrets: log only the path.
        let log_path = path.split(['?', '#']).next().unwrap_or_default().to_owned();
        let mut url = format!("{}{path}", config.base_url);
        let base = Url::parse(&format!("{}/", config.base_url)).map_err(invalid_url)?;
        for (name, value) in &query {
            let separator = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{separator}{}={}", encoded(name), encoded(value));
        }
        // Dots, also percent-encoded ones, would send the credential to other paths.
        let target = Url::parse(&url).map_err(invalid_url)?;
        if target.origin() != base.origin() || !target.path().starts_with(base.path()) {
            return Err(Error::invalid_request("the path is outside the base URL"));
        }
        let (operation, accept) = (&RAW, RAW.accept.clone());
        Ok(RequestParts {
            config,
            operation,
            method,
            url,
            log_path: Cow::Owned(log_path),
            accept,
            body,
            options,
        })
    }
}

impl IntoParts for RawRequest {
    type Decoded = Value;

    fn options_mut(&mut self) -> &mut RequestOptions {
        &mut self.options
    }

    fn into_parts(self) -> Result<RequestParts, Error> {
        self.parts().map_err(|error| error.with_operation(RAW.id, 0))
    }
}

fn invalid_url(error: impl std::fmt::Display) -> Error {
    Error::invalid_request(format!("invalid URL: {error}"))
}
