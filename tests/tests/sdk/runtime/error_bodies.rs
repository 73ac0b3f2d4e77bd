//! The bodies in which servers describe errors, and what a caller learns from each.

use openai_assistants::{Error, ErrorKind, Request};
use sdk_tests::wire::{Step, Wire};

use super::builder;
use crate::TestResult;

async fn error_of(step: Step) -> Result<Error, Box<dyn std::error::Error>> {
    let server = Wire::start([step]).await?;
    let (client, _) = builder(&server);
    let client = client.max_retries(0).build()?;
    Ok(client.threads().retrieve("thread_1").send().await.map(drop).expect_err("it fails"))
}

fn refused(body: impl AsRef<[u8]>) -> Step {
    Step::response("404 Not Found", "x-request-id: req_7\r\n", body)
}

#[tokio::test]
async fn every_shape_gives_message_code_and_type() -> TestResult {
    let mut shown = String::new();
    for body in [
        r#"{"error":{"message":"no thread","type":"invalid_request_error","param":"thread_id","code":"not_found"}}"#,
        r#"{"error":{"message":"no thread","type":null,"param":"None","code":404}}"#,
        r#"{"error":{"message":"no thread","type":"None","code":"404"}}"#,
        r#"{"error":{"message":"no thread","code":"404","innererror":{"code":"Gone","message":"inner"}}}"#,
        r#"{"error":{"code":404,"message":"no thread","status":"NOT_FOUND"}}"#,
        r#"{"error":"no thread"}"#,
        r#"{"statusCode":404,"error":"Not Found","message":"no thread"}"#,
        r#"{"error":"not_found","error_description":"no thread"}"#,
        r#"{"detail":"no thread"}"#,
        r#"{"detail":{"error":{"message":"no thread","type":"x","code":7}}}"#,
        r#"{"detail":{"error":"no thread"}}"#,
        r#"{"detail":[{"loc":["path","thread_id"],"msg":"no thread","type":"value_error"},{"loc":["query","limit",0],"msg":"too large","type":"x"}]}"#,
        r#"{"object":"error","message":"no thread","type":"NotFoundError","param":null,"code":404}"#,
        r#"{"statusCode":404,"message":"no thread"}"#,
        r#"{"code":"not_found","message":"no thread"}"#,
        r#"[{"error":{"code":404,"message":"no thread"}}]"#,
        r#"{"success":false,"errors":[{"code":7003,"message":"no thread"},{"code":1,"message":"at all"}]}"#,
        r#"{"errors":["no thread","at all"]}"#,
        r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"no thread"}"#,
        r#"{"Message":"no thread","Code":"NotFound"}"#,
        r#"{"error":{"message":"","type":"internal_server_error","param":null,"code":"500"}}"#,
        r#""no thread""#,
        "no thread\n",
        "<!DOCTYPE html><html><head><title>\n404 Not  Found</title></head></html>",
        "<html>no thread",
        "",
        "{}",
        "{\"error\":{\"message\":\"no thr",
    ] {
        let error = error_of(refused(body)).await?;
        assert!(error.is_not_found() && error.body() == Some(body.as_bytes()), "{error}");
        let api_error = error.api_error();
        assert_eq!(api_error.and_then(|error| error.code()), error.code());
        assert_eq!(api_error.and_then(|error| error.error_type()), error.error_type());
        assert_eq!(api_error.and_then(|error| error.param()), error.param());
        if let Some(message) = api_error.and_then(|error| error.message()) {
            assert_eq!(message, error.message());
        }
        let member = |value: Option<&str>| value.unwrap_or("-").to_owned();
        let members = [error.error_type(), error.code(), error.param()].map(member).join(" | ");
        shown.push_str(&format!("{body}\n  {} | {members}\n", error.message()));
    }
    insta::assert_snapshot!(shown);
    Ok(())
}

