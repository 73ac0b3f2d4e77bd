//! An assistant that calls functions of the program: tools from types, calls as values, outputs submitted.

use openai_assistants::Client;
use openai_assistants::types::{AssistantTool, MessageRole, RunStatus, ToolOutput};
use schemars::JsonSchema;
use sdk_tests::server::Server;
use serde::Deserialize;

/// The temperature in a city now.
#[derive(Debug, Deserialize, JsonSchema)]
struct GetTemperature {
    /// Name of the city.
    city: String,
}

/// The chance of rain in a city within the hour.
#[derive(Debug, Deserialize, JsonSchema)]
struct GetRain {
    /// Name of the city.
    city: String,
}

#[tokio::test]
async fn functions_are_called_and_their_outputs_are_in_the_answer() -> Result<(), Box<dyn std::error::Error>>
{
    let server = Server::builder().reply("This is the weather:").start().await?;
    let client = Client::builder().base_url(server.base_url()).api_key("local").build()?;

    let assistant = client
        .assistants()
        .create()
        .model("gpt-4o")
        .instructions("Answer questions about the weather.")
        .tools([
            AssistantTool::from_type::<GetTemperature>("get_temperature")?,
            AssistantTool::from_type::<GetRain>("get_rain")?,
        ])
        .send()
        .await?;
    let thread = client.threads().create().send().await?;
    let question = client.threads().messages().create(&thread.id).role(MessageRole::User);
    question.content("Do I need a coat in Oslo?").send().await?;

    let mut run = client.threads().runs().create(&thread.id).assistant_id(&assistant.id).send().await?;
    let mut called = 0;
    while run.status != RunStatus::Completed {
        let mut outputs = Vec::new();
        for call in run.tool_calls() {
            called += 1;
            let output = match call.function.name.as_str() {
                "get_temperature" => format!("3 degrees in {}", call.arguments::<GetTemperature>()?.city),
                "get_rain" => format!("rain in {}: 60 %", call.arguments::<GetRain>()?.city),
                other => return Err(format!("there is no function {other}").into()),
            };
            outputs.push(ToolOutput::new(&call.id, output));
        }
        run = match outputs.is_empty() {
            true => client.threads().runs().retrieve(&thread.id, &run.id).send().await?,
            false => {
                let submit = client.threads().runs().submit_tool_outputs(&thread.id, &run.id);
                submit.tool_outputs(outputs).send().await?
            }
        };
    }
    assert_eq!(called, 2);

    let messages = client.threads().messages().list(&thread.id).limit(1).send().await?;
    let answer = messages.data.first().ok_or("the run wrote no message")?.text();
    assert_eq!(answer, "This is the weather:\n3 degrees in Oslo\nrain in Oslo: 60 %");
    Ok(())
}
