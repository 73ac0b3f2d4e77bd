//! Tests of the local server: through the SDK, through plain HTTP, and as a program.

mod connections;
mod expiry;
mod faults;
mod official_client;
mod operations;
mod pages;
mod program;
mod runs;
mod streams;
mod validation;

use openai_assistants::Client;
use reqwest::{Method, RequestBuilder, StatusCode};
use sdk_tests::server::Server;
use serde_json::{Value, json};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// An SDK client without retries, so that faults are visible.
fn client(server: &Server) -> Result<Client, openai_assistants::ConfigError> {
    Client::builder().base_url(server.base_url()).api_key("local").max_retries(0).build()
}

/// A plain HTTP client, for requests that the SDK does not send.
struct Raw {
    http: reqwest::Client,
    base_url: String,
}

impl Raw {
    fn new(server: &Server) -> Self {
        Self { http: reqwest::Client::new(), base_url: server.base_url() }
    }

    /// A request with API key and beta header.
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).bearer_auth("local").header("OpenAI-Beta", "assistants=v2")
    }

    fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base_url))
    }

    async fn send(&self, request: RequestBuilder) -> reqwest::Result<(StatusCode, Value)> {
        let response = request.send().await?;
        Ok((response.status(), response.json().await?))
    }

    async fn get(&self, path: &str) -> reqwest::Result<(StatusCode, Value)> {
        self.send(self.request(Method::GET, path)).await
    }

    async fn post(&self, path: &str, body: &Value) -> reqwest::Result<(StatusCode, Value)> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Creates an object and returns its id.
    async fn create(&self, path: &str, body: &Value) -> Result<String, Box<dyn std::error::Error>> {
        let (status, object) = self.post(path, body).await?;
        match object["id"].as_str() {
            Some(id) => Ok(id.to_owned()),
            None => Err(format!("{path}: {status} {object}").into()),
        }
    }

    /// Creates an assistant with these tools, and a thread with one question.
    async fn conversation(
        &self,
        tools: &Value,
        question: &str,
    ) -> Result<(String, String), Box<dyn std::error::Error>> {
        let assistant = self.create("/assistants", &json!({ "model": "gpt-4o", "tools": tools })).await?;
        let messages = json!([{ "role": "user", "content": question }]);
        let thread = self.create("/threads", &json!({ "messages": messages })).await?;
        Ok((assistant, thread))
    }

    /// Streams a run, and returns the complete body.
    async fn stream(&self, path: &str, body: &Value) -> reqwest::Result<String> {
        self.request(Method::POST, path).json(body).send().await?.text().await
    }
}

/// The names and data of a stream's events.
fn events(text: &str) -> Vec<(String, Value)> {
    let event = |frame: &str| {
        let (name, data) = frame.strip_prefix("event: ")?.split_once("\ndata: ")?;
        Some((name.to_owned(), serde_json::from_str(data).unwrap_or_else(|_| json!(data))))
    };
    text.split_terminator("\n\n")
        .map(|frame| event(frame).unwrap_or_else(|| panic!("not an event: {frame}")))
        .collect()
}
