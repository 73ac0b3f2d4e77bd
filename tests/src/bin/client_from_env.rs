//! Makes a client as the environment has it, retrieves a model, and prints what came of it: for the tests of
//! the environment, which belongs to a process. `AZURE` asks for the Azure-style variables.

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
