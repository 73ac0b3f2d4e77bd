//! Polling with a clock that does not wait: intervals, and outcomes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use openai_assistants::requests::CreateRun;
use openai_assistants::types::{
    AssistantTool, FilePurpose, FunctionObject, MessageRole, RunObject, RunStatus, ToolOutput,
};
use openai_assistants::{BoxFuture, Client, ClientBuilder, ErrorKind, FilePart, Poll, Request, Timer};
use sdk_tests::clock::Clock;
use sdk_tests::server::{Rule, Script, Server, ServerBuilder};
use sdk_tests::wire::{Step, Wire};
use serde_json::json;
use tokio::sync::Notify;

use crate::TestResult;

/// A run with this status, with more headers and members.
fn run(status: &str, headers: &str, members: &str) -> Step {
    let run = format!(
        r#"{{"id":"run_1","object":"thread.run","created_at":1,"assistant_id":"asst_1","thread_id":"thread_1","status":"{status}","model":"gpt-4o","tools":[]{members}}}"#
    );
    Step::response(
        "200 OK",
        &format!("content-type: application/json\r\nx-request-id: req_1\r\n{headers}"),
        run,
    )
}

fn builder(server: &Wire, timer: impl Timer) -> ClientBuilder {
    Client::builder().base_url(server.base_url()).api_key("sk-secret").timer(timer)
}

fn create(client: &Client) -> CreateRun {
    client.threads().runs().create("thread_1", "asst_1")
}

fn milliseconds(waits: &[Duration]) -> Vec<u128> {
    waits.iter().map(Duration::as_millis).collect()
}

#[tokio::test]
async fn the_interval_grows_until_the_run_ends() -> TestResult {
    let mut steps = vec![run("queued", "", "")];
    steps.extend(vec![run("in_progress", "", ""); 7]);
    steps.push(run("completed", "", ""));
    let server = Wire::start(steps).await?;
    let clock = Clock::default();
    let client = builder(&server, clock.clone()).build()?;
    let mut seen = Vec::new();
    let run = create(&client).poll().on_progress(|run| seen.push(run.status.clone())).await?;
    assert_eq!((run.status.clone(), run.request_id()), (RunStatus::Completed, Some("req_1")));

    let waits = clock.waits();
    let expected = [500.0, 750.0, 1125.0, 1687.5, 2531.25, 3796.875, 5000.0, 5000.0];
    assert_eq!(waits.len(), expected.len());
    for (wait, expected) in waits.iter().zip(expected) {
        let wait = wait.as_secs_f64() * 1000.0;
        assert!(wait <= expected && wait >= 0.75 * expected, "{wait} of {expected}");
    }
    assert_eq!((seen.len(), &seen[0], &seen[8]), (9, &RunStatus::Queued, &RunStatus::Completed));
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /v1/threads/thread_1/runs HTTP"), "{requests:?}");
    for request in &requests[1..] {
        assert!(request.starts_with("GET /v1/threads/thread_1/runs/run_1 HTTP"), "{request}");
        assert!(request.contains("openai-beta: assistants=v2"), "{request}");
    }
    Ok(())
}

#[tokio::test]
async fn the_server_sets_the_interval() -> TestResult {
    let hint = |milliseconds: &str| format!("openai-poll-after-ms: {milliseconds}\r\n");
    let steps = [
        run("queued", &hint("250"), ""),
        run("in_progress", &hint("1000"), ""),
        run("in_progress", "", ""),
        run("in_progress", &hint("0"), ""),
        run("in_progress", &hint("0.001"), ""),
        run("in_progress", &hint("86400000"), ""),
        run("completed", "", ""),
    ];
    let server = Wire::start(steps).await?;
    let clock = Clock::default();
    let client = builder(&server, clock.clone()).build()?;
    create(&client).poll().interval(Duration::from_secs(2)).await?;
    // Two seconds if the server sends no interval or zero; too short and too long intervals are clamped.
    assert_eq!(milliseconds(&clock.waits()), [250, 1000, 2000, 2000, 50, 60_000]);
    Ok(())
}

#[tokio::test]
async fn an_unknown_status_is_polled() -> TestResult {
    let server = Wire::start([run("resting", "", ""), run("resting", "", ""), run("failed", "", "")]).await?;
    let clock = Clock::default();
    let client = builder(&server, clock.clone()).build()?;
    let run = client.threads().runs().retrieve("thread_1", "run_1").poll().await?;
    assert_eq!((&run.status, clock.waits().len()), (&RunStatus::Failed, 2));
    Ok(())
}

