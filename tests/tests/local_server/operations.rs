//! Sends all 51 operations with the SDK, and validates each response against the document.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http;
use openai_assistants::types::{
    AssistantTool, CreateFileSearchResources, CreateThreadRequest, CreateToolResources, FilePurpose,
    FunctionObject, FunctionTool, MessageRole, RunStatus, RunStepInclude, ToolOutput, UploadPurpose,
    VectorStoreFileFilter,
};
use openai_assistants::{BoxFuture, Client, Error, FilePart, Middleware, Next, Request};
use sdk_tests::server::document::document;
use sdk_tests::server::{Script, Server};
use serde_json::Value;

use crate::TestResult;

/// Validates responses against the document, and records the operations.
#[derive(Clone, Default)]
struct Checked {
    operations: Arc<Mutex<BTreeSet<String>>>,
    problems: Arc<Mutex<Vec<String>>>,
}

impl Checked {
    fn check(&self, method: &http::Method, path: &str, media_type: &str, body: &[u8]) {
        let path = path.strip_prefix("/v1").unwrap_or(path);
        let operation = document().find(method, path).expect("the document has the operation");
        self.operations
            .lock()
            .expect("no thread panics while it holds the lock")
            .insert(operation.id.clone());
        // Other bodies are files or streams.
        if !media_type.starts_with("application/json") {
            return;
        }
        let response: Value = serde_json::from_slice(body).expect("the body is JSON");
        let errors = operation.answer().iter_errors(&response);
        let problems =
            errors.map(|error| format!("{}{}: {error} in {response}", operation.id, error.instance_path()));
        self.problems.lock().expect("no thread panics while it holds the lock").extend(problems);
    }
}

impl Middleware for Checked {
    fn handle<'a>(
        &'a self,
        request: reqwest::Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Error>> {
        Box::pin(async move {
            let (method, path) = (request.method().clone(), request.url().path().to_owned());
            let response = next.run(request).await?;
            assert!(response.headers()["x-request-id"].to_str().is_ok_and(|id| id.starts_with("req_")));
            assert!(response.headers().contains_key("openai-processing-ms"));
            let (status, headers) = (response.status(), response.headers().clone());
            let body = response.bytes().await.map_err(Error::other)?;
            let media_type = headers["content-type"].to_str().unwrap_or_default();
            if status.is_success() {
                self.check(&method, &path, media_type, &body);
            }
            let mut again = http::Response::new(body);
            (*again.status_mut(), *again.headers_mut()) = (status, headers);
            Ok(again.into())
        })
    }
}

#[tokio::test]
async fn all_responses_match_the_document() -> TestResult {
    // Slow enough to cancel a batch before it is indexed.
    let script = Script::default().index(Duration::from_millis(50));
    let server = Server::builder().script(script).start().await?;
    let checked = Checked::default();
    let client =
        Client::builder().base_url(server.base_url()).api_key("local").middleware(checked.clone()).build()?;

    let file = files(&client).await?;
    let store = vector_stores(&client, &file).await?;
    conversation(&client, &store).await?;
    run_and_end(&client).await?;
    uploads(&client).await?;
    models(&client).await?;

    let problems = checked.problems.lock().expect("no thread panics while it holds the lock").join("\n");
    assert_eq!(problems, "");
    let visited = checked.operations.lock().expect("no thread panics while it holds the lock").clone();
    let all: BTreeSet<String> =
        document().operations().iter().map(|operation| operation.id.clone()).collect();
    assert_eq!(all.len(), 51);
    assert_eq!(visited, all);
    Ok(())
}

async fn files(client: &Client) -> Result<String, Error> {
    let part = || FilePart::new("handbook.md", "Threaded cups take 35 to 50 Nm, greased.");
    let file = client.files().create(part(), FilePurpose::Assistants).send().await?;
    let second = client.files().create(part(), FilePurpose::UserData).send().await?;
    let list = client.files().list().purpose("assistants").send().await?;
    assert_eq!((list.data.len(), list.data[0].id.as_str()), (1, file.id.as_str()));
    assert_eq!(client.files().retrieve(&file.id).send().await?.filename, "handbook.md");
    let bytes = client.files().content(&file.id).send().await?.into_inner().bytes(1_000).await?;
    assert_eq!(bytes, b"Threaded cups take 35 to 50 Nm, greased.");
    assert!(client.files().delete(&second.id).send().await?.deleted);
    Ok(file.id.clone())
}

