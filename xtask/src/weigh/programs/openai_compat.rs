//! The calls with `openai-compat`.

pub use openai_compat::Client;
use openai_compat::types::assistants::ListParams;

pub type Error = Box<dyn std::error::Error>;

pub fn client(base_url: &str) -> Result<Client, Error> {
    Ok(Client::builder().base_url(base_url).api_key("k").build()?)
}

/// Retrieves one assistant and returns the length of its name.
pub async fn retrieve(client: &Client) -> Result<usize, Error> {
    let assistant = client.assistants().retrieve("asst_1").await?;
    Ok(assistant.name.as_ref().map_or(0, String::len))
}

/// Lists a page of 100 assistants and returns the total length of their names.
pub async fn list(client: &Client) -> Result<usize, Error> {
    let page = client.assistants().list(Some(ListParams::new().limit(100))).await?;
    let mut length = 0;
    for assistant in &page.data {
        length += assistant.name.as_ref().map_or(0, String::len);
    }
    Ok(length)
}
