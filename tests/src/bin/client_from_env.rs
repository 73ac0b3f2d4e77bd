//! Builds a client from environment variables, retrieves a model and prints the result. A separate program, because
//! tests cannot set variables of their own process. `AZURE` selects the Azure-style variables.

use openai_assistants::{ClientBuilder, Request};

#[tokio::main]
async fn main() {
    let builder = match std::env::var_os("AZURE") {
        Some(_) => ClientBuilder::azure_from_env(),
        None => ClientBuilder::from_env(),
    };
    match builder.and_then(ClientBuilder::build) {
        Ok(client) => match client.models().retrieve("gpt-4o").send().await {
            Ok(model) => println!("{}", model.id),
            Err(error) => println!("{error}"),
        },
        Err(error) => println!("{error}"),
    }
}