async fn vector_stores(client: &Client, file: &str) -> Result<String, Error> {
    let stores = client.vector_stores();
    let store = stores.create().name("Workshop").send().await?.id.clone();
    stores.files().create(&store, file).attributes([("language", "en")]).send().await?;
    while stores
        .retrieve(&store)
        .send()
        .await?
        .file_counts
        .as_ref()
        .is_some_and(|counts| counts.completed == 0)
    {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(stores.update(&store).name("Office").send().await?.name.as_deref(), Some("Office"));
    assert_eq!(stores.list().limit(5).send().await?.data.len(), 1);
    let found = stores.search(&store, "How tight are threaded cups?").send().await?;
    assert_eq!(found.data[0].file_id, file);
    stores.files().retrieve(&store, file).send().await?;
    stores.files().update(&store, file, [("language", "de")]).send().await?;
    let listed = stores.files().list(&store).filter(VectorStoreFileFilter::Completed).send().await?;
    assert_eq!(listed.data.len(), 1);
    let content = stores.files().content(&store, file).send().await?;
    assert_eq!(content.data[0].text.as_deref(), Some("Threaded cups take 35 to 50 Nm, greased."));

    let other = stores.create().send().await?.id.clone();
    let batches = stores.file_batches();
    let batch = batches.create(&other).file_ids([file.to_owned()]).send().await?;
    assert_eq!(batches.cancel(&other, &batch.id).send().await?.status.to_string(), "cancelled");
    assert_eq!(batches.retrieve(&other, &batch.id).send().await?.file_counts.cancelled, 1);
    assert_eq!(batches.list_files(&other, &batch.id).send().await?.data.len(), 1);
    assert!(stores.files().delete(&other, file).send().await?.deleted);
    assert!(stores.delete(&other).send().await?.deleted);
    Ok(store)
}

/// Creates an assistant with all tools, and sends all operations of runs.
async fn conversation(client: &Client, store: &str) -> Result<(), Box<dyn std::error::Error>> {
    let search = CreateFileSearchResources::default().vector_store_ids([store]);
    let assistant = client
        .assistants()
        .create("gpt-4o")
        .tools([
            AssistantTool::CodeInterpreter,
            AssistantTool::file_search(),
            AssistantTool::Function(FunctionTool::new(FunctionObject::new("check_stock"))),
        ])
        .tool_resources(CreateToolResources::default().file_search(search))
        .send()
        .await?;
    let id = &assistant.id;
    assert_eq!(
        client.assistants().update(id).name("Mechanic").send().await?.name.as_deref(),
        Some("Mechanic")
    );
    assert_eq!(client.assistants().retrieve(id).send().await?.tools.len(), 3);
    assert_eq!(client.assistants().list().send().await?.data.len(), 1);

    let threads = client.threads();
    let thread = threads.create().send().await?.id.clone();
    threads.update(&thread).metadata([("ticket", "7")]).send().await?;
    threads.retrieve(&thread).send().await?;
    let messages = threads.messages();
    let question = messages.create(&thread, MessageRole::User, "How tight are threaded cups?").send().await?;
    messages.update(&thread, &question.id).metadata([("read", "yes")]).send().await?;

    let runs = threads.runs();
    let mut run = runs.create(&thread, id).send().await?;
    while run.status != RunStatus::RequiresAction {
        run = runs.retrieve(&thread, &run.id).send().await?;
    }
    let outputs: Vec<ToolOutput> =
        run.tool_calls().iter().map(|call| ToolOutput::new(&call.id, "3 pieces")).collect();
    run = runs.submit_tool_outputs(&thread, &run.id, outputs).send().await?;
    while !run.status.is_terminal() {
        run = runs.retrieve(&thread, &run.id).send().await?;
    }
    assert_eq!(run.status, RunStatus::Completed);
    runs.update(&thread, &run.id).metadata([("rated", "5")]).send().await?;
    assert_eq!(runs.list(&thread).send().await?.data.len(), 1);
    let include = || vec![RunStepInclude::StepDetailsToolCallsFileSearchResultsContent];
    let steps = runs.steps().list(&thread, &run.id).include(include()).send().await?;
    assert_eq!(steps.data.len(), 4);
    for step in &steps.data {
        runs.steps().retrieve(&thread, &run.id, &step.id).include(include()).send().await?;
    }
    let replies = messages.list(&thread).run_id(&run.id).send().await?;
    assert!(replies.data[0].text().contains("3 pieces"), "{replies:?}");
    messages.retrieve(&thread, &question.id).send().await?;
    assert!(messages.delete(&thread, &question.id).send().await?.deleted);
    assert!(threads.delete(&thread).send().await?.deleted);
    assert!(client.assistants().delete(id).send().await?.deleted);
    Ok(())
}

async fn run_and_end(client: &Client) -> Result<(), Error> {
    let tool = AssistantTool::Function(FunctionTool::new(FunctionObject::new("check_stock")));
    let assistant = client.assistants().create("gpt-4o").tools([tool]).send().await?;
    let run =
        client.threads().create_and_run(&assistant.id).thread(CreateThreadRequest::default()).send().await?;
    let runs = client.threads().runs();
    let cancelling = runs.cancel(&run.thread_id, &run.id).send().await?;
    assert_eq!(cancelling.status, RunStatus::Cancelling);
    assert_eq!(runs.retrieve(&run.thread_id, &run.id).send().await?.status, RunStatus::Cancelled);
    Ok(())
}

async fn uploads(client: &Client) -> Result<(), Error> {
    let create = || {
        client.uploads().create().filename("a.txt").purpose(UploadPurpose::Assistants).mime_type("text/plain")
    };
    let upload = create().bytes(6).send().await?;
    let mut parts = Vec::new();
    for text in ["def", "abc"] {
        let part = client.uploads().parts().create(&upload.id, FilePart::new("part", text)).send().await?;
        parts.push(part.id.clone());
    }
    parts.reverse();
    let complete = client.uploads().complete(&upload.id, parts).send().await?;
    let file = complete.file.as_ref().map(|file| file.id.clone()).unwrap_or_default();
    let bytes = client.files().content(file).send().await?.into_inner().bytes(10).await?;
    assert_eq!(bytes, b"abcdef");
    let upload = create().bytes(1).send().await?;
    client.uploads().cancel(&upload.id).send().await?;
    Ok(())
}

async fn models(client: &Client) -> Result<(), Error> {
    let models = client.models().list().send().await?;
    for model in &models.data {
        client.models().retrieve(&model.id).send().await?;
    }
    assert!(client.models().delete("ft:gpt-4o-mini:local::1").send().await?.deleted);
    Ok(())
}