#[tokio::test]
async fn the_deadline_is_exact_and_its_error_has_the_last_state() -> TestResult {
    let server = Wire::start([run("queued", "", ""), run("in_progress", "", "")]).await?;
    let clock = Clock::default();
    let client = builder(&server, clock.clone()).build()?;
    let waiting = create(&client).poll().deadline(Duration::from_secs(10));
    let error = waiting.await.expect_err("the deadline passes");
    assert_eq!(clock.waits().iter().sum::<Duration>(), Duration::from_secs(10));
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Deadline, Some("req_1")));
    assert!(error.is_timeout() && error.to_string().contains("run run_1 was in progress"), "{error}");
    let last: &RunObject = error.last_state().ok_or("there is a last state")?;
    assert_eq!(last.status, RunStatus::InProgress);

    // A deadline of the request or the client includes polling.
    for by_request in [true, false] {
        let clock = Clock::default();
        let client = builder(&server, clock.clone()).deadline(Duration::from_secs(7)).build()?;
        let request = create(&client);
        let request = if by_request { request.deadline(Duration::from_secs(3)) } else { request };
        let error = request.poll().await.expect_err("the deadline passes");
        let allowed = Duration::from_secs(if by_request { 3 } else { 7 });
        assert_eq!((error.kind(), clock.waits().iter().sum()), (ErrorKind::Deadline, allowed));
    }
    Ok(())
}

/// A timer that notifies, and never fires.
#[derive(Clone, Default)]
struct Stopped(Arc<Notify>);

impl Timer for Stopped {
    fn sleep(&self, _duration: Duration) -> BoxFuture<'static, ()> {
        self.0.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn dropping_the_poller_stops_polling() -> TestResult {
    let server = Wire::start([run("queued", "", "")]).await?;
    let timer = Stopped::default();
    let client = builder(&server, timer.clone()).build()?;
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { create(&client).poll().await.map(drop) }
    });
    timer.0.notified().await;
    waiting.abort();
    assert!(waiting.await.is_err_and(|error| error.is_cancelled()));
    // A request that is sent after all others.
    client.models().retrieve("gpt-4o").send_raw().await?;
    let requests = server.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    Ok(())
}

#[tokio::test]
async fn an_abandoned_run_is_cancelled_if_requested() -> TestResult {
    let server = Wire::start([run("in_progress", "", "")]).await?;
    let cancelled = |requests: Vec<String>| {
        requests
            .iter()
            .filter(|request| request.starts_with("POST /v1/threads/thread_1/runs/run_1/cancel "))
            .count()
    };
    let timer = Stopped::default();
    let client = builder(&server, timer.clone()).build()?;
    let waiting = tokio::spawn({
        let client = client.clone();
        async move {
            let request = create(&client).extra_header("X-Team", "fixture");
            request.poll().cancel_if_abandoned().await.map(drop)
        }
    });
    timer.0.notified().await;
    waiting.abort();
    let cancelling = async {
        while cancelled(server.requests()) < 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), cancelling).await?;
    assert!(server.requests().iter().all(|request| request.contains("x-team: fixture")));

    let client = builder(&server, Clock::default()).build()?;
    let waiting = create(&client).poll().cancel_if_abandoned().deadline(Duration::from_secs(1));
    waiting.await.expect_err("the deadline passes");
    assert_eq!(cancelled(server.requests()), 2);

    // A completed run is not cancelled.
    let server = Wire::start([run("in_progress", "", ""), run("completed", "", "")]).await?;
    let client = builder(&server, Clock::default()).build()?;
    create(&client).poll().cancel_if_abandoned().await?;
    client.models().retrieve("gpt-4o").send_raw().await?;
    assert_eq!((cancelled(server.requests()), server.requests().len()), (0, 3));
    Ok(())
}

