//! Requests as strict servers want them.

use openai_assistants::reqwest::Method;
use openai_assistants::{ErrorKind, FilePart, Request};
use sdk_tests::wire::{Step, Wire};
use serde_json::Value;

use super::{THREAD, TestResult, builder};

#[tokio::test]
async fn a_post_without_a_body_has_a_length_of_zero() -> TestResult {
    let server = Wire::start([Step::json(THREAD)]).await?;
    let (client, _) = builder(&server);
    let client = client.build()?;
    client.threads().runs().cancel("t", "r").send_raw().await?;
    client.vector_stores().file_batches().cancel("vs", "b").send_raw().await?;
    client.uploads().cancel("u").send_raw().await?;
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        client.request(method, "/batches").send::<Value>().await?;
    }
    for request in server.requests() {
        assert_eq!(request.matches("content-length: 0\r\n").count(), 1, "{request}");
        assert!(!request.contains("content-type") && !request.contains("transfer-encoding"), "{request}");
    }
    client.threads().retrieve("t").send_raw().await?;
    client.threads().delete("t").send_raw().await?;
    client.threads().runs().cancel("t", "r").extra_body("reason", "enough").send_raw().await?;
    let requests = server.requests();
    assert!(
        !requests[6].contains("content-length") && !requests[7].contains("content-length"),
        "{requests:?}"
    );
    let with_body = &requests[8];
    assert_eq!(with_body.matches("content-length: 19\r\n").count(), 1, "{with_body}");
    assert!(with_body.ends_with(r#"{"reason":"enough"}"#), "{with_body}");
    Ok(())
}

#[tokio::test]
async fn a_space_in_a_query_is_never_a_plus() -> TestResult {
    let server = Wire::start([Step::json(r#"{"object":"list","data":[]}"#)]).await?;
    let (client, _) = builder(&server);
    let client = client.query("of client", "a b").build()?;
    client.threads().messages().list("t").after("msg 1+1").extra_query("of call", "c d").send().await?;
    let raw = client.request(Method::GET, "/models?written=e f").query("more", "g h");
    raw.send::<Value>().await?;
    let requests = server.requests();
    let targets: Vec<&str> = requests.iter().filter_map(|request| request.split(' ').nth(1)).collect();
    assert_eq!(
        targets,
        [
            "/v1/threads/t/messages?after=msg%201%2B1&of%20client=a%20b&of%20call=c%20d",
            "/v1/models?written=e%20f&more=g%20h&of%20client=a%20b",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn file_names_are_escaped_like_a_browser_does() -> TestResult {
    let server = Wire::start([Step::json(THREAD)]).await?;
    let (client, _) = builder(&server);
    let client = client.build()?;
    let file = FilePart::new(r#"a "b" \c é.md"#, "x");
    client.files().create(file, "assistants").send_raw().await?;
    let sent = server.requests().concat();
    assert!(sent.contains("name=\"file\"; filename=\"a %22b%22 \\c é.md\"\r\n"), "{sent}");
    Ok(())
}

#[tokio::test]
async fn file_names_with_control_characters_are_refused() -> TestResult {
    let server = Wire::start([Step::json(THREAD)]).await?;
    let (client, _) = builder(&server);
    let client = client.build()?;
    for name in ["a\r\nContent-Type: text/html", "a\nb", "a\0b", "a\u{7f}b", "a\u{85}b", "\t"] {
        let error = client.files().create(FilePart::new(name, "x"), "assistants").send().await;
        let error = error.expect_err("the name is refused");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{error}");
        assert!(error.message().contains("control characters"), "{error}");
    }
    assert!(server.requests().is_empty());
    Ok(())
}
