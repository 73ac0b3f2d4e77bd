//! The first program everybody writes, from the assistant to the answer, over real HTTP.

use openai_assistants::types::{
    AssistantTool, CodeInterpreterTool, MessageContent, MessageRequestContent, MessageRole, RunObject,
    RunStatus,
};
use openai_assistants::{Client, Error};
use sdk_tests::assistant::Server;

const QUESTION: &str = "Solve x^2 + 5x + 6 = 0";
const ANSWER: &str = "x = -2 or x = -3";

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn client(server: &Server) -> Result<Client, openai_assistants::ConfigError> {
    Client::builder().base_url(server.base_url()).api_key("local").build()
}

#[tokio::test]
async fn a_run_is_read_until_it_has_answered() -> TestResult {
    let server = Server::start(ANSWER).await?;
    let client = client(&server)?;

    let assistant = client
        .create_assistant()
        .body_map(|body| {
            body.model("gpt-4o")
                .name("Math Tutor".to_owned())
                .instructions("Solve problems step by step.".to_owned())
                .tools([AssistantTool::from(CodeInterpreterTool::default())])
        })
        .send()
        .await?;
    assert_eq!(assistant.name.as_deref(), Some("Math Tutor"));
    assert_eq!(assistant.tools.len(), 1);

    let thread = client.create_thread().send().await?;
    client
        .create_message()
        .thread_id(&thread.id)
        .body_map(|body| {
            body.role(MessageRole::User).content(MessageRequestContent::TextContent(QUESTION.to_owned()))
        })
        .send()
        .await?;
    let run = client
        .create_run()
        .thread_id(&thread.id)
        .body_map(|body| body.assistant_id(&assistant.id))
        .send()
        .await?;
    let (run, states) = completed(&client, run.into_inner()).await?;
    assert_eq!(states, [RunStatus::Queued, RunStatus::InProgress, RunStatus::Completed]);

    let messages = client.list_messages().thread_id(&thread.id).limit(100).send().await?;
    let answer = messages.data.iter().find(|message| message.run_id.as_ref() == Some(&run.id));
    let answer = answer.and_then(|message| message.content.first());
    let Some(MessageContent::TextObject(text)) = answer else { panic!("no text in {answer:?}") };
    println!("{}", text.text.value);
    assert_eq!(text.text.value, ANSWER);
    Ok(())
}

/// Reads the run until it has completed, with every state on the way.
async fn completed(
    client: &Client,
    mut run: RunObject,
) -> Result<(RunObject, Vec<RunStatus>), Error<openai_assistants::types::ErrorResponse>> {
    let mut states = vec![run.status];
    while run.status != RunStatus::Completed {
        run = client.get_run().thread_id(&run.thread_id).run_id(&run.id).send().await?.into_inner();
        states.push(run.status);
    }
    Ok((run, states))
}

#[tokio::test]
async fn a_refusal_carries_the_words_of_the_server() -> TestResult {
    let server = Server::start(ANSWER).await?;
    let client = client(&server)?;
    let error =
        client.list_messages().thread_id("thread_gone").send().await.expect_err("there is no such thread");
    let Error::ErrorResponse(response) = error else { panic!("not a refusal: {error}") };
    assert_eq!(response.status(), 404);
    assert_eq!(response.error.message, "there is no such object");
    Ok(())
}

#[tokio::test]
async fn a_missing_property_is_named_before_anything_is_sent() -> TestResult {
    let server = Server::start(ANSWER).await?;
    let client = client(&server)?;
    let error = client.create_assistant().send().await.expect_err("the model is missing");
    assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
    assert!(error.to_string().contains("model"), "{error}");
    Ok(())
}
