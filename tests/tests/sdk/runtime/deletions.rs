//! Responses to `DELETE`, which servers send in many forms.

use openai_assistants::types::DeleteModelResponse;
use openai_assistants::{Error, Request};
use sdk_tests::wire::{Step, Wire};

use super::builder;
use crate::TestResult;

async fn deleted(status: &str, body: &str) -> Result<DeleteModelResponse, Error> {
    let server = Wire::start([Step::response(status, "", body)]).await.expect("the server starts");
    let (client, _) = builder(&server);
    let client = client.max_retries(0).build().expect("the configuration is valid");
    client.models().delete("ft:gpt 4o").send().await.map(|response| response.into_inner())
}

#[tokio::test]
async fn a_deletion_is_read_in_any_form() -> TestResult {
    for (status, body) in [
        ("204 No Content", ""),
        ("200 OK", ""),
        ("200 OK", "null"),
        ("200 OK", "{}"),
        ("200 OK", r#"{"id":null,"deleted":null}"#),
        ("200 OK", r#"{"id":"ft:gpt 4o","object":"model","created":1,"owned_by":"me"}"#),
    ] {
        let response = deleted(status, body).await.unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!((response.id.as_str(), response.deleted), ("ft:gpt 4o", true), "{body}");
    }
    let kept = deleted("200 OK", r#"{"id":"other","deleted":false}"#).await?;
    assert_eq!((kept.id.as_str(), kept.deleted), ("other", false));
    Ok(())
}

#[tokio::test]
async fn an_error_is_no_deletion() {
    for body in [
        r#"{"error":{"message":"locked"}}"#,
        r#"{"object":"error","message":"locked"}"#,
        r#"{"detail":"locked"}"#,
        r#"{"success":false,"errors":[{"code":1,"message":"locked"}]}"#,
        "<html><title>Bad gateway</title></html>",
        "[]",
    ] {
        let error = deleted("200 OK", body).await.expect_err("it is an error");
        assert!(error.is_decode(), "{body}: {error}");
    }
}

/// What the server has sent stays readable as it came.
#[tokio::test]
async fn send_raw_completes_nothing() -> TestResult {
    let server = Wire::start([Step::response("204 No Content", "", "")]).await?;
    let (client, _) = builder(&server);
    let response = client.build()?.models().delete("m").send_raw().await?;
    assert!(response.is_null());
    Ok(())
}
