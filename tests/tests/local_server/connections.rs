//! Concurrent clients, and shutdown.

use std::time::{Duration, Instant};

use sdk_tests::server::{Rule, Script, Server};
use serde_json::json;

use crate::{Raw, TestResult};

#[tokio::test(flavor = "multi_thread")]
async fn many_runs_are_streamed_concurrently() -> TestResult {
    let server = Server::builder().reply("one two three").start().await?;
    let raw = std::sync::Arc::new(Raw::new(&server));
    let (assistant, _) = raw.conversation(&json!([]), "").await?;
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (raw, assistant) = (std::sync::Arc::clone(&raw), assistant.clone());
        let body = json!({ "assistant_id": assistant, "stream": true });
        runs.spawn(async move { raw.stream("/threads/runs", &body).await });
    }
    while let Some(stream) = runs.join_next().await {
        assert!(stream??.ends_with("data: [DONE]\n\n"));
    }
    Ok(())
}

#[tokio::test]
async fn dropping_the_server_closes_connections() -> TestResult {
    let rule = Rule::default().takes(Duration::from_secs(3_600));
    let server = Server::builder().script(Script::default().rule(rule)).start().await?;
    let raw = Raw::new(&server);
    let (assistant, thread) = raw.conversation(&json!([]), "Count").await?;
    let body = json!({ "assistant_id": assistant, "stream": true });
    let path = format!("/threads/{thread}/runs");
    let response = raw.request(reqwest::Method::POST, &path).json(&body).send().await?;
    drop(server);
    assert!(response.text().await.is_err(), "the stream is closed");
    assert!(raw.get("/models").await.is_err(), "the connection is refused");
    drop(raw);
    let ended = async {
        while tokio::runtime::Handle::current().metrics().num_alive_tasks() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), ended).await?;
    Ok(())
}

#[tokio::test]
async fn it_starts_quickly() -> TestResult {
    let started = Instant::now();
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    raw.conversation(&json!([]), "How are you?").await?;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    Ok(())
}
