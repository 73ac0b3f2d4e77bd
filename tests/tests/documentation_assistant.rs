//! An assistant that answers from a handbook: a file, a vector store, file search, and a citation.

use openai_assistants::types::{
    AssistantTool, CreateFileSearchResources, CreateToolResources, FilePurpose, MessageContent, MessageRole,
    RunStatus, TextAnnotation, VectorStoreFileStatus,
};
use openai_assistants::{Client, FilePart};
use sdk_tests::server::Server;

const HANDBOOK: &str = "Threaded cups take 35 to 50 Nm, greased.";

#[tokio::test]
async fn the_answer_cites_the_handbook() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::builder().reply("Threaded cups take 35 to 50 Nm [1].").start().await?;
    let client = Client::builder().base_url(server.base_url()).api_key("local").build()?;

    let file = client
        .files()
        .create()
        .file(FilePart::new("handbook.md", HANDBOOK))
        .purpose(FilePurpose::Assistants)
        .send()
        .await?;
    assert_eq!((file.filename.as_str(), file.bytes), ("handbook.md", HANDBOOK.len() as i64));
    let store = client.vector_stores().create().name("Workshop").send().await?;
    let mut stored = client
        .vector_stores()
        .files()
        .create(&store.id)
        .file_id(&file.id)
        .attributes([("language", "en")])
        .send()
        .await?;
    while stored.status == Some(VectorStoreFileStatus::InProgress) {
        stored = client.vector_stores().files().retrieve(&store.id, &file.id).send().await?;
    }

    let search =
        CreateFileSearchResources { vector_store_ids: Some(vec![store.id.clone()]), ..Default::default() };
    let assistant = client
        .assistants()
        .create()
        .model("gpt-4o")
        .instructions("Answer from the handbook, with citations.")
        .tools([AssistantTool::file_search()])
        .tool_resources(CreateToolResources { file_search: Some(search), ..Default::default() })
        .send()
        .await?;
    let thread = client.threads().create().send().await?;
    let question = client.threads().messages().create(&thread.id).role(MessageRole::User);
    question.content("How tight do threaded cups go?").send().await?;
    let mut run = client.threads().runs().create(&thread.id).assistant_id(&assistant.id).send().await?;
    while !run.status.is_terminal() {
        run = client.threads().runs().retrieve(&thread.id, &run.id).send().await?;
    }
    assert_eq!(run.status, RunStatus::Completed);

    let messages = client.threads().messages().list(&thread.id).run_id(&run.id).send().await?;
    let answer = messages.data.first().ok_or("the run wrote no message")?;
    assert_eq!(answer.text(), "Threaded cups take 35 to 50 Nm [1].");
    let Some(MessageContent::Text(text)) = answer.content.first() else { panic!("{answer:?}") };
    let [TextAnnotation::FileCitation(citation)] = text.text.annotations.as_slice() else {
        panic!("{text:?}")
    };
    assert_eq!(citation.file_citation.file_id, file.id);
    Ok(())
}
