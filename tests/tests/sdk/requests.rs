//! Sends all operations to a loopback server: the requests are a snapshot, the responses are the document's examples.

use std::collections::BTreeSet;
use std::fmt::Write;

use codegen::document::Document;
use openai_assistants::prelude::*;
use openai_assistants::types::{
    CreateUploadRequest, FileExpirationAfter, FilePurpose, MessageRole, RunStepInclude, SortOrder,
    ToolOutput, VectorStoreFileFilter,
};
use openai_assistants::{Client, FilePart, Nullable};
use sdk_tests::server::document::published;
use sdk_tests::{Recorded, Recorder, Responses};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::TestResult;

/// The example of an operation's request body, as the type that the operation takes.
fn body<T: DeserializeOwned>(document: &Document, id: &str) -> T {
    let operation = document.operations().find(|operation| operation.id() == id);
    let example = operation.and_then(|operation| {
        operation.object.get("requestBody")?.pointer("/content/application~1json/example").cloned()
    });
    serde_json::from_value(example.expect("each body has an example")).expect("the example decodes")
}

/// The example responses of all operations.
fn responses(document: &Document) -> Responses {
    let response = |operation: codegen::document::Operation<'_>| {
        let media = operation.object.get("responses")?.pointer("/200/content/application~1json/example")?;
        let key = format!("{} {}", operation.method.to_ascii_uppercase(), operation.path);
        let response = match media.as_str() {
            // The only response that is not JSON: the content of a file.
            Some(text) => ("application/octet-stream".to_owned(), text.to_owned().into()),
            None => ("application/json".to_owned(), media.to_string().into()),
        };
        Some((key, response))
    };
    document.operations().filter_map(response).collect()
}

async fn client_and_server(document: &Document) -> Result<(Client, Recorder), Box<dyn std::error::Error>> {
    let server = Recorder::start(responses(document)).await?;
    let client = Client::builder().base_url(server.base_url()).api_key("sk-secret").build()?;
    Ok((client, server))
}

