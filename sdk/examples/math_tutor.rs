//! A math tutor: creates an assistant and a thread, polls a run, and prints the messages. `cargo run --example math_tutor`.
//!
//! Set `OPENAI_BASE_URL` and `OPENAI_API_KEY` for the server, and `OPENAI_LOG` to log.

use openai_assistants::Client;
use openai_assistants::prelude::*;
use openai_assistants::types::{AssistantTool, MessageRole, SortOrder};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_env("OPENAI_LOG")).init();
    let client = Client::from_env()?;

    let tutor = client
        .assistants()
        .create("gpt-4o")
        .name("Math Tutor")
        .instructions("Solve problems step by step.")
        .tools([AssistantTool::CodeInterpreter])
        .send()
        .await?;
    let thread = client.threads().create().send().await?;
    let messages = client.threads().messages();
    messages.create(&thread.id, MessageRole::User, "Solve x^2 + 5x + 6 = 0").send().await?;

    let run = client.threads().runs().create(&thread.id, &tutor.id);
    run.poll().on_progress(|run| println!("[{}]", run.status)).await?.completed()?;

    let mut messages = messages.list(&thread.id).order(SortOrder::Asc).items();
    while let Some(message) = messages.try_next().await? {
        println!("{}: {}", message.role, message.text());
    }
    Ok(())
}
