//! Requests to what the document does not have.

use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::call::Call;
use super::error::Error;
use super::operation::UNLISTED;
use super::options::{Request, RequestOptions};
use super::response::{ByteStream, ResponseValue};
use crate::Client;

impl Client {
    /// A request to any path below the base URL, for what the document of this SDK does not have. It gets the
    /// same credential, retries and errors as every other.
    ///
    /// ```
    /// use openai_assistants::reqwest::Method;
    ///
    /// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
    /// let request = client.request(Method::GET, "/batches").query("limit", "3");
    /// let batches = request.send::<serde_json::Value>().await?;
    /// println!("{}", batches["data"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> UnlistedRequest<'_> {
        UnlistedRequest {
            client: self,
            method,
            path: path.into(),
            query: Vec::new(),
            body: Ok(None),
            options: RequestOptions::default(),
        }
    }
}

/// A request by method and path; [`Client::request`] starts it.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent until `send`"]
pub struct UnlistedRequest<'a> {
    client: &'a Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Result<Option<Value>, String>,
    options: RequestOptions,
}

impl UnlistedRequest<'_> {
    /// A query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// The body, sent as JSON.
    pub fn json(mut self, body: impl Serialize) -> Self {
        self.body = serde_json::to_value(body).map(Some).map_err(|error| error.to_string());
        self
    }

    /// Sends the request and reads the answer as JSON.
    ///
    /// # Errors
    /// When it cannot be sent, is refused, or its answer is no such value.
    pub async fn send<T: DeserializeOwned>(self) -> Result<ResponseValue<T>, Error> {
        Call::value(self.into_call()).await
    }

    /// Sends the request and hands the answer out as bytes, as they come.
    ///
    /// # Errors
    /// When it cannot be sent or is refused.
    pub async fn send_bytes(self) -> Result<ResponseValue<ByteStream>, Error> {
        Call::bytes(self.into_call()).await
    }
}

impl Request for UnlistedRequest<'_> {
    fn options_mut(&mut self) -> &mut RequestOptions {
        &mut self.options
    }

    fn into_call(self) -> Result<Call, Error> {
        let Self { client, method, path, query, body, options } = self;
        let body =
            body.map_err(|error| Error::invalid_request(format!("the body cannot be written: {error}")))?;
        let path = format!("/{}", path.trim_start_matches('/'));
        let url = format!("{}{path}", client.config.base_url);
        let (named, base) = (path.clone(), format!("{}/", client.config.base_url));
        let mut call = Call::new(&client.config, &UNLISTED, options, move |http| {
            let mut request = http.request(method.clone(), &url).query(&query);
            if let Some(body) = &body {
                request = request.json(body);
            }
            let request = request.build().map_err(Error::from_reqwest)?;
            // Dots, in whatever spelling, would lead to other paths with the same credential.
            let base = Url::parse(&base).map_err(|error| Error::invalid_request(error.to_string()))?;
            if request.url().origin() != base.origin() || !request.url().path().starts_with(base.path()) {
                return Err(Error::invalid_request("the path leads out of the base URL"));
            }
            Ok(request)
        })?;
        call.set_path(&named);
        Ok(call)
    }
}
