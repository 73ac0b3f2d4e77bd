//! Clients that are copies of others, pool settings, and removed headers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use openai_assistants::{Client, Request};
use sdk_tests::wire::{Step, Wire};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{MODEL, THREAD, TestResult, builder};

#[tokio::test]
async fn a_copy_has_the_settings_of_the_original_but_for_those_that_change() -> TestResult {
    let server = Wire::start([Step::response("500 Oops", "", "{}")]).await?;
    let (client, _) = builder(&server);
    let client =
        client.project("proj_1").header("X-Team", "support").query("region", "eu").max_retries(1).build()?;
    let copy = client.with_options(|options| options.max_retries(3).header("x-team", "night"))?;
    copy.models().list().send().await.expect_err("the status is an error");
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    for expected in [
        "GET /v1/models?region=eu ",
        "Bearer sk-secret\r\n",
        "openai-project: proj_1\r\n",
        "x-team: night\r\n",
    ] {
        assert!(requests[0].contains(expected), "{expected}: {}", requests[0]);
    }
    // The original is as it was.
    client.models().list().send().await.expect_err("the status is an error");
    assert_eq!(server.requests().len(), 6);
    assert!(server.requests()[4].contains("x-team: support\r\n"));

    // Another server gets the same credential.
    let other = Wire::start([Step::json(MODEL)]).await?;
    let copy = client.to_builder().base_url(other.base_url()).build()?;
    copy.models().retrieve("gpt-4o").send().await?;
    assert!(other.requests().concat().contains("authorization: Bearer sk-secret\r\n"));
    Ok(())
}

#[tokio::test]
async fn a_copy_of_an_azure_client_sends_its_key_as_azure_wants_it() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let endpoint = server.base_url().trim_end_matches("/v1").to_owned();
    let client =
        Client::builder().azure_endpoint(endpoint).api_version("2024-05-01-preview").api_key("first");
    let copy = client.build()?.with_options(|options| options.api_key("second"))?;
    copy.models().retrieve("gpt-4o").send().await?;
    let sent = server.requests().concat();
    assert!(sent.starts_with("GET /openai/models/gpt-4o?api-version=2024-05-01-preview HTTP/1.1"), "{sent}");
    assert!(sent.contains("api-key: second\r\n") && !sent.contains("authorization"), "{sent}");
    Ok(())
}

/// A server that keeps connections alive, and counts them.
async fn counting() -> Result<(String, Arc<AtomicUsize>), std::io::Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}/v1", listener.local_addr()?);
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = connections.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let length = MODEL.len();
                let response = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{MODEL}"
                );
                let mut buffer = [0; 4096];
                while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                    if stream.write_all(response.as_bytes()).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    Ok((base_url, connections))
}

#[tokio::test]
async fn copies_share_connections_unless_a_setting_of_the_http_client_changes() -> TestResult {
    let (base_url, connections) = counting().await?;
    let client = Client::builder().base_url(base_url).build()?;
    let send = |client: Client| async move { client.models().retrieve("gpt-4o").send().await.map(drop) };
    send(client.clone()).await?;
    send(client.with_options(|options| options.timeout(Duration::from_secs(5)).api_key("other"))?).await?;
    send(client.to_builder().build()?.to_builder().build()?).await?;
    assert_eq!(connections.load(Ordering::Relaxed), 1);
    send(client.with_options(|options| options.pool_idle_timeout(Duration::from_secs(5)))?).await?;
    assert_eq!(connections.load(Ordering::Relaxed), 2);
    let unpooled = client.with_options(|options| options.pool_max_idle_per_host(0))?;
    for _ in 0..3 {
        send(unpooled.clone()).await?;
    }
    assert_eq!(connections.load(Ordering::Relaxed), 5);
    Ok(())
}

#[tokio::test]
async fn headers_can_be_removed_for_a_client_and_for_a_call() -> TestResult {
    let server = Wire::start([Step::json(THREAD)]).await?;
    let (client, _) = builder(&server);
    let client = client.project("proj_1").header("X-Team", "support").remove_header("user-agent").build()?;
    let names = |request: &str| -> Vec<String> {
        let head = request.split("\r\n\r\n").next().unwrap_or_default();
        let mut names: Vec<String> =
            head.lines().skip(1).filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect();
        names.retain(|name| !["host", "accept", "content-length", "content-type"].contains(&name.as_str()));
        names.sort();
        names
    };
    let threads = client.threads();
    threads.create().send().await?;
    threads.create().remove_header("OpenAI-Beta").remove_header("OPENAI-PROJECT").send().await?;
    threads.create().remove_header("Authorization").remove_header("Content-Type").send().await?;
    // The last setting wins.
    threads.create().remove_header("X-Team").extra_header("x-team", "night").send().await?;
    threads.create().extra_header("x-team", "night").remove_header("X-Team").send().await?;
    threads.create().extra_header("User-Agent", "mine").send().await?;
    let back = client.to_builder().header("User-Agent", "mine").remove_header("x-team").build()?;
    back.threads().create().send().await?;
    let requests = server.requests();
    let sent: Vec<String> = requests.iter().map(|request| names(request).join(" ")).collect();
    assert_eq!(
        sent,
        [
            "authorization openai-beta openai-project x-team",
            "authorization x-team",
            "openai-beta openai-project x-team",
            "authorization openai-beta openai-project x-team",
            "authorization openai-beta openai-project",
            "authorization openai-beta openai-project user-agent x-team",
            "authorization openai-beta openai-project user-agent",
        ]
    );
    assert!(requests.iter().all(|request| request.contains("content-type: application/json\r\n")));
    assert!(requests[3].contains("x-team: night\r\n"));
    let error = threads.create().remove_header("a b").send().await.expect_err("it is no name");
    assert_eq!(error.message(), "\"a b\" is not a valid header name");
    let error = client.to_builder().remove_header("a b").build().expect_err("it is no name");
    assert_eq!(error.to_string(), "\"a b\" is not a valid header name");
    Ok(())
}
