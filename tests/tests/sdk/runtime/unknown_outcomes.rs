//! Which requests are repeated if the server may have executed them. Each row counts what the server received.

use std::time::Duration;

use openai_assistants::reqwest::Method;
use openai_assistants::types::{MessageRole, ToolOutput};
use openai_assistants::{Client, Error, ErrorKind, FilePart, Poll, Request};
use sdk_tests::clock::Clock;
use sdk_tests::wire::{Step, Wire};
use serde_json::Value;

use super::{THREAD, TestResult, builder};

type Outcome = Result<Value, Error>;

/// One request of each kind of operation.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Call {
    Retrieve,
    List,
    Delete,
    Update,
    Search,
    CancelRun,
    CancelBatch,
    CancelUpload,
    CompleteUpload,
    AddPart,
    CreateThread,
    CreateMessage,
    CreateRun,
    SubmitOutputs,
    CreateFile,
    RawPost,
    RawPut,
}

use Call::*;

const REPEATABLE: [Call; 11] = [
    Retrieve,
    List,
    Delete,
    Update,
    Search,
    CancelRun,
    CancelBatch,
    CancelUpload,
    CompleteUpload,
    AddPart,
    RawPut,
];
const CREATING: [Call; 6] = [CreateThread, CreateMessage, CreateRun, SubmitOutputs, CreateFile, RawPost];

async fn send<R: Request>(request: R, set: impl FnOnce(R) -> R) -> Outcome {
    set(request).send_raw().await.map(|response| response.into_inner())
}

impl Call {
    /// Sends the request, with a setting if `unsafe_retries` is given.
    async fn send(self, client: &Client, unsafe_retries: Option<bool>) -> Outcome {
        fn set<R: Request>(request: R, unsafe_retries: Option<bool>) -> R {
            match unsafe_retries {
                Some(on) => request.retry_unsafe(on),
                None => request,
            }
        }
        macro_rules! send {
            ($request:expr) => {
                send($request, |request| set(request, unsafe_retries)).await
            };
        }
        let (threads, stores, uploads) = (client.threads(), client.vector_stores(), client.uploads());
        match self {
            Retrieve => send!(threads.retrieve("t")),
            List => send!(threads.messages().list("t")),
            Delete => send!(threads.delete("t")),
            Update => send!(threads.update("t")),
            Search => send!(stores.search("vs", "bolts")),
            CancelRun => send!(threads.runs().cancel("t", "r")),
            CancelBatch => send!(stores.file_batches().cancel("vs", "b")),
            CancelUpload => send!(uploads.cancel("u")),
            CompleteUpload => send!(uploads.complete("u", ["p"])),
            AddPart => send!(uploads.parts().create("u", FilePart::new("part", "x"))),
            CreateThread => send!(threads.create()),
            CreateMessage => send!(threads.messages().create("t", MessageRole::User, "hi")),
            CreateRun => send!(threads.runs().create("t", "a")),
            SubmitOutputs => send!(threads.runs().submit_tool_outputs("t", "r", Vec::<ToolOutput>::new())),
            CreateFile => send!(client.files().create(FilePart::new("a.md", "x"), "assistants")),
            RawPost => send!(client.request(Method::POST, "/batches")),
            RawPut => send!(client.request(Method::PUT, "/batches/1")),
        }
    }
}

/// Ways to fail that do not tell whether the server has executed the request.
fn unknown() -> Vec<Step> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{\"id\"";
    vec![
        Step::Send(Vec::new()),
        Step::Reset(Vec::new()),
        Step::Reset(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()),
        Step::Send(head.as_bytes().to_vec()),
        Step::response("502 Bad Gateway", "", ""),
        Step::response("504 Gateway Timeout", "", ""),
        Step::response("520 Unknown", "", ""),
    ]
}

/// Ways to fail without executing the request.
fn refused() -> Vec<Step> {
    let statuses = ["408 Timeout", "409 Conflict", "429 Slow down", "500 Oops", "503 Later"];
    let refused = statuses.map(|status| Step::response(status, "", "{}"));
    let allowed = Step::response("504 Gateway Timeout", "x-should-retry: true\r\n", "{}");
    refused.into_iter().chain([allowed]).collect()
}

/// The number of requests that the server received, and the outcome.
async fn count(
    failure: &Step,
    call: Call,
    retry_unsafe: Option<bool>,
) -> Result<(usize, Outcome), Box<dyn std::error::Error>> {
    let server = Wire::start([failure.clone(), Step::json(THREAD)]).await?;
    let (client, _) = builder(&server);
    let outcome = call.send(&client.build()?, retry_unsafe).await;
    Ok((server.requests().len(), outcome))
}

