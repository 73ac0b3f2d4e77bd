//! Hand-written calls with only `reqwest` and `serde`.

#![allow(dead_code)]

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::RequestBuilder;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub type Error = Box<dyn std::error::Error>;

pub struct Client {
    http: reqwest::Client,
    base_url: String,
    api_key: String,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Assistant>,
    has_more: bool,
    first_id: Option<String>,
    last_id: Option<String>,
}

#[derive(Deserialize)]
struct Assistant {
    id: String,
    created_at: i64,
    name: Option<String>,
    description: Option<String>,
    model: String,
    instructions: Option<String>,
    #[serde(default)]
    tools: Vec<Tool>,
    tool_resources: Option<ToolResources>,
    metadata: Option<BTreeMap<String, String>>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    response_format: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tool {
    CodeInterpreter,
    FileSearch { file_search: Option<FileSearch> },
    Function { function: Function },
}

#[derive(Deserialize)]
struct FileSearch {
    max_num_results: Option<u8>,
}

#[derive(Deserialize)]
struct Function {
    name: String,
    description: Option<String>,
    parameters: Option<serde_json::Value>,
    strict: Option<bool>,
}

#[derive(Deserialize)]
struct ToolResources {
    code_interpreter: Option<CodeInterpreterResources>,
    file_search: Option<FileSearchResources>,
}

#[derive(Deserialize)]
struct CodeInterpreterResources {
    file_ids: Vec<String>,
}

#[derive(Deserialize)]
struct FileSearchResources {
    vector_store_ids: Vec<String>,
}

pub fn client(base_url: &str) -> Result<Client, Error> {
    let http = reqwest::Client::builder().timeout(Duration::from_secs(600)).build()?;
    Ok(Client { http, base_url: base_url.to_owned(), api_key: "k".to_owned() })
}

async fn send<T: DeserializeOwned>(client: &Client, request: RequestBuilder) -> Result<T, Error> {
    let request = request.bearer_auth(&client.api_key).header("OpenAI-Beta", "assistants=v2");
    Ok(request.send().await?.error_for_status()?.json().await?)
}

/// Retrieves one assistant and returns the length of its name.
pub async fn retrieve(client: &Client) -> Result<usize, Error> {
    let request = client.http.get(format!("{}/assistants/asst_1", client.base_url));
    let assistant: Assistant = send(client, request).await?;
    Ok(assistant.name.as_ref().map_or(0, String::len))
}

/// Lists a page of 100 assistants and returns the total length of their names.
pub async fn list(client: &Client) -> Result<usize, Error> {
    let request = client.http.get(format!("{}/assistants", client.base_url)).query(&[("limit", "100")]);
    let page: Page = send(client, request).await?;
    let mut length = 0;
    for assistant in &page.data {
        length += assistant.name.as_ref().map_or(0, String::len);
    }
    Ok(length)
}
