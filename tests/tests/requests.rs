//! Every operation once, through the generated client to a loopback server: what arrives is a snapshot, what
//! comes back is the document's own example and has to decode.

use std::collections::BTreeSet;
use std::fmt::Write;

use codegen::document::{Document, load::load};
use openai_assistants::types::{self, RunStepInclude, SortOrder, VectorStoreFileFilter};
use openai_assistants::{Client, FilePart, Nullable};
use sdk_tests::{Answers, Recorded, Recorder};
use serde::de::DeserializeOwned;
use serde_json::Value;

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn document() -> Document {
    load(include_str!("../../spec/openapi.yaml")).expect("the checked-in document is well formed")
}

/// The example of an operation's request body, as the type that the operation takes.
fn body<T: DeserializeOwned>(document: &Document, id: &str) -> T {
    let operation = document.operations().find(|operation| operation.id() == id);
    let example = operation.and_then(|operation| {
        operation.object.get("requestBody")?.pointer("/content/application~1json/example").cloned()
    });
    serde_json::from_value(example.expect("every body has an example")).expect("the example decodes")
}

/// The example of every operation's answer.
fn answers(document: &Document) -> Answers {
    let answer = |operation: codegen::document::Operation<'_>| {
        let media = operation.object.get("responses")?.pointer("/200/content/application~1json/example")?;
        let key = format!("{} {}", operation.method.to_ascii_uppercase(), operation.path);
        let answer = match media.as_str() {
            // The one answer that is no JSON: a file's own bytes.
            Some(text) => ("application/octet-stream".to_owned(), text.to_owned().into()),
            None => ("application/json".to_owned(), media.to_string().into()),
        };
        Some((key, answer))
    };
    document.operations().filter_map(answer).collect()
}

async fn client_and_server(document: &Document) -> Result<(Client, Recorder), Box<dyn std::error::Error>> {
    let server = Recorder::start(answers(document)).await?;
    let client = Client::builder().base_url(server.base_url()).api_key("sk-secret").build()?;
    Ok((client, server))
}

