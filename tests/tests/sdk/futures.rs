//! Requests in generic functions and in spawned tasks.

use std::time::Duration;

use openai_assistants::types::FilePurpose;
use openai_assistants::{Client, Error, FilePart, Paginate, Poll, Request, Response};
use sdk_tests::server::{Server, ServerBuilder};

use crate::TestResult;

async fn client_and_server() -> Result<(Client, Server), Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let client = Client::builder().base_url(server.base_url()).api_key(ServerBuilder::API_KEY).build()?;
    Ok((client, server))
}

/// Sends any request, with more settings.
async fn logged<R: Request>(request: R) -> Result<Response<R::Output>, Error> {
    let response = request.timeout(Duration::from_secs(10)).extra_header("X-Team", "desk").send().await?;
    assert_eq!(response.status().as_u16(), 200);
    assert!(response.request_id().is_some());
    Ok(response)
}

#[tokio::test]
async fn a_generic_function_sends_any_request() -> TestResult {
    let (client, _server) = client_and_server().await?;
    // An operation with a JSON response.
    let thread = logged(client.threads().create()).await?;
    assert!(thread.id.starts_with("thread_"), "{}", thread.id);
    assert_eq!(logged(client.threads().retrieve(&thread.id)).await?.into_inner(), thread.into_inner());

    // A list, whose page fetches the next one.
    for name in ["a.md", "b.md"] {
        logged(client.files().create(FilePart::new(name, name), FilePurpose::Assistants)).await?;
    }
    let page = logged(client.files().list().limit(1)).await?;
    assert_eq!(page.data.len(), 1);
    let next = page.next_page().await?.ok_or("there is a second page")?;
    assert_ne!(next.data[0].id, page.data[0].id);

    // A download, whose body is a stream.
    let content = logged(client.files().content(&page.data[0].id)).await?.into_inner();
    assert_eq!(content.bytes(1024).await?, page.data[0].filename.as_deref().unwrap_or_default().as_bytes());

    // A raw request.
    let models = logged(client.request(openai_assistants::reqwest::Method::GET, "/models")).await?;
    assert_eq!(models["object"], "list");
    Ok(())
}

#[tokio::test]
async fn futures_are_send_and_static() -> TestResult {
    let (client, _server) = client_and_server().await?;
    let assistant = client.assistants().create("gpt-4o").send().await?;
    let thread = client.threads().create().send().await?;
    let (plain, list, items, raw, polled, streamed) = {
        // Drop the client and the borrowed ids before sending.
        let (client, thread, assistant) = (client.clone(), thread.id.clone(), assistant.id.clone());
        let threads = client.threads();
        (
            tokio::spawn(threads.retrieve(&thread).send()),
            tokio::spawn(threads.messages().list(&thread).send()),
            tokio::spawn({
                let mut items = client.models().list().items();
                async move { items.try_next().await }
            }),
            tokio::spawn(threads.retrieve(&thread).send_raw()),
            tokio::spawn(threads.create_and_run(&assistant).poll().into_future()),
            tokio::spawn(threads.create_and_run(&assistant).stream()),
        )
    };
    assert_eq!(plain.await??.id, thread.id);
    assert!(list.await??.data.is_empty());
    assert!(items.await??.is_some());
    assert_eq!(raw.await??["id"], *thread.id);
    assert!(polled.await??.completed().is_ok());
    let events = streamed.await??.into_inner().bytes(1 << 20).await?;
    assert!(events.ends_with(b"data: [DONE]\n\n"));

    let any = tokio::spawn(logged(client.threads().retrieve(&thread.id)));
    assert_eq!(any.await??.id, thread.id);
    Ok(())
}
