//! Whatever goes wrong in the middle of a list is tried again without a word, or comes up once, and the list
//! goes on behind the last item.

use std::time::Duration;

use openai_assistants::types::AssistantObject;
use openai_assistants::{Client, ErrorKind, Paginate};
use sdk_tests::server::{Fault, Server};

use super::{Desk, TestResult, all};

/// How long a page may take, so that one that takes longer is a fault.
const TIMEOUT: Duration = Duration::from_secs(1);

/// What can happen to a page and is tried again, and what comes up if it is not.
const PASSING: [(&str, ErrorKind); 11] = [
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

/// What can happen to a page and is not tried again.
const LASTING: [(&str, ErrorKind); 5] = [
    ("status=403", ErrorKind::Status),
    ("status=429; header=retry-after: 86400", ErrorKind::Status),
    ("status=503; header=x-should-retry: false", ErrorKind::Status),
    ("status=200; body=<html>", ErrorKind::Decode),
    ("status=200; body={\"object\":\"list\",\"data\":[{\"id\":1}]}", ErrorKind::Decode),
];

async fn desk(fault: &str) -> Result<Desk, Box<dyn std::error::Error>> {
    let fault: Fault = format!("operation=listAssistants; first-of-each; {fault}").parse()?;
    Ok(Desk::with(Server::builder().synthetic_assistants(12).fault(fault)).await?)
}

async fn whole() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    Ok(ids(all(Desk::start(12).await?.client()?.assistants().list().items()).await?))
}

fn ids(assistants: Vec<AssistantObject>) -> Vec<String> {
    assistants.into_iter().map(|assistant| assistant.id).collect()
}

#[tokio::test]
async fn every_page_is_faulty_once_and_nobody_notices() -> TestResult {
    let whole = whole().await?;
    for (fault, _) in PASSING {
        let desk = desk(fault).await?;
        let client = desk.builder().timeout(TIMEOUT).build()?;
        assert_eq!(ids(all(client.assistants().list().limit(4).items()).await?), whole, "{fault}");
        assert_eq!(desk.requests(), 6, "{fault}");
        assert_eq!(
            ids(all(client.assistants().list().limit(3).items().prefetch(1)).await?),
            whole,
            "{fault}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_tried_again_comes_up_once_and_the_list_goes_on_where_it_was() -> TestResult {
    let whole = whole().await?;
    let without_retries = PASSING.map(|(fault, kind)| (fault, kind, 0));
    for (fault, kind, retries) in
        without_retries.into_iter().chain(LASTING.map(|(fault, kind)| (fault, kind, 2)))
    {
        for prefetch in [0, 1] {
            let desk = desk(fault).await?;
            let client = desk.builder().max_retries(retries).timeout(TIMEOUT).build()?;
            let (listed, errors) = resumed(&client, prefetch).await?;
            assert_eq!(listed, whole, "{fault}");
            // Each of the three pages once.
            assert_eq!(errors, [kind; 3], "{fault}");
        }
    }
    Ok(())
}

/// The list, begun anew behind the last item whenever it breaks off.
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
        assert!(items.try_next().await?.is_none(), "an error comes up once");
        cursor = items.cursor().map(str::to_owned).or(cursor);
        if errors.len() > 3 {
            return Err("more errors than pages".into());
        }
    }
}
