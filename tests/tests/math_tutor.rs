//! The first program everybody writes, from the assistant to the answer, over real HTTP.

use openai_assistants::types::{AssistantTool, MessageRole, RunObject, RunStatus};
use openai_assistants::{Client, Error, ErrorKind};
use sdk_tests::server::Server;

const QUESTION: &str = "Solve x^2 + 5x + 6 = 0";
const ANSWER: &str = "x = -2 or x = -3";

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn client(server: &Server) -> Result<Client, openai_assistants::ConfigError> {
    Client::builder().base_url(server.base_url()).api_key("local").build()
}

#[tokio::test]
async fn a_run_is_read_until_it_has_answered() -> TestResult {
    let server = Server::builder().reply(ANSWER).start().await?;
    let client = client(&server)?;

    let assistant = client
        .assistants()
        .create()
        .model("gpt-4o")
        .name("Math Tutor")
        .instructions("Solve problems step by step.")
        .tools([AssistantTool::code_interpreter()])
        .send()
        .await?;
    assert_eq!(assistant.name.as_deref(), Some("Math Tutor"));
    assert_eq!(assistant.tools.len(), 1);

    let thread = client.threads().create().send().await?;
    client.threads().messages().create(&thread.id).role(MessageRole::User).content(QUESTION).send().await?;
    let run = client.threads().runs().create(&thread.id).assistant_id(&assistant.id).send().await?;
    let (run, states) = completed(&client, run.into_inner()).await?;
    assert_eq!(states, [RunStatus::Queued, RunStatus::InProgress, RunStatus::Completed]);

    let messages = client.threads().messages().list(&thread.id).limit(100).send().await?;
    let answer = messages.data.iter().find(|message| message.run_id.as_ref() == Some(&run.id));
    let answer = answer.ok_or("the run wrote no message")?.text();
    println!("{answer}");
    assert_eq!(answer, ANSWER);
    Ok(())
}

/// Reads the run until it has completed, with every state on the way.
async fn completed(client: &Client, mut run: RunObject) -> Result<(RunObject, Vec<RunStatus>), Error> {
    let mut states = vec![run.status.clone()];
    while !run.status.is_terminal() {
        run = client.threads().runs().retrieve(&run.thread_id, &run.id).send().await?.into_inner();
        states.push(run.status.clone());
    }
    Ok((run, states))
}

#[tokio::test]
async fn a_refusal_carries_the_words_of_the_server() -> TestResult {
    let server = Server::builder().reply(ANSWER).start().await?;
    let client = client(&server)?;
    let error =
        client.threads().messages().list("thread_gone").send().await.expect_err("there is no such thread");
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.message(), "No thread found with id 'thread_gone'.");
    assert_eq!(error.error_type(), Some("invalid_request_error"));
    Ok(())
}

#[tokio::test]
async fn a_missing_property_is_named_before_anything_is_sent() -> TestResult {
    let server = Server::builder().reply(ANSWER).start().await?;
    let client = client(&server)?;
    let error = client.assistants().create().send().await.expect_err("the model is missing");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains("model"), "{error}");
    Ok(())
}

#[tokio::test]
async fn an_id_that_would_change_the_path_is_refused_before_anything_is_sent() -> TestResult {
    let server = Server::builder().reply(ANSWER).start().await?;
    let client = client(&server)?;
    for id in ["", ".", ".."] {
        let error = client.threads().delete(id).send().await.expect_err("the id is none");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains("thread_id"), "{error}");
    }
    Ok(())
}