/// Sends all operations and returns the recorded requests.
async fn send_all(document: &Document) -> Result<Vec<Recorded>, Box<dyn std::error::Error>> {
    let (client, server) = client_and_server(document).await?;
    let client = &client;
    let d = document;
    // Distinct ids, so that the snapshot shows where each goes.
    let (assistant, thread, message, run, step) = ("asst_1", "thread_1", "msg_1", "run_1", "step_1");
    let (store, batch, file, upload, model) = ("vs_1", "vsfb_1", "file-1", "upload_1", "gpt-4o");
    let handbook = || FilePart::new("handbook.md", "# Torque values").content_type("text/markdown");

    let assistants = client.assistants();
    assistants.list().limit(5).order(SortOrder::Asc).after(assistant).before("asst_9").send().await?;
    // `with_body` replaces the arguments.
    assistants.create("replaced").with_body(body(d, "createAssistant")).send().await?;
    assistants.retrieve(assistant).send().await?;
    assistants.update(assistant).with_body(body(d, "modifyAssistant")).send().await?;
    assistants.delete(assistant).send().await?;

    let threads = client.threads();
    threads.create().with_body(body(d, "createThread")).send().await?;
    threads.retrieve(thread).send().await?;
    threads.update(thread).with_body(body(d, "modifyThread")).send().await?;
    threads.delete(thread).send().await?;
    let create_and_run = || threads.create_and_run("replaced").with_body(body(d, "createThreadAndRun"));
    create_and_run().send().await?;
    create_and_run().stream().await?;

    let messages = threads.messages();
    messages.list(thread).limit(5).run_id(run).send().await?;
    let create = messages.create(thread, MessageRole::Assistant, "replaced");
    create.with_body(body(d, "createMessage")).send().await?;
    messages.retrieve(thread, message).send().await?;
    messages.update(thread, message).with_body(body(d, "modifyMessage")).send().await?;
    messages.delete(thread, message).send().await?;

    let runs = threads.runs();
    let include = || [RunStepInclude::StepDetailsToolCallsFileSearchResultsContent];
    runs.list(thread).send().await?;
    let create = || runs.create(thread, "replaced").include(include()).with_body(body(d, "createRun"));
    create().send().await?;
    create().stream().await?;
    runs.retrieve(thread, run).send().await?;
    runs.update(thread, run).with_body(body(d, "modifyRun")).send().await?;
    runs.cancel(thread, run).send().await?;
    let none: [ToolOutput; 0] = [];
    let submit = || {
        let outputs = body(d, "submitToolOuputsToRun");
        runs.submit_tool_outputs(thread, run, none.clone()).with_body(outputs)
    };
    submit().send().await?;
    submit().stream().await?;
    runs.steps().list(thread, run).include(include()).send().await?;
    runs.steps().retrieve(thread, run, step).include(include()).send().await?;

    let stores = client.vector_stores();
    stores.list().limit(5).send().await?;
    stores.create().with_body(body(d, "createVectorStore")).send().await?;
    stores.retrieve(store).send().await?;
    stores.update(store).with_body(body(d, "modifyVectorStore")).send().await?;
    stores.delete(store).send().await?;
    stores.search(store, "replaced").with_body(body(d, "searchVectorStore")).send().await?;

    let store_files = stores.files();
    store_files.list(store).filter(VectorStoreFileFilter::Completed).send().await?;
    store_files.create(store, "replaced").with_body(body(d, "createVectorStoreFile")).send().await?;
    store_files.retrieve(store, file).send().await?;
    let update = store_files.update(store, file, [("replaced", true)]);
    update.with_body(body(d, "updateVectorStoreFileAttributes")).send().await?;
    store_files.delete(store, file).send().await?;
    store_files.content(store, file).send().await?;

    let batches = stores.file_batches();
    batches.create(store).with_body(body(d, "createVectorStoreFileBatch")).send().await?;
    batches.retrieve(store, batch).send().await?;
    batches.cancel(store, batch).send().await?;
    batches.list_files(store, batch).filter(VectorStoreFileFilter::Completed).send().await?;

    let files = client.files();
    files.list().purpose("assistants").limit(5).send().await?;
    let create = files.create(handbook(), FilePurpose::Assistants);
    create.expires_after(FileExpirationAfter::new(3600)).send().await?;
    files.retrieve(file).send().await?;
    files.delete(file).send().await?;
    files.content(file).send().await?;

    let uploads = client.uploads();
    // This request has no `with_body`: required members are set by name.
    let CreateUploadRequest { bytes, expires_after, filename, mime_type, purpose, .. } =
        body(d, "createUpload");
    let create = uploads.create().bytes(bytes).filename(filename).mime_type(mime_type).purpose(purpose);
    create.expires_after(expires_after).send().await?;
    uploads.parts().create(upload, handbook()).send().await?;
    uploads.complete(upload, ["replaced"]).with_body(body(d, "completeUpload")).send().await?;
    uploads.cancel(upload).send().await?;

    client.models().list().send().await?;
    client.models().retrieve(model).send().await?;
    client.models().delete(model).send().await?;
    Ok(server.take())
}

#[tokio::test]
async fn all_requests() -> TestResult {
    let document = published();
    let requests = send_all(document).await?;
    // 51 operations, and the streaming variants of three.
    assert_eq!(requests.len(), 54);
    let different: BTreeSet<String> =
        requests.iter().map(|request| format!("{} {}", request.method, request.target)).collect();
    assert_eq!(different.len(), 51);

    let mut shown = String::new();
    for request in &requests {
        show(request, &mut shown);
    }
    assert!(!shown.contains("sk-secret"));
    insta::assert_snapshot!("requests", shown);
    Ok(())
}

/// Formats a request, without the key and whatever differs between runs.
fn show(request: &Recorded, text: &mut String) {
    let _ = writeln!(text, "{} {}", request.method, request.target);
    let mut boundary = String::new();
    for (name, value) in &request.headers {
        let value = match name.as_str() {
            "host" | "content-length" | "user-agent" => continue,
            "authorization" => "Bearer (redacted)".to_owned(),
            "content-type" if value.starts_with("multipart/") => {
                boundary = value.split("boundary=").nth(1).unwrap_or_default().to_owned();
                value.replace(&boundary, "BOUNDARY")
            }
            _ => value.clone(),
        };
        let _ = writeln!(text, "  {name}: {value}");
    }
    let body = String::from_utf8_lossy(&request.body);
    if !boundary.is_empty() {
        for line in body.replace(&boundary, "BOUNDARY").lines() {
            let _ = writeln!(text, "  | {line}");
        }
    } else if !body.is_empty() {
        let _ = writeln!(text, "  | {body}");
    }
    text.push('\n');
}

