//! Options of single calls, credential providers, and middleware.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use openai_assistants::reqwest::{self, Method};
use openai_assistants::{
    BoxError, BoxFuture, Credential, CredentialProvider, Error, ErrorKind, Middleware, Next, Request,
};
use sdk_tests::wire::{Step, Wire};
use serde_json::{Value, json};

use super::{MODEL, THREAD, TestResult, builder};

#[tokio::test]
async fn a_call_adds_headers_query_parameters_and_members() -> TestResult {
    let server = Wire::start([Step::json(THREAD)]).await?;
    let (client, _) = builder(&server);
    let client = client.header("X-Team", "desk").query("region", "eu").query("tier", "1").build()?;
    let request = client.threads().create().metadata([("k", "v")]);
    let request = request.extra_header("x-team", "night").extra_header("OPENAI-BETA", "assistants=v9");
    let request = request.extra_query("tier", "2").extra_body("shard", 7).extra_body("metadata", json!({}));
    request.send().await?;
    let sent = server.requests().concat();
    assert!(sent.starts_with("POST /v1/threads?region=eu&tier=2 HTTP/1.1\r\n"), "{sent}");
    assert_eq!(sent.matches("openai-beta").count(), 1, "{sent}");
    assert!(sent.contains("openai-beta: assistants=v9\r\n") && sent.contains("x-team: night\r\n"), "{sent}");
    assert!(sent.ends_with(r#"{"metadata":{},"shard":7}"#), "{sent}");
    Ok(())
}

#[tokio::test]
async fn invalid_options_are_errors_before_sending() -> TestResult {
    let server = Wire::start([Step::json(THREAD)]).await?;
    let (client, _) = builder(&server);
    let client = client.build()?;
    let mut errors = Vec::new();
    errors.push(client.threads().retrieve("t").extra_header("a b", "c").send().await.map(|_| ()));
    errors.push(client.threads().retrieve("t").extra_header("a", "line\nbreak").send().await.map(|_| ()));
    errors.push(client.threads().retrieve("t").idempotency_key("line\nbreak").send().await.map(|_| ()));
    errors.push(client.threads().retrieve("t").extra_body("a", 1).send().await.map(|_| ()));
    let file = openai_assistants::FilePart::new("a.md", "x");
    errors.push(client.files().create(file, "vision").extra_body("a", 1).send().await.map(|_| ()));
    errors.push(client.request(Method::GET, "/a/../../b").send::<Value>().await.map(|_| ()));
    for path in ["/%2e%2e/admin", "/..?x=1", "/.\t./x", "\\..\\..\\x"] {
        errors.push(client.request(Method::GET, path).send::<Value>().await.map(|_| ()));
    }
    let mut shown = String::new();
    for error in errors {
        let error = error.expect_err("the option is invalid");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{error}");
        shown.push_str(&format!("{error}\n"));
    }
    insta::assert_snapshot!(shown, @r#"
    threads.retrieve: "a b" is not a valid header name
    threads.retrieve: the value of the header a has characters that HTTP does not allow
    threads.retrieve: the idempotency key has characters that HTTP does not allow
    threads.retrieve: extra members need a JSON object as body, which this request does not have
    files.create: extra members need a JSON object as body, which this request does not have
    request: the path is outside the base URL
    request: the path is outside the base URL
    request: the path is outside the base URL
    request: the path is outside the base URL
    request: the path is outside the base URL
    "#);
    assert!(server.requests().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_response_has_status_headers_and_request_id() -> TestResult {
    let server = Wire::start([Step::json(THREAD)]).await?;
    let (client, _) = builder(&server);
    let thread = client.build()?.threads().retrieve("thread_1").send().await?;
    assert_eq!((thread.status().as_u16(), thread.request_id()), (200, Some("req_1")));
    assert_eq!(thread.headers()["content-type"], "application/json");
    Ok(())
}

#[tokio::test]
async fn raw_json_has_unknown_members() -> TestResult {
    let server = Wire::start([Step::json(r#"{"id":"thread_1","mood":"sunny"}"#)]).await?;
    let (client, _) = builder(&server);
    let thread = client.build()?.threads().retrieve("thread_1").send_raw().await?;
    assert_eq!(thread["mood"], "sunny");
    Ok(())
}

#[tokio::test]
async fn raw_requests_can_be_sent() -> TestResult {
    let server = Wire::start([Step::response("500 Oops", "", "{}"), Step::json(r#"{"done":true}"#)]).await?;
    let (client, clock) = builder(&server);
    let client = client.build()?;
    let request = client.request(Method::PUT, "batches/b 1").query("limit", "3").json(json!({ "a": 1 }));
    let response = request.extra_header("x-team", "desk").send::<Value>().await?;
    assert_eq!((response["done"].as_bool(), clock.waits().len()), (Some(true), 1));
    let sent = server.requests().pop().ok_or("nothing was sent")?;
    assert!(sent.starts_with("PUT /v1/batches/b%201?limit=3 HTTP/1.1\r\n"), "{sent}");
    assert!(sent.contains("authorization: Bearer sk-secret") && sent.contains("x-team: desk"), "{sent}");
    assert!(!sent.contains("openai-beta") && sent.ends_with(r#"{"a":1}"#), "{sent}");
    Ok(())
}

/// Returns a new key each time.
#[derive(Default)]
struct Rotating(AtomicU32);

impl CredentialProvider for Rotating {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>> {
        let n = self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            if n < 3 { Ok(Credential::bearer(format!("key-{n}"))) } else { Err("no more keys".into()) }
        })
    }
}

#[tokio::test]
async fn the_provider_is_called_for_each_attempt() -> TestResult {
    let server = Wire::start([Step::response("500 Oops", "", "{}")]).await?;
    let (client, _) = builder(&server);
    let client = client.credentials(Rotating::default()).build()?;
    client.models().list().send().await.expect_err("the status is an error");
    let requests = server.requests();
    let keys = (0..3).map(|n| requests[n].contains(&format!("authorization: Bearer key-{n}\r\n")));
    assert!(keys.into_iter().all(|there| there), "{requests:?}");

    let error = client.models().list().send().await.expect_err("there is no credential");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0), "{error}");
    assert_eq!(std::error::Error::source(&error).map(ToString::to_string).as_deref(), Some("no more keys"));
    assert_eq!(server.requests().len(), 3);
    Ok(())
}

/// A provider that never returns.
struct Silent;

impl CredentialProvider for Silent {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_provider_that_hangs_is_a_timeout_without_retry() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let (client, _) = builder(&server);
    let client = client.credentials(Silent).timeout(std::time::Duration::from_millis(20)).build()?;
    let error = client.models().list().send().await.expect_err("there is no credential");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0), "{error}");
    assert!(server.requests().is_empty() && !error.is_retryable(), "{error}");
    Ok(())
}

/// Records requests, and adds a header.
#[derive(Clone, Default)]
struct Watch(Arc<Mutex<Vec<String>>>, &'static str);

impl Middleware for Watch {
    fn handle<'a>(
        &'a self,
        mut request: reqwest::Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Error>> {
        Box::pin(async move {
            let Self(seen, name) = self;
            request.headers_mut().append("x-passed", reqwest::header::HeaderValue::from_static(name));
            let response = next.run(request).await;
            let status = response.as_ref().map_or(0, |response| response.status().as_u16());
            seen.lock().expect("no thread panics while it holds the lock").push(format!("{name} {status}"));
            response
        })
    }
}

#[tokio::test]
async fn middleware_sees_each_attempt_and_the_first_is_outermost() -> TestResult {
    let server = Wire::start([Step::response("500 Oops", "", "{}"), Step::json(MODEL)]).await?;
    let (client, _) = builder(&server);
    let seen = Arc::default();
    let client =
        client.middleware(Watch(Arc::clone(&seen), "outer")).middleware(Watch(Arc::clone(&seen), "inner"));
    client.build()?.models().retrieve("gpt-4o").send().await?;
    assert_eq!(*seen.lock().unwrap(), ["inner 500", "outer 500", "inner 200", "outer 200"]);
    assert!(server.requests()[0].contains("x-passed: outer\r\nx-passed: inner\r\n"));
    Ok(())
}

struct Refuse;

impl Middleware for Refuse {
    fn handle<'a>(
        &'a self,
        _request: reqwest::Request,
        _next: Next<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Error>> {
        Box::pin(async { Err(Error::other("the budget is used up")) })
    }
}

#[tokio::test]
async fn a_middleware_can_return_an_error() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let (client, clock) = builder(&server);
    let error =
        client.middleware(Refuse).build()?.models().list().send().await.expect_err("the middleware fails");
    assert_eq!((error.kind(), error.message()), (ErrorKind::Other, "the budget is used up"));
    assert!(server.requests().is_empty() && clock.waits().is_empty());
    Ok(())
}
