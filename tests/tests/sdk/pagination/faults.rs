//! Faults in the middle of a list: they are retried, or reported once, and the list can be resumed after the last item.

use std::time::Duration;

use openai_assistants::types::AssistantObject;
use openai_assistants::{Client, ErrorKind, Paginate};
use sdk_tests::server::{Fault, Server};

use super::{Fixture, TestResult, all};

/// The timeout for a page.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Faults that are retried, and their errors without retries.
const RETRIED: [(&str, ErrorKind); 11] = [
    ("status=408", ErrorKind::Status),
    ("status=429; header=retry-after-ms: 20", ErrorKind::Status),
    ("status=500", ErrorKind::Status),
    ("status=503; body=<html>busy</html>", ErrorKind::Status),
    ("drop", ErrorKind::Transport),
    ("reset", ErrorKind::Transport),
    ("truncate=0", ErrorKind::Transport),
    ("truncate=200", ErrorKind::Transport),
    ("reset=200", ErrorKind::Transport),
    ("status=400; header=x-should-retry: true", ErrorKind::Status),
    ("delay=60s", ErrorKind::Timeout),
];

/// Faults that are not retried.
const NOT_RETRIED: [(&str, ErrorKind); 5] = [
    ("status=403", ErrorKind::Status),
    ("status=429; header=retry-after: 86400", ErrorKind::Status),
    ("status=503; header=x-should-retry: false", ErrorKind::Status),
    ("status=200; body=<html>", ErrorKind::Decode),
    ("status=200; body={\"object\":\"list\",\"data\":{\"id\":1}}", ErrorKind::Decode),
];

async fn fixture(fault: &str) -> Result<Fixture, Box<dyn std::error::Error>> {
    let fault: Fault = format!("operation=listAssistants; first-of-each; {fault}").parse()?;
    Ok(Fixture::with(Server::builder().synthetic_assistants(12).fault(fault)).await?)
}

async fn complete_list() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    Ok(ids(all(Fixture::start(12).await?.client()?.assistants().list().items()).await?))
}

fn ids(assistants: Vec<AssistantObject>) -> Vec<String> {
    assistants.into_iter().map(|assistant| assistant.id).collect()
}

#[tokio::test]
async fn every_page_is_retried_once() -> TestResult {
    let complete_list = complete_list().await?;
    for (fault, _) in RETRIED {
        let fixture = fixture(fault).await?;
        let client = fixture.builder().timeout(TIMEOUT).build()?;
        assert_eq!(ids(all(client.assistants().list().limit(4).items()).await?), complete_list, "{fault}");
        assert_eq!(fixture.requests(), 6, "{fault}");
        assert_eq!(
            ids(all(client.assistants().list().limit(3).items().prefetch(1)).await?),
            complete_list,
            "{fault}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn errors_are_reported_once_and_the_list_can_be_resumed() -> TestResult {
    let complete_list = complete_list().await?;
    let without_retries = RETRIED.map(|(fault, kind)| (fault, kind, 0));
    for (fault, kind, retries) in
        without_retries.into_iter().chain(NOT_RETRIED.map(|(fault, kind)| (fault, kind, 2)))
    {
        for prefetch in [0, 1] {
            let fixture = fixture(fault).await?;
            let client = fixture.builder().max_retries(retries).timeout(TIMEOUT).build()?;
            let (listed, errors) = resumed(&client, prefetch).await?;
            assert_eq!(listed, complete_list, "{fault}");
            // Once per page.
            assert_eq!(errors, [kind; 3], "{fault}");
        }
    }
    Ok(())
}

/// Reads the list, and resumes after the last item on each error.
async fn resumed(
    client: &Client,
    prefetch: usize,
) -> Result<(Vec<String>, Vec<ErrorKind>), Box<dyn std::error::Error>> {
    let (mut listed, mut errors) = (Vec::new(), Vec::new());
    let mut cursor: Option<String> = None;
    loop {
        let mut items =
            client.assistants().list().limit(4).after(cursor.as_deref()).items().prefetch(prefetch);
        loop {
            match items.try_next().await {
                Ok(Some(item)) => listed.push(item.id),
                Ok(None) => return Ok((listed, errors)),
                Err(error) => break errors.push(error.kind()),
            }
        }
        assert!(items.try_next().await?.is_none(), "the list has ended after an error");
        cursor = items.cursor().map(str::to_owned).or(cursor);
        if errors.len() > 3 {
            return Err("more errors than pages".into());
        }
    }
}