#[tokio::test]
async fn completed_returns_an_error_for_other_states() -> TestResult {
    let ended = |status: &'static str, members: &'static str| async move {
        let server = Wire::start([run(status, "", members)]).await?;
        let client = builder(&server, Clock::default()).build()?;
        let run = create(&client).poll().await?;
        Ok::<_, Box<dyn std::error::Error>>(run.completed())
    };
    assert!(ended("completed", "").await?.is_ok());
    let call = r#","required_action":{"type":"submit_tool_outputs","submit_tool_outputs":{"tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_stock","arguments":"{}"}}]}}"#;
    let mut messages = String::new();
    for (status, members) in [
        ("failed", r#","last_error":{"code":"rate_limit_exceeded","message":"You have run out of tokens."}"#),
        ("incomplete", r#","incomplete_details":{"reason":"max_completion_tokens"}"#),
        ("expired", ""),
        ("cancelled", ""),
        ("requires_action", call),
    ] {
        let error = ended(status, members).await?.expect_err("the run has not completed");
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unsuccessful, false));
        let run: &RunObject = error.last_state().ok_or("there is a last state")?;
        assert_eq!(run.status.to_string(), status);
        messages.push_str(&format!("{error}\n"));
    }
    insta::assert_snapshot!(messages, @"
    run run_1 is failed: rate_limit_exceeded: You have run out of tokens. (status 200 OK, request id req_1)
    run run_1 is incomplete: max_completion_tokens (status 200 OK, request id req_1)
    run run_1 is expired (status 200 OK, request id req_1)
    run run_1 is cancelled (status 200 OK, request id req_1)
    run run_1 waits for the outputs of get_stock (status 200 OK, request id req_1)
    ");
    Ok(())
}

#[tokio::test]
async fn a_failed_poll_has_the_last_state() -> TestResult {
    let gone =
        Step::response("404 Not Found", "x-request-id: req_2\r\n", r#"{"error":{"message":"No run."}}"#);
    let server = Wire::start([run("in_progress", "", ""), gone]).await?;
    let client = builder(&server, Clock::default()).build()?;
    let error = create(&client).poll().await.expect_err("the run is gone");
    assert_eq!((error.is_not_found(), error.request_id()), (true, Some("req_2")), "{error}");
    // Retrying the request would create another run.
    assert!(!error.is_retryable());
    let last: Option<&RunObject> = error.last_state();
    assert_eq!(last.map(|run| &*run.id), Some("run_1"));
    Ok(())
}

#[tokio::test]
async fn polls_are_retried_and_keep_the_settings_of_the_request() -> TestResult {
    let busy = Step::response("503 Busy", "retry-after-ms: 20\r\n", "");
    let server = Wire::start([run("queued", "", ""), busy, run("completed", "", "")]).await?;
    let clock = Clock::default();
    let client = builder(&server, clock.clone()).build()?;
    let request = create(&client).extra_header("X-Team", "fixture").extra_body("region", "eu");
    request.poll().interval(Duration::from_secs(1)).await?;
    assert_eq!(milliseconds(&clock.waits()), [1000, 20]);
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert!(request.contains("x-team: fixture"), "{request}");
        assert_eq!(request.contains("region"), request.starts_with("POST"), "{request}");
    }
    Ok(())
}

/// A server with a script, and a client with a clock that does not wait.
async fn fixture(script: Script) -> Result<(Server, Client), Box<dyn std::error::Error>> {
    let server = Server::builder().script(script).start().await?;
    let client = Client::builder().base_url(server.base_url()).api_key(ServerBuilder::API_KEY);
    let client = client.timer(Clock::default()).build()?;
    Ok((server, client))
}

#[tokio::test]
async fn all_requests_that_start_a_run_can_be_polled() -> TestResult {
    let call = Rule::when("stock").call("get_stock", &json!({"part": "bolts"})).reply("There are seven.");
    let (_server, client) = fixture(Script::default().rule(call)).await?;
    let tool = AssistantTool::function(FunctionObject::new("get_stock"));
    let assistant = client.assistants().create("gpt-4o").tools([tool]).send().await?;
    let thread = client.threads().create().send().await?;
    let messages = client.threads().messages();
    messages.create(&thread.id, MessageRole::User, "How many bolts are in stock?").send().await?;

    let runs = client.threads().runs();
    let run = runs.create(&thread.id, &assistant.id).poll().await?;
    let call = run.tool_calls().first().ok_or("the run requires a function call")?;
    let outputs = [ToolOutput::new(&call.id, "7")];
    let run = runs.submit_tool_outputs(&thread.id, &run.id, outputs).poll().await?.completed()?;
    assert!(run.usage.is_some());
    let seen = runs.retrieve(&thread.id, &run.id).poll().await?;
    assert_eq!(*seen, *run);

    let plain = client.assistants().create("gpt-4o").send().await?;
    let run = client.threads().create_and_run(&plain.id).poll().await?.completed()?;
    assert_ne!(run.thread_id.as_ref(), Some(&thread.id));
    Ok(())
}

#[tokio::test]
async fn files_and_batches_can_be_polled() -> TestResult {
    let (_server, client) = fixture(Script::default()).await?;
    let upload = |name: &str| {
        let part = FilePart::new(name, "Resin sets in 20 minutes.");
        client.files().create(part, FilePurpose::Assistants)
    };
    let file = upload("resin.md").poll().await?.completed()?;
    let other = upload("glue.md").poll().await?;
    let store = client.vector_stores().create().name("handbook").poll().await?.completed()?;
    let indexed = client.vector_stores().files().create(&store.id, &file.id).poll().await?;
    assert_eq!(indexed.completed()?.id, file.id);
    let batch = client.vector_stores().file_batches().create(&store.id);
    let batch = batch.file_ids([&file.id, &other.id]).poll().await?.completed()?;
    assert_eq!(batch.file_counts.as_ref().and_then(|counts| counts.completed), Some(2));
    Ok(())
}

#[test]
fn pollers_are_send() {
    fn is_send<T: Send>(_: T) {}
    let seen = Mutex::new(0);
    let client = Client::new("sk-secret").expect("the key is valid");
    is_send(create(&client).poll().on_progress(|_| *seen.lock().unwrap() += 1).into_future());
}
