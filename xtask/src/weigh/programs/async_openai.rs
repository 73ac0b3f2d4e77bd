//! The calls with `async-openai`.

#![allow(deprecated)]

use async_openai::config::OpenAIConfig;
use async_openai::traits::RequestOptionsBuilder;

pub type Client = async_openai::Client<OpenAIConfig>;
pub type Error = Box<dyn std::error::Error>;

pub fn client(base_url: &str) -> Result<Client, Error> {
    Ok(Client::with_config(OpenAIConfig::new().with_api_base(base_url).with_api_key("k")))
}

/// Retrieves one assistant and returns the length of its name.
pub async fn retrieve(client: &Client) -> Result<usize, Error> {
    let assistant = client.assistants().retrieve("asst_1").await?;
    Ok(assistant.name.as_ref().map_or(0, String::len))
}

/// Lists a page of 100 assistants and returns the total length of their names.
pub async fn list(client: &Client) -> Result<usize, Error> {
    let page = client.assistants().query(&[("limit", "100")])?.list().await?;
    let mut length = 0;
    for assistant in &page.data {
        length += assistant.name.as_ref().map_or(0, String::len);
    }
    Ok(length)
}