#[tokio::test]
async fn a_repeatable_request_is_retried_whatever_happened() -> TestResult {
    for failure in unknown().iter().chain(&refused()) {
        for call in REPEATABLE {
            let (requests, outcome) = count(failure, call, None).await?;
            assert_eq!((requests, outcome.is_ok()), (2, true), "{call:?} after {failure:?}: {outcome:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_creating_request_is_retried_only_if_the_server_has_not_acted() -> TestResult {
    for call in CREATING {
        for failure in refused() {
            let (requests, outcome) = count(&failure, call, None).await?;
            assert_eq!((requests, outcome.is_ok()), (2, true), "{call:?} after {failure:?}: {outcome:?}");
        }
        for failure in unknown() {
            let (requests, outcome) = count(&failure, call, None).await?;
            let error = outcome.expect_err("it is not retried");
            assert_eq!((requests, error.attempts()), (1, 1), "{call:?} after {failure:?}: {error}");
            assert!(error.is_outcome_unknown() && !error.is_retryable(), "{call:?}: {error}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_caller_can_allow_unsafe_retries() -> TestResult {
    for failure in unknown() {
        let (requests, outcome) = count(&failure, CreateRun, Some(true)).await?;
        assert_eq!((requests, outcome.is_ok()), (2, true), "{failure:?}: {outcome:?}");

        // For the client, and not for one of its calls.
        let server = Wire::start([failure.clone(), failure.clone(), Step::json(THREAD)]).await?;
        let (client, _) = builder(&server);
        let client = client.retry_unsafe(true).build()?;
        CreateRun.send(&client, None).await?;
        assert_eq!(server.requests().len(), 3, "{failure:?}");
        let server = Wire::start([failure.clone(), Step::json(THREAD)]).await?;
        let client = client.to_builder().base_url(server.base_url()).build()?;
        CreateRun.send(&client, Some(false)).await.expect_err("the call does not allow it");
        assert_eq!(server.requests().len(), 1, "{failure:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_makes_a_request_repeatable() -> TestResult {
    for failure in unknown() {
        let server = Wire::start([failure.clone(), Step::json(THREAD)]).await?;
        let (client, _) = builder(&server);
        client.build()?.threads().create().idempotency_key("once").send().await?;
        let server_2 = Wire::start([failure.clone(), Step::json(THREAD)]).await?;
        let (client, _) = builder(&server_2);
        client.idempotency_keys(true).build()?.threads().create().send().await?;
        assert_eq!((server.requests().len(), server_2.requests().len()), (2, 2), "{failure:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_server_can_forbid_a_retry() -> TestResult {
    for status in ["503 Later", "504 Gateway Timeout"] {
        let failure = Step::response(status, "x-should-retry: false\r\n", "{}");
        for call in [Retrieve, CreateRun] {
            assert_eq!(count(&failure, call, Some(true)).await?.0, 1, "{call:?} after {status}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_timeout_leaves_the_outcome_unknown() -> TestResult {
    let mut received = Vec::new();
    for (call, unsafe_retries) in
        [(Retrieve, None), (Delete, None), (Update, None), (CreateRun, None), (CreateRun, Some(true))]
    {
        let server = Wire::start([Step::Hang(Vec::new())]).await?;
        let (client, _) = builder(&server);
        let client = client.timeout(Duration::from_millis(50)).build()?;
        let error = call.send(&client, unsafe_retries).await.expect_err("the server does not respond");
        assert_eq!(
            (error.kind(), error.is_outcome_unknown()),
            (ErrorKind::Timeout, true),
            "{call:?}: {error}"
        );
        received.push(server.requests().len());
    }
    assert_eq!(received, [3, 3, 3, 1, 3]);
    Ok(())
}

#[tokio::test]
async fn an_unknown_outcome_is_remembered_by_later_attempts() -> TestResult {
    let server = Wire::start([Step::Reset(Vec::new()), Step::response("400 Bad", "", "{}")]).await?;
    let (client, _) = builder(&server);
    let request = client.build()?.threads().create().retry_unsafe(true);
    let error = request.send().await.expect_err("the second attempt is refused");
    assert!(error.is_bad_request() && error.is_outcome_unknown(), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_404_for_a_repeated_delete_means_deleted() -> TestResult {
    let gone =
        Step::response("404 Not Found", "x-request-id: req_2\r\n", r#"{"error":{"message":"No thread."}}"#);
    let lost = unknown().into_iter().chain([Step::response("500 Oops", "", "")]);
    for failure in lost {
        let server = Wire::start([failure.clone(), gone.clone()]).await?;
        let (client, _) = builder(&server);
        let deleted = client.build()?.threads().delete("thread_1").send_raw().await?;
        assert_eq!((deleted.status().as_u16(), deleted.request_id()), (404, Some("req_2")), "{failure:?}");
        assert_eq!((&*deleted, server.requests().len()), (&Value::Null, 2), "{failure:?}");
    }
    // Decoded, it is like any other deletion.
    let server = Wire::start([Step::Reset(Vec::new()), gone.clone()]).await?;
    let (client, _) = builder(&server);
    let deleted = client.build()?.threads().delete("thread_1").send().await?;
    assert_eq!((deleted.id.as_str(), deleted.deleted, deleted.status().as_u16()), ("thread_1", true, 404));
    // An earlier loss counts, whatever happened in between.
    let server =
        Wire::start([Step::Reset(Vec::new()), Step::response("429 Slow", "", ""), gone.clone()]).await?;
    let (client, _) = builder(&server);
    client.build()?.threads().delete("thread_1").send_raw().await?;
    assert_eq!(server.requests().len(), 3);
    // Nothing was deleted before: the first attempt, and one after a rate limit.
    for steps in [vec![gone.clone()], vec![Step::response("429 Slow", "", ""), gone.clone()]] {
        let received = steps.len();
        let server = Wire::start(steps).await?;
        let (client, _) = builder(&server);
        let error =
            client.build()?.threads().delete("thread_1").send_raw().await.expect_err("it was never there");
        assert!(error.is_not_found() && server.requests().len() == received, "{error}");
    }
    // Another method has not deleted anything.
    let server = Wire::start([Step::Reset(Vec::new()), gone]).await?;
    let (client, _) = builder(&server);
    let error = client.build()?.threads().retrieve("thread_1").send().await.expect_err("it is gone");
    assert!(error.is_not_found(), "{error}");
    Ok(())
}

#[tokio::test]
async fn an_error_inside_a_stream_that_started_work_is_not_retryable() -> TestResult {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n";
    let server = Wire::start([Step::Reset(head.as_bytes().to_vec())]).await?;
    let (client, _) = builder(&server);
    let client = client.retry_unsafe(true).build()?;
    let mut run = client.threads().runs().create("t", "a").idempotency_key("k").stream().await?.into_inner();
    let mut file = client.files().content("f").send().await?.into_inner();
    for (stream, retryable) in [(&mut run, false), (&mut file, true)] {
        let error = loop {
            match stream.chunk().await {
                Ok(Some(_)) => {}
                Ok(None) => return Err("the connection breaks before the end".into()),
                Err(error) => break error,
            }
        };
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Transport, retryable), "{error}");
    }
    assert_eq!(server.requests().len(), 2);
    Ok(())
}

fn run(status: &str) -> Step {
    Step::json(&format!(
        r#"{{"id":"other","object":"thread.run","created_at":1,"assistant_id":"a","thread_id":"","status":"{status}","model":"m","tools":[]}}"#
    ))
}

#[tokio::test]
async fn polling_goes_on_after_an_unknown_outcome_of_submitting_outputs() -> TestResult {
    for failure in unknown() {
        let server = Wire::start([failure.clone(), run("in_progress"), run("completed")]).await?;
        let clock = Clock::default();
        let client = Client::builder().base_url(server.base_url()).timer(clock.clone()).build()?;
        let outputs = [ToolOutput::new("call_1", "7")];
        let request = client.threads().runs().submit_tool_outputs("thread_1", "run_1", outputs);
        request.poll().await?.completed()?;
        let requests = server.requests();
        assert!(requests[0].starts_with("POST /v1/threads/thread_1/runs/run_1/submit_tool_outputs "));
        for poll in &requests[1..] {
            assert!(poll.starts_with("GET /v1/threads/thread_1/runs/run_1 "), "{poll}");
        }
        // The run is retrieved at once; the only delay is the one between two polls.
        assert_eq!((requests.len(), clock.waits().len()), (3, 1), "{failure:?}");
    }
    // A run that still requires action is the caller's, and a refused request is an error.
    let server = Wire::start([Step::Reset(Vec::new()), run("requires_action")]).await?;
    let (client, _) = builder(&server);
    let outputs = [ToolOutput::new("call_1", "7")];
    let request = client.build()?.threads().runs().submit_tool_outputs("thread_1", "run_1", outputs.clone());
    assert_eq!(request.poll().await?.status.to_string(), "requires_action");
    let server = Wire::start([Step::response("400 Bad", "", "{}"), run("completed")]).await?;
    let (client, _) = builder(&server);
    let request = client.build()?.threads().runs().submit_tool_outputs("thread_1", "run_1", outputs);
    let error = request.poll().await.expect_err("it is refused");
    assert!(error.is_bad_request() && server.requests().len() == 1, "{error}");
    // Creating a run has no run to go on with.
    let server = Wire::start([Step::Reset(Vec::new()), run("completed")]).await?;
    let (client, _) = builder(&server);
    let error = client.build()?.threads().runs().create("thread_1", "a").poll().await.expect_err("it breaks");
    assert!(error.is_outcome_unknown() && server.requests().len() == 1, "{error}");
    Ok(())
}
