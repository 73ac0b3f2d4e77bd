//! The effect of each fault on a client.

use std::time::Instant;

use futures_util::StreamExt;
use openai_assistants::Request;
use openai_assistants::types::RunStatus;
use reqwest::{Method, RequestBuilder};
use sdk_tests::server::{Fault, Server};
use serde_json::{Value, json};

use crate::{Raw, TestResult, client, events};

/// The result of a request in one line: status, chunks, length, error.
async fn seen(request: RequestBuilder) -> String {
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) => return format!("no response: {}", cause(&error)),
    };
    let status = response.status().as_u16();
    let length = response.headers().get("content-length").is_some();
    let (mut bytes, mut count, mut problem) = (0, 0, String::new());
    let mut chunks = response.bytes_stream();
    while let Some(piece) = chunks.next().await {
        match piece {
            Ok(piece) => (bytes, count) = (bytes + piece.len(), count + 1),
            Err(error) => problem = format!(", then {}", cause(&error)),
        }
    }
    let announced = if length { " of a known length" } else { "" };
    format!(
        "{status}, {bytes} bytes{announced} in {} chunks{problem}",
        if count > 1 { "several" } else { "one or no" }
    )
}

/// The innermost cause.
fn cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[tokio::test]
async fn wire_faults() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let mut table = String::new();
    for fault in [
        "status=503",
        "status=429; header=retry-after-ms: 20",
        "body=<html>",
        "status=500; body=",
        "drop",
        "reset",
        "truncate=100",
        "reset=100",
        "drip=20",
        "split=100",
        "delay=1ms",
        "colour=red",
        "status=9",
        "set=/a",
        "operation=sing; drop",
    ] {
        let request = raw.request(Method::GET, "/models").header("x-fault", fault);
        table += &format!("{fault:<40} {}\n", seen(request).await);
    }
    insta::assert_snapshot!(table, @"
    status=503                               503, 118 bytes of a known length in one or no chunks
    status=429; header=retry-after-ms: 20    429, 120 bytes of a known length in one or no chunks
    body=<html>                              200, 6 bytes of a known length in one or no chunks
    status=500; body=                        500, 0 bytes of a known length in one or no chunks
    drop                                     no response: connection closed before message completed
    reset                                    no response: Connection reset by peer (os error 104)
    truncate=100                             200, 100 bytes of a known length in one or no chunks, then end of file before message length reached
    reset=100                                200, 100 bytes of a known length in one or no chunks, then Connection reset by peer (os error 104)
    drip=20                                  200, 422 bytes of a known length in several chunks
    split=100                                200, 422 bytes of a known length in several chunks
    delay=1ms                                200, 422 bytes of a known length in one or no chunks
    colour=red                               400, 267 bytes of a known length in one or no chunks
    status=9                                 400, 157 bytes of a known length in one or no chunks
    set=/a                                   400, 143 bytes of a known length in one or no chunks
    operation=sing; drop                     400, 158 bytes of a known length in one or no chunks
    ");
    Ok(())
}

#[tokio::test]
async fn json_faults() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let thread = raw.create("/threads", &json!({})).await?;
    let request = raw.request(Method::GET, &format!("/threads/{thread}"));
    let fault = r#"set=/object="brand_new"; set=/metadata=null; set=/colour="red""#;
    let (status, object) = raw.send(request.header("x-fault", fault)).await?;
    assert_eq!(status, 200);
    assert_eq!(
        object,
        json!({
            "id": thread, "object": "brand_new", "created_at": object["created_at"], "metadata": null,
            "tool_resources": {}, "colour": "red"
        })
    );
    Ok(())
}

#[tokio::test]
async fn event_faults() -> TestResult {
    let server = Server::builder().reply("Fine.").start().await?;
    let raw = Raw::new(&server);
    let stream = async |fault: &str| -> Result<Vec<(String, Value)>, Box<dyn std::error::Error>> {
        let (assistant, thread) = raw.conversation(&json!([]), "How are you?").await?;
        let request = raw.request(Method::POST, &format!("/threads/{thread}/runs"));
        let body = json!({ "assistant_id": assistant, "stream": true });
        Ok(events(&request.header("x-fault", fault).json(&body).send().await?.text().await?))
    };
    let names = |events: &[(String, Value)]| events.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let plain = names(&stream("delay=0s").await?);
    for at in [1, 7, 100, 1_000] {
        assert_eq!(names(&stream(&format!("split={at}")).await?), plain);
    }
    assert_eq!(names(&stream("drip=500").await?), plain);
    let twice = stream("duplicate=thread.message.delta").await?;
    assert_eq!(twice.len(), plain.len() + 1);
    assert_eq!(names(&stream("unknown").await?)[1], "thread.brand_new");
    let changed = stream(r#"event=thread.run.completed; set=/status="brand_new""#).await?;
    let status =
        |name: &str| changed.iter().find(|event| event.0 == name).map(|event| event.1["status"].clone());
    assert_eq!(status("thread.run.completed"), Some(json!("brand_new")));
    assert_eq!(status("thread.run.created"), Some(json!("queued")));
    Ok(())
}

#[tokio::test]
async fn faults_affect_the_selected_requests() -> TestResult {
    let fault: Fault = "operation=listFiles; first-of-each; status=503".parse()?;
    let server = Server::builder().fault(fault).synthetic_files(3).start().await?;
    let raw = Raw::new(&server);
    let mut statuses = Vec::new();
    for path in ["/files?limit=1", "/files?limit=1", "/files", "/files?limit=1", "/files", "/models"] {
        statuses.push(raw.get(path).await?.0.as_u16());
    }
    assert_eq!(statuses, [503, 200, 503, 200, 200, 200]);

    let faults = server.base_url().replace("/v1", "/faults");
    let http = reqwest::Client::new();
    http.delete(&faults).send().await?;
    assert_eq!(http.post(&faults).body("nth=2; status=500").send().await?.status(), 204);
    assert_eq!(http.post(&faults).body("times=x").send().await?.status(), 400);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(raw.get("/models").await?.0.as_u16());
    }
    assert_eq!(statuses, [200, 500, 200]);
    Ok(())
}

#[tokio::test]
async fn the_sdk_retries_faults() -> TestResult {
    let fault: Fault = "operation=listFiles; first-of-each; status=503; header=retry-after-ms: 1".parse()?;
    let server = Server::builder().fault(fault).synthetic_files(25).start().await?;
    let client = client(&server)?;
    let (mut ids, mut after) = (Vec::new(), None);
    let started = Instant::now();
    loop {
        let page = client.files().list().limit(10).max_retries(1).after(after.take()).send().await?;
        ids.extend(page.data.iter().map(|file| file.id.clone()));
        if page.has_more != Some(true) {
            break;
        }
        after = ids.last().cloned();
    }
    assert_eq!(ids.len(), 25);
    assert!(started.elapsed().as_millis() < 5_000);

    let assistant = client.assistants().create("gpt-4o").send().await?;
    let fault = "truncate=10; times=1";
    let run = client.threads().create_and_run(&assistant.id).extra_header("x-fault", fault).send().await;
    assert!(run.is_err(), "{run:?}");
    let run = client.threads().create_and_run(&assistant.id).extra_header("x-fault", fault).send().await?;
    assert_eq!(run.status, RunStatus::Queued);
    Ok(())
}
