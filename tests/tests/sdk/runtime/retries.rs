//! Retries, delays, timeouts and deadlines.

use std::time::Duration;

use openai_assistants::{Client, Error, ErrorKind, Request};
use sdk_tests::clock::Clock;
use sdk_tests::wire::{Step, Wire, response};

use super::{MODEL, THREAD, TestResult, builder};

const REQUEST_ID: &str = "x-request-id: req_7\r\n";

#[tokio::test]
async fn error_statuses_are_kept_and_some_are_retried() -> TestResult {
    for status in 400..600_u16 {
        let server = Wire::start([Step::response(&format!("{status} Whatever"), REQUEST_ID, "{}")]).await?;
        let (client, clock) = builder(&server);
        let error = client.build()?.models().list().send().await.expect_err("the status is an error");
        let again = matches!(status, 408 | 409 | 429 | 500..);
        let attempts = if again { 3 } else { 1 };
        assert_eq!(error.kind(), ErrorKind::Status, "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!((error.request_id(), error.is_retryable()), (Some("req_7"), again), "{error}");
        assert_eq!((server.requests().len(), error.attempts()), (attempts, attempts as u32), "{error}");
        let within = |wait: &Duration, max: f64| (0.75 * max..=max).contains(&wait.as_secs_f64());
        let waits = clock.waits();
        assert!(waits.iter().zip([0.5, 1.0]).all(|(wait, max)| within(wait, max)), "{waits:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_delay_is_taken_from_the_response() -> TestResult {
    let rows = [
        ("retry-after-ms: 250\r\n", Some(0.25)),
        ("retry-after-ms: 250\r\nretry-after: 9\r\n", Some(0.25)),
        ("retry-after: 3\r\n", Some(3.0)),
        ("retry-after: 1.5\r\n", Some(1.5)),
        ("retry-after: Sun, 06 Nov 1994 08:49:47 GMT\r\n", Some(10.0)),
        ("retry-after: 60\r\n", Some(60.0)),
        // Over the limit: the error is returned at once.
        ("retry-after: 60.5\r\n", None),
        ("retry-after: 86400\r\n", None),
        ("retry-after-ms: 1e300\r\n", None),
        ("retry-after: Mon, 07 Nov 1994 08:49:37 GMT\r\n", None),
    ];
    for status in ["408 Request Timeout", "409 Conflict", "429 Too Many Requests", "503 Service Unavailable"]
    {
        for (headers, wait) in rows {
            let server = Wire::start([Step::response(status, headers, "{}"), Step::json(MODEL)]).await?;
            let (client, clock) = builder(&server);
            let response = client.build()?.models().retrieve("gpt-4o").send().await;
            let waits: Vec<f64> = clock.waits().iter().map(Duration::as_secs_f64).collect();
            match (wait, response) {
                (Some(wait), Ok(model)) => {
                    assert_eq!(
                        (model.id.as_str(), waits, server.requests().len()),
                        ("gpt-4o", vec![wait], 2)
                    );
                }
                (None, Err(error)) => {
                    assert!(
                        error.retry_after().is_some_and(|delay| delay > Duration::from_secs(60)),
                        "{error}"
                    );
                    assert_eq!((waits, server.requests().len()), (vec![], 1), "{error}");
                }
                (_, response) => panic!("{status} {headers:?}: {response:?}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_invalid_delay_is_ignored() -> TestResult {
    for headers in
        ["retry-after: soon\r\n", "retry-after: -5\r\n", "retry-after: 0\r\n", "retry-after-ms: NaN\r\n"]
    {
        let server = Wire::start([Step::response("429 Slow", headers, "{}"), Step::json(MODEL)]).await?;
        let (client, clock) = builder(&server);
        client.build()?.models().retrieve("gpt-4o").send().await?;
        let waits = clock.waits();
        assert!(
            matches!(waits.as_slice(), [wait] if wait.as_millis() <= 500 && wait.as_millis() >= 375),
            "{waits:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_limit_applies_to_retry_after_but_not_to_backoff() -> TestResult {
    let server = Wire::start([Step::response("500 Oops", "", "{}")]).await?;
    let (client, clock) = builder(&server);
    let client = client.max_retry_delay(Duration::from_millis(10)).build()?;
    client.models().list().send().await.expect_err("the status is an error");
    assert_eq!((server.requests().len(), clock.waits().len()), (3, 2));
    Ok(())
}

#[tokio::test]
async fn x_should_retry_overrides_the_status() -> TestResult {
    for (status, word, requests) in
        [("400 Bad", "true", 3), ("500 Oops", "false", 1), ("500 Oops", "maybe", 3)]
    {
        let headers = format!("x-should-retry: {word}\r\n");
        let server = Wire::start([Step::response(status, &headers, "{}")]).await?;
        let (client, _) = builder(&server);
        let error = client.build()?.models().list().send().await.expect_err("the status is an error");
        assert_eq!(server.requests().len(), requests, "{status} {word}: {error}");
    }
    Ok(())
}

#[tokio::test]
async fn max_retries_of_client_and_call() -> TestResult {
    let server = Wire::start([Step::response("500 Oops", "", "{}")]).await?;
    let (client, clock) = builder(&server);
    let client = client.max_retries(4).build()?;
    client.models().list().send().await.expect_err("the status is an error");
    assert_eq!((server.requests().len(), clock.waits().len()), (5, 4));
    client.models().list().max_retries(0).send().await.expect_err("the status is an error");
    assert_eq!(server.requests().len(), 6);
    Ok(())
}

#[tokio::test]
async fn connection_refused() -> TestResult {
    let server = Wire::start([]).await?;
    let (client, clock) = builder(&server);
    let client = client.build()?;
    drop(server);
    let error = client.models().list().send().await.expect_err("the connection is refused");
    assert_eq!((error.kind(), error.attempts(), clock.waits().len()), (ErrorKind::Connect, 3, 2), "{error}");
    assert!(error.is_connect() && error.status().is_none(), "{error}");
    assert!(error.message().starts_with("cannot connect to http://127.0.0.1:"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_connection_closed_before_the_response_is_retried() -> TestResult {
    for bytes in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-le", b"SSH-2.0-OpenSSH_9.2\r\n\r\n"] {
        let server = Wire::start([Step::Reset(bytes.to_vec()), Step::json(THREAD)]).await?;
        let (client, _) = builder(&server);
        let thread = client.build()?.threads().retrieve("thread_1").send().await?;
        assert_eq!((thread.id.as_str(), server.requests().len()), ("thread_1", 2));

        let server = Wire::start([Step::Reset(bytes.to_vec())]).await?;
        let (client, _) = builder(&server);
        let error =
            client.build()?.threads().retrieve("thread_1").send().await.expect_err("there is no response");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3), "{error}");
    }
    Ok(())
}

/// Truncated responses.
fn broken() -> Vec<Step> {
    let head =
        |more: &str| format!("HTTP/1.1 200 OK\r\n{REQUEST_ID}content-type: application/json\r\n{more}\r\n");
    let half = [head("content-length: 99\r\n").as_bytes(), &THREAD.as_bytes()[..20]].concat();
    let chunked = head("transfer-encoding: chunked\r\n");
    vec![
        Step::Send(half.clone()),
        Step::Reset(half),
        Step::Send(format!("{chunked}5\r\n{{\"id\"\r\n").into_bytes()),
        Step::Send(format!("{chunked}zz\r\nnonsense\r\n").into_bytes()),
    ]
}

#[tokio::test]
async fn a_truncated_body_is_retried_if_idempotent() -> TestResult {
    for step in broken() {
        let server = Wire::start([step.clone(), Step::json(THREAD)]).await?;
        let (client, _) = builder(&server);
        let client = client.build()?;
        assert_eq!(client.threads().retrieve("thread_1").send().await?.id, "thread_1");
        assert_eq!(server.requests().len(), 2, "{step:?}");

        // The thread may exist already: a retry would create another.
        let server = Wire::start([step.clone(), Step::json(THREAD)]).await?;
        let (client, _) = builder(&server);
        let client = client.build()?;
        let error = client.threads().create().send().await.expect_err("the body is truncated");
        assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Transport, 1), "{step:?}: {error}");
        assert_eq!(
            (error.status().map(|status| status.as_u16()), error.request_id()),
            (Some(200), Some("req_7"))
        );
        assert!(!error.is_retryable(), "{error}");

        let server = Wire::start([step.clone(), Step::json(THREAD)]).await?;
        let (client, _) = builder(&server);
        let client = client.build()?;
        client.threads().create().idempotency_key("once").send().await?;
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert!(requests.iter().all(|request| request.contains("idempotency-key: once\r\n")), "{requests:?}");
    }
    Ok(())
}

#[tokio::test]
async fn attempts_share_an_idempotency_key_and_calls_do_not() -> TestResult {
    let server = Wire::start([Step::response("500 Oops", "", "{}")]).await?;
    let (client, _) = builder(&server);
    let client = client.idempotency_keys(true).max_retries(1).build()?;
    for _ in 0..2 {
        client.threads().create().send().await.expect_err("the status is an error");
    }
    client.models().list().send().await.expect_err("the status is an error");
    let key = |request: &String| {
        request.lines().find_map(|line| line.strip_prefix("idempotency-key: ").map(str::to_owned))
    };
    let keys: Vec<Option<String>> = server.requests().iter().map(key).collect();
    let [Some(a), Some(b), Some(c), Some(d), None, None] = keys.as_slice() else { panic!("{keys:?}") };
    assert!(a == b && c == d && a != c && a.len() == 32, "{keys:?}");
    Ok(())
}

#[tokio::test]
async fn a_form_is_retried_completely() -> TestResult {
    const FILE: &str = r#"{"id":"file-1","object":"file","bytes":9,"created_at":1,"filename":"a.md","purpose":"assistants"}"#;
    let server = Wire::start([Step::response("503 Later", "", "{}"), Step::json(FILE)]).await?;
    let (client, _) = builder(&server);
    let file = openai_assistants::FilePart::new("a.md", "contents!");
    client.build()?.files().create(file, "assistants").send().await?;
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert!(request.contains("contents!") && request.contains("name=\"purpose\""), "{request}");
    }
    Ok(())
}

#[tokio::test]
async fn slow_responses_time_out() -> TestResult {
    let tick = Duration::from_millis(100);
    let error_head = format!("HTTP/1.1 404 Not Found\r\n{REQUEST_ID}content-length: 99\r\n\r\n{{");
    let head = format!("HTTP/1.1 200 OK\r\n{REQUEST_ID}content-length: 99\r\n\r\n{{");
    for (bytes, kind, status, requests) in [
        ("".to_owned(), ErrorKind::Timeout, None, 3),
        ("HTTP/1.1 2".to_owned(), ErrorKind::Timeout, None, 3),
        (head, ErrorKind::Timeout, Some(200), 3),
        // The status has been received, and is reported.
        (error_head, ErrorKind::Status, Some(404), 1),
    ] {
        let server = Wire::start([Step::Hang(bytes.into_bytes())]).await?;
        let (client, _) = builder(&server);
        let client = client.timeout(tick).build()?;
        let error = client.threads().retrieve("thread_1").send().await.expect_err("the server hangs");
        assert_eq!((error.kind(), error.status().map(|status| status.as_u16())), (kind, status), "{error}");
        assert_eq!(
            (server.requests().len(), error.is_timeout()),
            (requests, kind == ErrorKind::Timeout),
            "{error}"
        );
        assert_eq!(error.request_id(), status.map(|_| "req_7"));
    }
    Ok(())
}

#[tokio::test]
async fn streams_have_an_idle_timeout_only() -> TestResult {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n";
    let head = head.replace("\r\n\r\n", &format!("\r\n{REQUEST_ID}\r\n"));
    let server = Wire::start([Step::Hang(head.into_bytes())]).await?;
    let (client, _) = builder(&server);
    let client = client.build()?;
    let request = client.files().content("file-1").timeout(Duration::from_millis(100));
    let mut stream = request.send().await?.into_inner();
    assert_eq!(stream.chunk().await?.as_deref(), Some(&b"hello"[..]));
    let error = stream.chunk().await.expect_err("the stream stalls");
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Timeout, Some("req_7")), "{error}");
    assert_eq!(stream.chunk().await?, None);
    Ok(())
}

#[tokio::test]
async fn the_deadline_includes_attempts_and_delays() -> TestResult {
    let server =
        Wire::start([Step::response("503 Later", "retry-after: 2\r\nx-request-id: req_9\r\n", "{}")]).await?;
    let (client, clock) = builder(&server);
    let client = client.max_retries(10).deadline(Duration::from_secs(60)).build()?;
    let request = client.models().list().deadline(Duration::from_secs(5));
    let error = request.send().await.expect_err("there is no response");
    // Delays start at 0 and 2 seconds; a third would end after the deadline. The error keeps the status.
    assert_eq!((clock.waits().len(), server.requests().len()), (2, 3));
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Status, Some("req_9")), "{error}");

    let server = Wire::start([Step::Hang(Vec::new())]).await?;
    let client = Client::builder().base_url(server.base_url()).timer(Clock::default()).build()?;
    let request = client.models().list().deadline(Duration::from_millis(100));
    let error = request.send().await.expect_err("the server hangs");
    assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Deadline, 1), "{error}");
    assert!(error.is_timeout() && !error.is_retryable());
    Ok(())
}

#[tokio::test]
async fn a_deadline_error_has_the_previous_attempt_as_source() -> TestResult {
    let unavailable = Step::response("503 Later", "retry-after-ms: 1\r\nx-request-id: req_9\r\n", "{}");
    let server = Wire::start([unavailable, Step::Hang(Vec::new())]).await?;
    let (client, _) = builder(&server);
    let client = client.build()?;
    let request = client.models().list().deadline(Duration::from_millis(200));
    let error = request.send().await.expect_err("the second attempt hangs");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Deadline, 2), "{error}");
    let before = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<Error>());
    assert_eq!(before.and_then(Error::request_id), Some("req_9"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() -> TestResult {
    let server = Wire::start([Step::Hang(response("200 OK", "", "")[..10].to_vec())]).await?;
    let (client, _) = builder(&server);
    let client = client.build()?;
    let call = tokio::spawn(async move { client.models().list().send().await.map(|_| ()) });
    while server.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    call.abort();
    server.connection_ended().await;
    assert_eq!(server.requests().len(), 1);
    Ok(())
}