#[tokio::test]
async fn the_beta_header_is_sent_with_39_operations() -> TestResult {
    let document = published();
    let requests = send_all(document).await?;
    let mut with = BTreeSet::new();
    let mut without = BTreeSet::new();
    for request in &requests {
        assert!(request.header("api-version").is_empty());
        let key = format!("{} {}", request.method, request.target);
        match request.header("openai-beta").as_slice() {
            [] => without.insert(key),
            ["assistants=v2"] => with.insert(key),
            other => panic!("{key} has {other:?}"),
        };
    }
    assert_eq!((with.len(), without.len()), (39, 12));
    let resource = |key: &String| {
        key.split("/v1/").nth(1).and_then(|path| path.split(['/', '?']).next()).map(str::to_owned)
    };
    let resources = |keys: &BTreeSet<String>| {
        keys.iter().filter_map(resource).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(resources(&with), ["assistants", "threads", "vector_stores"]);
    assert_eq!(resources(&without), ["files", "models", "uploads"]);
    Ok(())
}

#[tokio::test]
async fn a_custom_beta_header_replaces_the_default() -> TestResult {
    for name in ["OpenAI-Beta", "openai-beta", "OPENAI-BETA"] {
        let document = published();
        let server = Recorder::start(responses(document)).await?;
        let client = Client::builder()
            .base_url(server.base_url())
            .header(name, "assistants=v3")
            .header("X-Other", "kept")
            .build()?;
        client.assistants().list().send().await?;
        let requests = server.take();
        assert_eq!(requests[0].header("openai-beta"), ["assistants=v3"], "{name}");
        assert_eq!(requests[0].header("x-other"), ["kept"]);
        assert!(requests[0].header("authorization").is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn other_custom_headers_keep_the_beta_header() -> TestResult {
    let document = published();
    let server = Recorder::start(responses(document)).await?;
    let client =
        Client::builder().base_url(server.base_url()).api_key("local").header("X-Trace", "7").build()?;
    client.threads().retrieve("thread_1").send().await?;
    let requests = server.take();
    assert_eq!(requests[0].header("openai-beta"), ["assistants=v2"]);
    assert_eq!(requests[0].header("x-trace"), ["7"]);
    assert_eq!(requests[0].header("authorization"), ["Bearer local"]);
    Ok(())
}

#[tokio::test]
async fn an_update_without_members_sends_an_empty_object() -> TestResult {
    let (client, server) = client_and_server(published()).await?;
    client.threads().create().send().await?;
    client.assistants().update("asst_1").send().await?;
    let bodies: Vec<_> = server
        .take()
        .iter()
        .map(|request| serde_json::from_slice::<Value>(&request.body))
        .collect::<Result<_, _>>()?;
    assert_eq!(bodies, [serde_json::json!({}), serde_json::json!({})]);
    Ok(())
}

#[tokio::test]
async fn null_clears_required_members() -> TestResult {
    let (client, server) = client_and_server(published()).await?;
    let files = client.vector_stores().files();
    files.update("vs_1", "file_1", Nullable::Null).send().await?;
    files.update("vs_1", "file_1", [("language", "en")]).send().await?;
    let bodies: Vec<String> = server
        .take()
        .into_iter()
        .map(|request| String::from_utf8(request.body.to_vec()))
        .collect::<Result<_, _>>()?;
    assert_eq!(bodies, [r#"{"attributes":null}"#, r#"{"attributes":{"language":"en"}}"#]);
    Ok(())
}

#[tokio::test]
async fn file_content_is_bytes() -> TestResult {
    let (client, server) = client_and_server(published()).await?;
    let stream = client.files().content("file-1").send().await?.into_inner();
    assert!(!stream.bytes(1 << 20).await?.is_empty());
    assert_eq!(server.take()[0].header("accept"), ["application/binary"]);
    Ok(())
}

#[tokio::test]
async fn ids_are_percent_encoded() -> TestResult {
    let (client, server) = client_and_server(published()).await?;
    client.threads().retrieve("a/b c?d#e").send().await?;
    client.threads().retrieve("..\\assistants\\asst_1").send().await?;
    let targets: Vec<String> = server.take().into_iter().map(|sent| sent.target).collect();
    assert_eq!(targets, ["/v1/threads/a%2Fb%20c%3Fd%23e", "/v1/threads/..%5Cassistants%5Casst_1"]);
    Ok(())
}