/// Sends every operation and gives what arrived.
async fn send_all(document: &Document) -> Result<Vec<Recorded>, Box<dyn std::error::Error>> {
    let (client, server) = client_and_server(document).await?;
    let client = &client;
    let d = document;
    // A name of its own for each id, so that a snapshot shows which went where.
    let (assistant, thread, message, run, step) = ("asst_1", "thread_1", "msg_1", "run_1", "step_1");
    let (store, batch, file, upload, model) = ("vs_1", "vsfb_1", "file-1", "upload_1", "gpt-4o");
    let handbook = || FilePart::new("handbook.md", "# Torque values").content_type("text/markdown");

    client.list_assistants().limit(5).order(SortOrder::Asc).after(assistant).before("asst_9").send().await?;
    client
        .create_assistant()
        .body(body::<types::CreateAssistantRequest>(d, "createAssistant"))
        .send()
        .await?;
    client.get_assistant().assistant_id(assistant).send().await?;
    client
        .modify_assistant()
        .assistant_id(assistant)
        .body(body::<types::ModifyAssistantRequest>(d, "modifyAssistant"))
        .send()
        .await?;
    client.delete_assistant().assistant_id(assistant).send().await?;

    client.create_thread().body(body::<types::CreateThreadRequest>(d, "createThread")).send().await?;
    client.get_thread().thread_id(thread).send().await?;
    client
        .modify_thread()
        .thread_id(thread)
        .body(body::<types::ModifyThreadRequest>(d, "modifyThread"))
        .send()
        .await?;
    client.delete_thread().thread_id(thread).send().await?;
    client
        .create_thread_and_run()
        .body(body::<types::CreateThreadAndRunRequest>(d, "createThreadAndRun"))
        .send()
        .await?;
    client
        .create_thread_and_run_stream()
        .body(body::<types::CreateThreadAndRunRequest>(d, "createThreadAndRun"))
        .send()
        .await?;

    client.list_messages().thread_id(thread).limit(5).run_id(run).send().await?;
    client
        .create_message()
        .thread_id(thread)
        .body(body::<types::CreateMessageRequest>(d, "createMessage"))
        .send()
        .await?;
    client.get_message().thread_id(thread).message_id(message).send().await?;
    client
        .modify_message()
        .thread_id(thread)
        .message_id(message)
        .body(body::<types::ModifyMessageRequest>(d, "modifyMessage"))
        .send()
        .await?;
    client.delete_message().thread_id(thread).message_id(message).send().await?;

    let include = || vec![RunStepInclude::StepDetailsToolCallsFileSearchResultsContent];
    client.list_runs().thread_id(thread).send().await?;
    client
        .create_run()
        .thread_id(thread)
        .include(include())
        .body(body::<types::CreateRunRequest>(d, "createRun"))
        .send()
        .await?;
    client
        .create_run_stream()
        .thread_id(thread)
        .include(include())
        .body(body::<types::CreateRunRequest>(d, "createRun"))
        .send()
        .await?;
    client.get_run().thread_id(thread).run_id(run).send().await?;
    client
        .modify_run()
        .thread_id(thread)
        .run_id(run)
        .body(body::<types::ModifyRunRequest>(d, "modifyRun"))
        .send()
        .await?;
    client.cancel_run().thread_id(thread).run_id(run).send().await?;
    let outputs = || body::<types::SubmitToolOutputsRunRequest>(d, "submitToolOuputsToRun");
    client.submit_tool_outputs_to_run().thread_id(thread).run_id(run).body(outputs()).send().await?;
    client.submit_tool_outputs_to_run_stream().thread_id(thread).run_id(run).body(outputs()).send().await?;
    client.list_run_steps().thread_id(thread).run_id(run).include(include()).send().await?;
    client.get_run_step().thread_id(thread).run_id(run).step_id(step).include(include()).send().await?;

    client.list_vector_stores().limit(5).send().await?;
    client
        .create_vector_store()
        .body(body::<types::CreateVectorStoreRequest>(d, "createVectorStore"))
        .send()
        .await?;
    client.get_vector_store().vector_store_id(store).send().await?;
    client
        .modify_vector_store()
        .vector_store_id(store)
        .body(body::<types::UpdateVectorStoreRequest>(d, "modifyVectorStore"))
        .send()
        .await?;
    client.delete_vector_store().vector_store_id(store).send().await?;
    client
        .search_vector_store()
        .vector_store_id(store)
        .body(body::<types::VectorStoreSearchRequest>(d, "searchVectorStore"))
        .send()
        .await?;

    let completed = || VectorStoreFileFilter::Completed;
    client.list_vector_store_files().vector_store_id(store).filter(completed()).send().await?;
    client
        .create_vector_store_file()
        .vector_store_id(store)
        .body(body::<types::CreateVectorStoreFileRequest>(d, "createVectorStoreFile"))
        .send()
        .await?;
    client.get_vector_store_file().vector_store_id(store).file_id(file).send().await?;
    let attributes: types::UpdateVectorStoreFileAttributesRequest =
        body(d, "updateVectorStoreFileAttributes");
    let update = client.update_vector_store_file_attributes().vector_store_id(store).file_id(file);
    update.body(attributes).send().await?;
    client.delete_vector_store_file().vector_store_id(store).file_id(file).send().await?;
    client.retrieve_vector_store_file_content().vector_store_id(store).file_id(file).send().await?;

    let files: types::CreateVectorStoreFileBatchRequest = body(d, "createVectorStoreFileBatch");
    client.create_vector_store_file_batch().vector_store_id(store).body(files).send().await?;
    client.get_vector_store_file_batch().vector_store_id(store).batch_id(batch).send().await?;
    client.cancel_vector_store_file_batch().vector_store_id(store).batch_id(batch).send().await?;
    client
        .list_files_in_vector_store_batch()
        .vector_store_id(store)
        .batch_id(batch)
        .filter(completed())
        .send()
        .await?;

    client.list_files().purpose("assistants").limit(5).send().await?;
    let expiry =
        serde_json::from_str::<types::FileExpirationAfter>(r#"{"anchor":"created_at","seconds":3600}"#)?;
    client
        .create_file()
        .body_map(|form| form.file(handbook()).purpose(types::FilePurpose::Assistants).expires_after(expiry))
        .send()
        .await?;
    client.retrieve_file().file_id(file).send().await?;
    client.delete_file().file_id(file).send().await?;
    client.download_file().file_id(file).send().await?;

    client.create_upload().body(body::<types::CreateUploadRequest>(d, "createUpload")).send().await?;
    client.add_upload_part().upload_id(upload).body_map(|form| form.data(handbook())).send().await?;
    client
        .complete_upload()
        .upload_id(upload)
        .body(body::<types::CompleteUploadRequest>(d, "completeUpload"))
        .send()
        .await?;
    client.cancel_upload().upload_id(upload).send().await?;

    client.list_models().send().await?;
    client.retrieve_model().model(model).send().await?;
    client.delete_model().model(model).send().await?;
    Ok(server.take())
}

#[tokio::test]
async fn one_request_an_operation() -> TestResult {
    let document = document();
    let requests = send_all(&document).await?;
    // The 51 operations, and again the three that stream.
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

/// A request as a person reads it, without what differs from run to run and without the key.
fn show(request: &Recorded, text: &mut String) {
    let _ = writeln!(text, "{} {}", request.method, request.target);
    let mut boundary = String::new();
    for (name, value) in &request.headers {
        let value = match name.as_str() {
            "host" | "content-length" | "user-agent" => continue,
            "authorization" => "Bearer (the key)".to_owned(),
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
async fn the_beta_header_is_on_39_operations() -> TestResult {
    let document = document();
    let requests = send_all(&document).await?;
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
async fn the_callers_beta_header_wins_once_in_any_spelling() -> TestResult {
    for name in ["OpenAI-Beta", "openai-beta", "OPENAI-BETA"] {
        let document = document();
        let server = Recorder::start(answers(&document)).await?;
        let client = Client::builder()
            .base_url(server.base_url())
            .header(name, "assistants=v3")
            .header("X-Other", "kept")
            .build()?;
        client.list_assistants().send().await?;
        let requests = server.take();
        assert_eq!(requests[0].header("openai-beta"), ["assistants=v3"], "{name}");
        assert_eq!(requests[0].header("x-other"), ["kept"]);
        assert!(requests[0].header("authorization").is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn other_headers_of_the_callers_leave_the_beta_header_alone() -> TestResult {
    let document = document();
    let server = Recorder::start(answers(&document)).await?;
    let client =
        Client::builder().base_url(server.base_url()).api_key("local").header("X-Trace", "7").build()?;
    client.get_thread().thread_id("thread_1").send().await?;
    let requests = server.take();
    assert_eq!(requests[0].header("openai-beta"), ["assistants=v2"]);
    assert_eq!(requests[0].header("x-trace"), ["7"]);
    assert_eq!(requests[0].header("authorization"), ["Bearer local"]);
    Ok(())
}

#[tokio::test]
async fn nothing_set_sends_an_empty_object() -> TestResult {
    let (client, server) = client_and_server(&document()).await?;
    client.create_thread().send().await?;
    client.modify_assistant().assistant_id("asst_1").send().await?;
    let bodies: Vec<_> = server
        .take()
        .iter()
        .map(|request| serde_json::from_slice::<Value>(&request.body))
        .collect::<Result<_, _>>()?;
    assert_eq!(bodies, [serde_json::json!({}), serde_json::json!({})]);
    Ok(())
}

#[tokio::test]
async fn null_clears_what_has_to_be_given() -> TestResult {
    let (client, server) = client_and_server(&document()).await?;
    let file = || client.vector_stores().files().update("vs_1", "file_1");
    file().attributes(Nullable::Null).send().await?;
    file().attributes([("language", "en")]).send().await?;
    let bodies: Vec<String> = server
        .take()
        .into_iter()
        .map(|request| String::from_utf8(request.body.to_vec()))
        .collect::<Result<_, _>>()?;
    assert_eq!(bodies, [r#"{"attributes":null}"#, r#"{"attributes":{"language":"en"}}"#]);
    Ok(())
}

#[tokio::test]
async fn a_file_comes_as_bytes() -> TestResult {
    let (client, server) = client_and_server(&document()).await?;
    let stream = client.download_file().file_id("file-1").send().await?.into_inner();
    assert!(!stream.bytes(1 << 20).await?.is_empty());
    assert_eq!(server.take()[0].header("accept"), ["application/binary"]);
    Ok(())
}

#[tokio::test]
async fn ids_are_percent_encoded() -> TestResult {
    let (client, server) = client_and_server(&document()).await?;
    client.get_thread().thread_id("a/b c?d#e").send().await?;
    client.get_thread().thread_id("..\\assistants\\asst_1").send().await?;
    let targets: Vec<String> = server.take().into_iter().map(|sent| sent.target).collect();
    assert_eq!(targets, ["/v1/threads/a%2Fb%20c%3Fd%23e", "/v1/threads/..%5Cassistants%5Casst_1"]);
    Ok(())
}
