//! An assistant that calls functions whose parameters are Rust types.
//! `cargo run --example function_calling`.
//!
//! Set `OPENAI_BASE_URL` and `OPENAI_API_KEY` for the server, and `OPENAI_LOG` to log.

use openai_assistants::Client;
use openai_assistants::prelude::*;
use openai_assistants::types::{AssistantTool, MessageRole, RunToolCall, ToolOutput};
use schemars::JsonSchema;
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

/// The temperature in a city now.
#[derive(Deserialize, JsonSchema)]
struct GetTemperature {
    /// Name of the city.
    city: String,
}

/// The chance of rain in a city within the hour.
#[derive(Deserialize, JsonSchema)]
struct GetRain {
    /// Name of the city.
    city: String,
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn execute(call: &RunToolCall) -> Result<String> {
    Ok(match call.function.name.as_str() {
        "get_temperature" => format!("3 degrees in {}", call.arguments::<GetTemperature>()?.city),
        "get_rain" => format!("rain in {}: 60 %", call.arguments::<GetRain>()?.city),
        other => return Err(format!("unknown function {other}").into()),
    })
}

#[tokio::main]
async fn main() -> Result<()> {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_env("OPENAI_LOG")).init();
    let client = Client::from_env()?;

    let assistant = client
        .assistants()
        .create("gpt-4o")
        .instructions("Answer questions about the weather.")
        .tools([
            AssistantTool::from_type::<GetTemperature>("get_temperature")?,
            AssistantTool::from_type::<GetRain>("get_rain")?,
        ])
        .send()
        .await?;
    let thread = client.threads().create().send().await?;
    let messages = client.threads().messages();
    messages.create(&thread.id, MessageRole::User, "Do I need a coat in Oslo?").send().await?;

    let runs = client.threads().runs();
    let mut run = runs.create(&thread.id, &assistant.id).poll().await?;
    while !run.tool_calls().is_empty() {
        let mut outputs = Vec::new();
        for call in run.tool_calls() {
            let output = execute(call)?;
            println!("{}({}) = {output}", call.function.name, call.function.arguments);
            outputs.push(ToolOutput::new(&call.id, output));
        }
        run = runs.submit_tool_outputs(&thread.id, &run.id, outputs).poll().await?;
    }
    let run = run.completed()?;

    let mut replies = messages.list(&thread.id).run_id(&run.id).items();
    while let Some(reply) = replies.try_next().await? {
        println!("{}", reply.text());
    }
    Ok(())
}
