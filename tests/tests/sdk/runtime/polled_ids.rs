//! Polling uses the ids that the caller passed, whatever ids the server sends back.

use std::time::Duration;

use openai_assistants::types::ToolOutput;
use openai_assistants::{Client, FilePart, Poll};
use sdk_tests::clock::Clock;
use sdk_tests::wire::{Step, Wire};

use super::TestResult;

/// Two objects of the same kind: one in the first status, one in the last. Their parent ids are wrong.
fn steps(object: &str, statuses: [&str; 2]) -> [Step; 2] {
    statuses.map(|status| Step::json(&object.replace("STATUS", status)))
}

const RUN: &str = r#"{"id":"run_1","object":"thread.run","created_at":1,"assistant_id":"a","thread_id":"","status":"STATUS","model":"m","tools":[]}"#;
const FILE: &str =
    r#"{"id":"other","object":"vector_store.file","created_at":1,"vector_store_id":"","status":"STATUS"}"#;
const BATCH: &str = r#"{"id":"batch_1","object":"vector_store.files_batch","created_at":1,"vector_store_id":"","status":"STATUS","file_counts":{"in_progress":0,"completed":1,"failed":0,"cancelled":0,"total":1}}"#;

/// The target of the second request of `poll`, which polls what the first response holds.
macro_rules! polled {
    ($object:expr, $statuses:expr, |$client:ident| $request:expr) => {{
        let server = Wire::start(steps($object, $statuses)).await?;
        let $client = Client::builder().base_url(server.base_url()).timer(Clock::default()).build()?;
        $request.poll().await?;
        let requests = server.requests();
        assert_eq!(requests.len(), 2, "{requests:?}");
        requests[1].split(" HTTP").next().unwrap_or_default().to_owned()
    }};
}

#[tokio::test]
async fn runs_are_polled_in_the_thread_of_the_caller() -> TestResult {
    let statuses = ["in_progress", "completed"];
    let outputs = [ToolOutput::new("call_1", "7")];
    let polled = [
        polled!(RUN, statuses, |client| client.threads().runs().create("thread 1", "a")),
        polled!(RUN, statuses, |client| client.threads().runs().retrieve("thread 1", "run_1")),
        polled!(RUN, statuses, |client| client.threads().runs().update("thread 1", "run_1")),
        polled!(RUN, statuses, |client| client.threads().runs().cancel("thread 1", "run_1")),
        polled!(RUN, statuses, |client| {
            client.threads().runs().submit_tool_outputs("thread 1", "run_1", outputs.clone())
        }),
    ];
    for request in polled {
        assert_eq!(request, "GET /v1/threads/thread%201/runs/run_1");
    }
    for parent in [r#""thread_id":null,"#, ""] {
        let run = RUN.replace(r#""thread_id":"","#, parent);
        let request = polled!(&run, statuses, |client| client.threads().runs().create("thread_1", "a"));
        assert_eq!(request, "GET /v1/threads/thread_1/runs/run_1");
    }
    // The caller's id of the run counts too.
    let other = RUN.replace("run_1", "other");
    let request = polled!(&other, statuses, |client| client.threads().runs().retrieve("t/1", "run/1"));
    assert_eq!(request, "GET /v1/threads/t%2F1/runs/run%2F1");
    // Only the response has the thread that `create_and_run` creates.
    let created = RUN.replace(r#""thread_id":"""#, r#""thread_id":"thread_2""#);
    let request = polled!(&created, statuses, |client| client.threads().create_and_run("a"));
    assert_eq!(request, "GET /v1/threads/thread_2/runs/run_1");
    Ok(())
}

#[tokio::test]
async fn a_run_is_cancelled_in_the_thread_of_the_caller() -> TestResult {
    let server = Wire::start(steps(RUN, ["queued", "in_progress"])).await?;
    let client = Client::builder().base_url(server.base_url()).timer(Clock::default()).build()?;
    let poller = client.threads().runs().create("thread_1", "a").poll();
    let poller = poller.deadline(Duration::from_secs(2)).cancel_if_abandoned();
    poller.await.expect_err("the run does not end");
    let last = server.requests().pop().ok_or("nothing was sent")?;
    assert!(last.starts_with("POST /v1/threads/thread_1/runs/run_1/cancel "), "{last}");
    Ok(())
}

#[tokio::test]
async fn files_and_batches_are_polled_in_the_store_of_the_caller() -> TestResult {
    let statuses = ["in_progress", "completed"];
    for request in [
        polled!(FILE, statuses, |client| client.vector_stores().files().create("vs_1", "file_1")),
        polled!(FILE, statuses, |client| client.vector_stores().files().retrieve("vs_1", "file_1")),
    ] {
        assert_eq!(request, "GET /v1/vector_stores/vs_1/files/file_1");
    }
    for request in [
        polled!(BATCH, statuses, |client| client.vector_stores().file_batches().create("vs_1")),
        polled!(BATCH, statuses, |client| client.vector_stores().file_batches().retrieve("vs_1", "batch_1")),
        polled!(BATCH, statuses, |client| client.vector_stores().file_batches().cancel("vs_1", "batch_1")),
    ] {
        assert_eq!(request, "GET /v1/vector_stores/vs_1/file_batches/batch_1");
    }
    let file = r#"{"id":"file_1","object":"file","bytes":1,"created_at":1,"filename":"a","purpose":"assistants","status":"STATUS"}"#;
    let upload = FilePart::new("a.md", "x");
    let request =
        polled!(file, ["uploaded", "processed"], |client| client.files().create(upload, "assistants"));
    assert_eq!(request, "GET /v1/files/file_1");
    Ok(())
}

#[tokio::test]
async fn nothing_waits_before_the_first_request_and_the_hint_counts_after_it() -> TestResult {
    let hint = "content-type: application/json\r\nopenai-poll-after-ms: 750\r\n";
    let done = Step::json(&RUN.replace("STATUS", "completed"));
    let queued = Step::response("200 OK", hint, RUN.replace("STATUS", "queued"));
    for (steps, waits) in [(vec![queued, done.clone()], vec![750]), (vec![done], vec![])] {
        for created in [true, false] {
            let server = Wire::start(steps.clone()).await?;
            let clock = Clock::default();
            let client = Client::builder().base_url(server.base_url()).timer(clock.clone()).build()?;
            let runs = client.threads().runs();
            if created {
                runs.create("thread_1", "a").poll().await?;
            } else {
                runs.retrieve("thread_1", "run_1").poll().await?;
            }
            let waited: Vec<u128> = clock.waits().iter().map(Duration::as_millis).collect();
            assert_eq!((waited, server.requests().len()), (waits.clone(), steps.len()), "{created}");
        }
    }
    Ok(())
}
