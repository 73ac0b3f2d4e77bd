//! An assistant that searches a handbook and cites it.
//! `cargo run --example file_search`.
//!
//! Set `OPENAI_BASE_URL` and `OPENAI_API_KEY` for the server, and `OPENAI_LOG` to log.

use openai_assistants::prelude::*;
use openai_assistants::types::{
    AssistantTool, CreateFileSearchResources, CreateToolResources, FilePurpose, MessageContent, MessageRole,
    TextAnnotation,
};
use openai_assistants::{Client, FilePart};
use tracing_subscriber::EnvFilter;

const HANDBOOK: &str = "Threaded cups take 35 to 50 Nm, greased.\nBrake discs are worn below 1.5 mm.\n";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_env("OPENAI_LOG")).init();
    let client = Client::from_env()?;

    let file = FilePart::new("handbook.md", HANDBOOK);
    let file = client.files().create(file, FilePurpose::Assistants).send().await?;
    let store = client.vector_stores().create().name("Workshop").send().await?;
    client.vector_stores().files().create(&store.id, &file.id).poll().await?.completed()?;

    let search = CreateFileSearchResources::default().vector_store_ids([&store.id]);
    let assistant = client
        .assistants()
        .create("gpt-4o")
        .instructions("Answer from the handbook, with citations.")
        .tools([AssistantTool::file_search()])
        .tool_resources(CreateToolResources::default().file_search(search))
        .send()
        .await?;
    let thread = client.threads().create().send().await?;
    let messages = client.threads().messages();
    messages.create(&thread.id, MessageRole::User, "How tight do threaded cups go?").send().await?;
    let run = client.threads().runs().create(&thread.id, &assistant.id).poll().await?.completed()?;

    let mut replies = messages.list(&thread.id).run_id(&run.id).items();
    while let Some(reply) = replies.try_next().await? {
        println!("{}", reply.text());
        for content in &reply.content {
            let MessageContent::Text(text) = content else { continue };
            for annotation in &text.text.annotations {
                let TextAnnotation::FileCitation(citation) = annotation else { continue };
                let cited = client.files().retrieve(&citation.file_citation.file_id).send().await?;
                println!("{} is in {}", citation.text, cited.filename);
            }
        }
    }
    Ok(())
}
