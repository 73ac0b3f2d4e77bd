//! Requests rejected by the server, or by the SDK before sending.

use openai_assistants::{Client, ErrorKind, Request};
use sdk_tests::server::Server;

use crate::TestResult;

fn client(server: &Server) -> Result<Client, openai_assistants::ConfigError> {
    Client::builder().base_url(server.base_url()).api_key("local").build()
}

#[tokio::test]
async fn errors_have_the_message_of_the_server() -> TestResult {
    let server = Server::start().await?;
    let client = client(&server)?;
    let error =
        client.threads().messages().list("thread_gone").send().await.expect_err("there is no such thread");
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.message(), "No thread found with id 'thread_gone'.");
    assert_eq!(error.error_type(), Some("invalid_request_error"));
    Ok(())
}

#[tokio::test]
async fn a_missing_member_is_an_error_before_sending() -> TestResult {
    let server = Server::start().await?;
    let client = client(&server)?;
    let upload = || client.uploads().create().filename("handbook.pdf").mime_type("application/pdf");
    let error = upload().bytes(4096).send().await.expect_err("the purpose is missing");
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::InvalidRequest, Some("uploads.create")),
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        r#"uploads.create: missing required member "purpose"; set it with .purpose(..)"#
    );
    // `None` does not set a member.
    let error =
        upload().purpose("assistants").bytes(None::<u64>).send().await.expect_err("the size is missing");
    assert!(error.to_string().contains("\"bytes\""), "{error}");
    Ok(())
}

#[tokio::test]
async fn an_id_that_changes_the_path_is_an_error_before_sending() -> TestResult {
    let server = Server::start().await?;
    let client = client(&server)?;
    for id in ["", ".", ".."] {
        let error = client.threads().delete(id).send().await.expect_err("the id is invalid");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains("thread_id"), "{error}");
    }
    Ok(())
}
