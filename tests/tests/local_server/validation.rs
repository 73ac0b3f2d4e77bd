//! What is refused, and with which words.

use reqwest::Method;
use sdk_tests::server::Server;
use serde_json::{Value, json};

use crate::{Raw, TestResult};

/// Method, path, body -> status, param, code, message.
fn shown(status: reqwest::StatusCode, answer: &Value) -> String {
    let error = &answer["error"];
    let word = |name: &str| error[name].as_str().unwrap_or("-").to_owned();
    assert!(error.get("type").is_some_and(Value::is_string), "{answer}");
    format!("{} {} {}: {}", status.as_u16(), word("param"), word("code"), word("message"))
}

#[tokio::test]
async fn bodies_are_checked_by_the_document() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let with = |name: &str, value: Value| {
        let mut body = json!({ "model": "gpt-4o" });
        body[name] = value;
        body
    };
    let pairs: serde_json::Map<String, Value> = (0..17).map(|n| (n.to_string(), json!(""))).collect();
    let tools = vec![json!({ "type": "code_interpreter" }); 129];
    let bodies = [
        json!({}),
        json!([]),
        json!({ "model": null }),
        with("colour", json!("red")),
        with("name", json!("a".repeat(257))),
        with("name", json!(7)),
        with("description", json!("a".repeat(513))),
        with("instructions", json!("a".repeat(256_001))),
        with("temperature", json!(2.5)),
        with("metadata", json!(pairs)),
        with("metadata", json!({ "a".repeat(65): "" })),
        with("metadata", json!({ "key": "a".repeat(513) })),
        with("metadata", json!({ "key": 7 })),
        with("tools", json!(tools)),
        with("tools", json!("code_interpreter")),
        with("tools", json!([{ "type": "hammer" }])),
        with("tools", json!([{}])),
        with("tools", json!([{ "type": "function" }])),
        with("tools", json!([{ "type": "code_interpreter" }, { "type": "function", "function": {} }])),
        with("tools", json!([{ "type": "file_search", "file_search": { "max_num_results": 51 } }])),
        with("response_format", json!("yaml")),
        with("response_format", json!({ "type": "json_schema" })),
        with("tool_resources", json!({ "file_search": { "vector_store_ids": ["a", "b"] } })),
        with("tool_resources", json!({ "file_search": { "vector_store_ids": ["vs_gone"] } })),
    ];
    let mut table = String::new();
    for body in &bodies {
        let (status, answer) = raw.post("/assistants", body).await?;
        table += &shown(status, &answer);
        table.push('\n');
    }
    insta::assert_snapshot!(table, @"");
    Ok(())
}

#[tokio::test]
async fn other_bodies_are_checked_as_well() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let thread = raw.create("/threads", &json!({})).await?;
    let store = raw.create("/vector_stores", &json!({})).await?;
    let messages = format!("/threads/{thread}/messages");
    let (runs, stores) = (format!("/threads/{thread}/runs"), format!("/vector_stores/{store}"));
    let cases = [
        (messages.as_str(), json!({ "role": "system", "content": "Hello" })),
        (&messages, json!({ "role": "user", "content": 7 })),
        (&messages, json!({ "role": "user", "content": [] })),
        (&messages, json!({ "role": "user", "content": "a".repeat(256_001) })),
        (&messages, json!({ "role": "user", "content": [{ "type": "text", "text": 7 }] })),
        (&runs, json!({ "assistant_id": "asst_gone" })),
        (&runs, json!({ "assistant_id": "asst_gone", "max_prompt_tokens": 1 })),
        (&runs, json!({ "assistant_id": "asst_gone", "tool_choice": "never" })),
        (&format!("{stores}/file_batches"), json!({})),
        (&format!("{stores}/files"), json!({ "file_id": "file-gone" })),
        (&format!("{stores}/search"), json!({ "query": "a", "max_num_results": 0 })),
        (
            &format!("{stores}/search"),
            json!({ "query": "a", "filters": { "type": "like", "key": "a", "value": 1 } }),
        ),
        ("/uploads", json!({ "filename": "a", "purpose": "assistants", "mime_type": "a/b", "bytes": -1 })),
        ("/uploads", json!({ "filename": "a", "purpose": "assistants", "mime_type": "a/b", "bytes": 1e300 })),
    ];
    let mut table = String::new();
    for (path, body) in &cases {
        let (status, answer) = raw.post(path, body).await?;
        table += &shown(status, &answer);
        table.push('\n');
    }
    insta::assert_snapshot!(table, @"");
    Ok(())
}

#[tokio::test]
async fn paths_queries_and_headers_are_checked() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let mut table = String::new();
    let mut note = |what: &str, (status, answer): (reqwest::StatusCode, Value)| {
        table += &format!("{what}\n  {}\n", shown(status, &answer));
    };
    for path in [
        "/assistants/asst_x",
        "/assistants/..%2F..%2Fetc",
        "/assistants/%ff",
        "/threads/thread_x/runs",
        "/models/gpt-9",
        "/assistants?limit=0",
        "/assistants?limit=101",
        "/assistants?limit=ten",
        "/assistants?limit=99999999999999999999",
        "/files?limit=10001",
        "/assistants?order=up",
        "/assistants?colour=red",
        "/assistants?after=asst_gone",
        "/files?before=file-1",
        "/chairs",
    ] {
        note(path, raw.get(path).await?);
    }
    note("PUT /assistants", raw.send(raw.request(Method::PUT, "/assistants")).await?);
    let bare = |path: &str| raw.bare(Method::GET, path);
    note("no key", raw.send(bare("/models")).await?);
    note("wrong key", raw.send(bare("/models").bearer_auth("sk-secret")).await?);
    note("no beta header", raw.send(bare("/assistants").bearer_auth("local")).await?);
    let post = || raw.request(Method::POST, "/assistants");
    note("text", raw.send(post().header("content-type", "text/plain").body("{}")).await?);
    let json = || post().header("content-type", "application/json");
    note("half a JSON", raw.send(json().body("{\"model\": ")).await?);
    note("not UTF-8", raw.send(json().body(b"{\"model\": \"\xff\"}".to_vec())).await?);
    let file = || raw.request(Method::POST, "/files");
    note("JSON for a form", raw.send(file().json(&json!({}))).await?);
    let form = "multipart/form-data; boundary=b";
    note("half a form", raw.send(file().header("content-type", form).body("--b\r\nContent-Dis")).await?);
    let text = reqwest::multipart::Form::new().text("purpose", "assistants").text("file", "abc");
    note("no file name", raw.send(file().multipart(text)).await?);
    assert!(!table.contains("sk-secret"));
    insta::assert_snapshot!(table, @"");
    Ok(())
}

#[tokio::test]
async fn a_body_past_the_limit_is_refused() -> TestResult {
    let server = Server::builder().body_limit(1_000).start().await?;
    let raw = Raw::new(&server);
    let (status, answer) = raw.post("/assistants", &json!({ "model": "a".repeat(2_000) })).await?;
    assert_eq!(status, 413, "{answer}");
    let part = reqwest::multipart::Part::bytes(vec![0; 2_000]).file_name("big");
    let form = reqwest::multipart::Form::new().text("purpose", "assistants").part("file", part);
    let (status, answer) = raw.send(raw.request(Method::POST, "/files").multipart(form)).await?;
    assert_eq!(status, 413, "{answer}");
    Ok(())
}
