//! Errors and their messages.

use openai_assistants::types::ErrorResponse;
use openai_assistants::{Error, ErrorKind, Request};
use sdk_tests::wire::{Step, Wire};

use super::{MODEL, TestResult, builder};

const REQUEST_ID: &str = "x-request-id: req_7\r\n";

async fn error_of(step: Step) -> Result<Error, Box<dyn std::error::Error>> {
    let server = Wire::start([step]).await?;
    let (client, _) = builder(&server);
    let response = client.max_retries(0).max_response_bytes(1 << 20).build()?.models().list().send().await;
    Ok(response.expect_err("it fails"))
}

#[tokio::test]
async fn error_bodies_of_many_forms_are_parsed() -> TestResult {
    let rows = [
        (r#"{"error":{"message":"no such model","type":"invalid_request_error","param":"model","code":"model_not_found"}}"#),
        (r#"{"error":{"message":null,"type":null,"param":null,"code":1234}}"#),
        (r#"{"error":"it is a text"}"#),
        (r#"{"message":"no error around it","code":7.5}"#),
        (r#"{"detail":"Not Found"}"#),
        (r#"{"error":{"message":["a","list"]}}"#),
        (r#"{"error":null}"#),
        (r#"[1,2]"#),
        (r#"{"error":{"mess"#),
        ("<html><head><title>502</title></head>\n<body>Bad   gateway</body></html>"),
        (""),
        ("\u{feff}é"),
    ];
    let mut shown = String::new();
    for body in rows {
        let error = error_of(Step::response("404 Not Found", REQUEST_ID, body)).await?;
        assert!(error.is_not_found() && error.request_id() == Some("req_7"), "{error}");
        assert_eq!(error.body(), Some(body.as_bytes()));
        shown.push_str(&format!("{body}\n  {error}\n"));
    }
    insta::assert_snapshot!(shown, @r#"
    {"error":{"message":"no such model","type":"invalid_request_error","param":"model","code":"model_not_found"}}
      models.list: 404 Not Found: no such model (type invalid_request_error, code model_not_found, param model, request id req_7)
    {"error":{"message":null,"type":null,"param":null,"code":1234}}
      models.list: 404 Not Found: the error has no message: "{\"error\":{\"message\":null,\"type\":null,\"param\":null,\"code\":1234}}" (code 1234, request id req_7)
    {"error":"it is a text"}
      models.list: 404 Not Found: it is a text (request id req_7)
    {"message":"no error around it","code":7.5}
      models.list: 404 Not Found: no error around it (code 7.5, request id req_7)
    {"detail":"Not Found"}
      models.list: 404 Not Found: Not Found (request id req_7)
    {"error":{"message":["a","list"]}}
      models.list: 404 Not Found: ["a","list"] (request id req_7)
    {"error":null}
      models.list: 404 Not Found: the body is not an error of this API: "{\"error\":null}" (request id req_7)
    [1,2]
      models.list: 404 Not Found: the body is not an error of this API: "[1,2]" (request id req_7)
    {"error":{"mess
      models.list: 404 Not Found: the body is not an error of this API: "{\"error\":{\"mess" (request id req_7)
    <html><head><title>502</title></head>
    <body>Bad   gateway</body></html>
      models.list: 404 Not Found: the response is an HTML page with the title "502" (request id req_7)

      models.list: 404 Not Found: the response has no body (request id req_7)
    ﻿é
      models.list: 404 Not Found: é (request id req_7)
    "#);
    let body = r#"{"error":{"message":"gone","type":"t","param":null,"code":null}}"#;
    let error = error_of(Step::response("404 Not Found", "", body)).await?;
    assert_eq!(error.body_as::<ErrorResponse>().and_then(|body| body.error.message), Some("gone".to_owned()));
    Ok(())
}

#[tokio::test]
async fn a_success_status_with_an_invalid_body_is_a_decode_error() -> TestResult {
    let json = |body: &str| {
        Step::response("200 OK", &format!("{REQUEST_ID}content-type: application/json\r\n"), body)
    };
    let rows = [
        json(
            r#"{"object":"list","data":[{"id":"gpt-4o","object":"model","created":"yesterday","owned_by":"x"}]}"#,
        ),
        json(r#"{"object":"list","data":[{"id":"gpt-"#),
        json(r#"{"object":"list","data":[]} trailing"#),
        json("\"a string\""),
        json(""),
        Step::response(
            "200 OK",
            &format!("{REQUEST_ID}content-type: text/html\r\n"),
            "<html>Please log in</html>",
        ),
    ];
    let mut shown = String::new();
    for step in rows {
        let error = error_of(step).await?;
        assert_eq!((error.kind(), error.request_id()), (ErrorKind::Decode, Some("req_7")), "{error}");
        assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(200), 1));
        shown.push_str(&format!("{}: {error}\n", error.path().unwrap_or("-")));
    }
    insta::assert_snapshot!(shown, @r#"
    data[0].created: models.list: unexpected response at data[0].created: expected a time, found string "yesterday"; the body begins with "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o\",\"object\":\"model\",\"created\":\"yesterday\",\"owned_by\":\"x\"}]}" (status 200 OK, request id req_7)
    data[0].id: models.list: unexpected response at data[0].id: expected `"`, but the JSON ends here at line 1 column 37; the body begins with "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-" (status 200 OK, request id req_7)
    -: models.list: unexpected response: expected the end of the JSON, found `t` at line 1 column 29; the body begins with "{\"object\":\"list\",\"data\":[]} trailing" (status 200 OK, request id req_7)
    -: models.list: unexpected response: expected a list, found string "a string"; the body begins with "\"a string\"" (status 200 OK, request id req_7)
    -: models.list: the response is empty (status 200 OK, request id req_7)
    -: models.list: the response is text/html instead of JSON: "<html>Please log in</html>" (status 200 OK, request id req_7)
    "#);
    Ok(())
}

#[tokio::test]
async fn responses_have_a_maximum_length() -> TestResult {
    let large = format!(r#"{{"object":"list","data":[],"padding":"{}"}}"#, "x".repeat(50 << 20));
    let server = Wire::start([Step::json(&large)]).await?;
    let (client, _) = builder(&server);
    assert!(client.build()?.models().list().send().await?.data.is_empty());

    // With and without a content length.
    let announced = error_of(Step::json(&large)).await?;
    let chunk = format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    let head = format!("HTTP/1.1 200 OK\r\n{REQUEST_ID}transfer-encoding: chunked\r\n\r\n");
    let not_announced = error_of(Step::Send(format!("{head}{chunk}").into_bytes())).await?;
    for error in [announced, not_announced] {
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
        assert!(error.request_id().is_some() && !error.is_retryable(), "{error}");
    }
    // An error keeps the beginning of its body.
    let error = error_of(Step::response("400 Bad", "", &large)).await?;
    assert_eq!((error.body().map(<[u8]>::len), error.is_body_truncated()), (Some(64 * 1024), true));
    Ok(())
}

#[tokio::test]
async fn an_unknown_status_is_a_server_error() -> TestResult {
    let error = error_of(Step::response("677 Odd", "", "{}")).await?;
    assert!(error.is_server_error() && error.is_retryable(), "{error}");
    Ok(())
}

#[tokio::test]
async fn informational_responses_are_skipped() -> TestResult {
    let mut bytes = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n".to_vec();
    let Step::Send(response) = Step::json(MODEL) else { return Err("the step sends a response".into()) };
    bytes.extend(response);
    let server = Wire::start([Step::Send(bytes)]).await?;
    let (client, _) = builder(&server);
    assert_eq!(client.build()?.models().retrieve("gpt-4o").send().await?.id, "gpt-4o");
    Ok(())
}

#[test]
fn errors_are_send_and_sync() {
    fn assert_impls<T: std::error::Error + Send + Sync + 'static>() {}
    assert_impls::<Error>();
    assert_eq!(std::mem::size_of::<Error>(), std::mem::size_of::<usize>());
}
