//! Hints for errors that the configuration may have caused.

use openai_assistants::{Client, Request};
use sdk_tests::wire::{Step, Wire};

use super::TestResult;

#[tokio::test]
async fn a_404_for_an_unknown_path_names_the_missing_v1() -> TestResult {
    // Bodies of frameworks and servers for a path that they do not know.
    for body in [
        "",
        "404 page not found\n",
        "<html><h1>Not Found</h1></html>",
        r#"{"detail":"Not Found"}"#,
        r#"{"error":{"message":"Invalid URL (GET /models)","type":"invalid_request_error","param":null,"code":null}}"#,
        r#"{"statusCode":404,"message":"Resource not found"}"#,
    ] {
        let server = Wire::start([Step::response("404 Not Found", "", body)]).await?;
        let base_url = server.base_url();
        let origin = base_url.trim_end_matches("/v1");
        let hint = format!("; the base URL has no /v1, which most servers need; try {base_url}");
        for (url, expected) in [(origin, true), (base_url.as_str(), false), (&format!("{origin}/v3"), false)]
        {
            let client = Client::builder().base_url(url).build()?;
            let error = client.models().list().send().await.expect_err("the path is unknown");
            assert!(error.is_not_found(), "{error}");
            assert_eq!(error.to_string().ends_with(&hint), expected, "{url}: {error}");
        }
        // The dated paths of Azure have no version.
        let client = Client::builder().azure_endpoint(origin).api_version("2024-05-01-preview").build()?;
        let error = client.models().list().send().await.expect_err("the path is unknown");
        assert!(!error.to_string().contains("/v1"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_404_for_a_missing_object_has_no_hint() -> TestResult {
    for body in [
        r#"{"error":{"message":"No thread found with id 'thread_1'.","type":"invalid_request_error","param":null,"code":null}}"#,
        r#"{"error":{"message":"Not found","code":"not_found"}}"#,
        r#"{"detail":"Thread thread_1 was not found"}"#,
    ] {
        let server = Wire::start([Step::response("404 Not Found", "", body)]).await?;
        let base_url = server.base_url();
        let client = Client::builder().base_url(base_url.trim_end_matches("/v1")).build()?;
        let error = client.threads().retrieve("thread_1").send().await.expect_err("there is no such thread");
        assert!(!error.to_string().contains("/v1"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn only_a_status_that_allows_a_retry_mentions_a_delay() -> TestResult {
    for (status, headers, expected) in [
        ("400 Bad", "", false),
        ("404 Not Found", "", false),
        ("400 Bad", "x-should-retry: true\r\n", true),
        ("429 Slow", "", true),
        ("429 Slow", "x-should-retry: false\r\n", true),
        ("504 Gateway Timeout", "", true),
    ] {
        let headers = format!("retry-after: 7\r\n{headers}");
        let server = Wire::start([Step::response(status, &headers, "{}")]).await?;
        let client = Client::builder().base_url(server.base_url()).max_retries(0).build()?;
        let error = client.threads().create().send().await.expect_err("the status is an error");
        assert_eq!(error.to_string().contains("the server"), expected, "{status} {headers}: {error}");
        assert_eq!(error.retry_after().is_some(), expected, "{status} {headers}: {error}");
    }
    Ok(())
}