#[tokio::test]
async fn display_is_short_and_the_rest_can_be_read() -> TestResult {
    let long = "é".repeat(30_000);
    let members = format!(r#"{{"error":{{"message":"{long}","type":"{long}"}}}}"#);
    let bodies = [
        format!(r#"{{"error":{{"message":"{long}","code":"c"}}}}"#),
        format!(r#"{{"error":{{"message":"m","type":"{long}","code":"c"}}}}"#),
        format!(r#"{{"error":{{"message":"m","param":"{long}","code":"c"}}}}"#),
        long.clone(),
    ];
    for (status, body) in bodies.iter().flat_map(|body| [("404 Not Found", body), ("200 OK", body)]) {
        let request_id = "r".repeat(4000);
        let error =
            error_of(Step::response(status, &format!("x-request-id: {request_id}\r\n"), body)).await?;
        let (display, debug) = (error.to_string(), format!("{error:?}"));
        assert!(display.len() <= 2048 && debug.len() <= 4096, "{} {}: {display}", display.len(), debug.len());
        assert!(display.contains("more bytes]"), "{display}");
        assert_eq!((error.body(), error.is_body_truncated()), (Some(body.as_bytes()), false));
        assert_eq!(error.request_id(), Some(&*request_id));
    }
    let error = error_of(refused(&bodies[0])).await?;
    assert_eq!(error.message(), long);

    // The body is kept up to the limit, and the status says what is wrong with it.
    let error = error_of(refused(&members)).await?;
    assert_eq!((error.body().map(<[u8]>::len), error.is_body_truncated()), (Some(64 * 1024), true));
    assert!(error.to_string().len() <= 2048, "{error}");
    Ok(())
}

/// A gzip stream of nothing.
const GZIP: [u8; 20] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

#[tokio::test]
async fn a_body_that_is_compressed_unasked_is_named() -> TestResult {
    let json = "content-type: application/json\r\n";
    let rows: [(&str, &[u8], &str); 5] = [
        ("", &GZIP, "compressed (gzip)"),
        ("content-encoding: gzip\r\n", &GZIP, "compressed (gzip)"),
        ("content-encoding: br\r\n", &[0x8b, 0x02, 0x80, 0xff], "compressed (br)"),
        ("", &[0x28, 0xb5, 0x2f, 0xfd, 0x80], "compressed (zstd)"),
        // It says so, and it is not true.
        ("content-encoding: gzip\r\n", b"{]", "expected a key or `}`, found `]`"),
    ];
    for (header, body, message) in rows {
        let error = error_of(Step::response("200 OK", &format!("{json}{header}"), body)).await?;
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.message().contains(message), "{error}");
        if message.starts_with("compressed") {
            let error = error_of(Step::response("502 Bad Gateway", header, body)).await?;
            assert_eq!(error.kind(), ErrorKind::Status);
            assert!(error.message().contains(message), "{error}");
        }
    }
    // A body that is compressed and declared so is read, if it is not.
    let thread = Step::response("200 OK", &format!("{json}content-encoding: gzip\r\n"), super::THREAD);
    let server = Wire::start([thread]).await?;
    let (client, _) = builder(&server);
    assert_eq!(client.build()?.threads().retrieve("thread_1").send().await?.id, "thread_1");
    Ok(())
}

#[tokio::test]
async fn a_syntax_error_has_path_and_position() -> TestResult {
    let json = "{\"id\": \"thread_1\",\n \"metadata\": {\"a\": \"1\", \"b\": @}}";
    let error = error_of(Step::json(json)).await?;
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("metadata.b")));
    let message = "unexpected response at metadata.b: expected a value, found `@` at line 2 column 30; the body begins with ";
    assert!(error.message().starts_with(message), "{error}");
    Ok(())
}

#[tokio::test]
async fn json_as_it_comes_is_read() -> TestResult {
    for (body, id, created_at) in [
        ("\u{feff}{\"id\":\"a\",\"created_at\":1}", "a", 1),
        (r#"{"id":"a\ud800b","created_at":1}"#, "a\u{fffd}b", 1),
        (r#"{"id":"x","id":"a","created_at":0,"created_at":1}"#, "a", 1),
        (r#"{"id":"a","created_at":1.0}"#, "a", 1),
        (r#"{"id":"a","created_at":3e9}"#, "a", 3_000_000_000),
    ] {
        let server = Wire::start([Step::json(body)]).await?;
        let (client, _) = builder(&server);
        let thread = client.build()?.threads().retrieve("thread_1").send().await?;
        assert_eq!((&*thread.id, thread.created_at), (id, Some(created_at)), "{body}");
    }
    let error = error_of(Step::json(r#"["thread_1","thread",1]"#)).await?;
    assert!(error.message().contains("expected an object, found an array"), "{error}");
    Ok(())
}
