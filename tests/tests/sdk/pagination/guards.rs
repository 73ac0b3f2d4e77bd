//! Servers with broken pagination: no list is endless, and no item is lost without an error.

use openai_assistants::{Client, Error, ErrorKind, Paginate, Request};
use sdk_tests::wire::{Step, Wire};

use super::TestResult;

/// A page of files with these ids, and more members.
fn page(ids: &[&str], members: &str) -> Step {
    let file = |id: &&str| {
        format!(
            r#"{{"id":"{id}","object":"file","bytes":1,"created_at":1,"filename":"{id}","purpose":"assistants","status":"processed"}}"#
        )
    };
    let data: Vec<String> = ids.iter().map(file).collect();
    Step::json(&format!(r#"{{"object":"list","data":[{}]{members}}}"#, data.join(",")))
}

const MORE: &str = r#","has_more":true"#;
const NO_MORE: &str = r#","has_more":false"#;

/// The items, the error if any, and the number of requests.
async fn walk(
    pages: impl IntoIterator<Item = Step>,
) -> Result<(String, Option<Error>, usize), Box<dyn std::error::Error>> {
    let server = Wire::start(pages).await?;
    let client = Client::builder().base_url(server.base_url()).build()?;
    let mut items = client.files().list().items();
    let mut ids = String::new();
    let error = loop {
        match items.try_next().await {
            Ok(Some(file)) => ids.push_str(&file.id),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    // The list stays ended.
    assert!(items.try_next().await?.is_none());
    Ok((ids, error, server.requests().len()))
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error() -> TestResult {
    let (ids, error, requests) = walk([page(&["a", "b"], MORE)]).await?;
    let error = error.ok_or("the list fails")?;
    assert_eq!((ids.as_str(), requests), ("ab", 2));
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Pagination, Some("req_1")));
    assert_eq!(
        error.to_string(),
        "files.list: the list is endless: the server repeats the cursor \"b\" (status 200 OK, request id req_1)"
    );
    Ok(())
}

#[tokio::test]
async fn a_cycle_of_cursors_is_an_error() -> TestResult {
    let mut pages: Vec<Step> = Vec::new();
    for _ in 0..4 {
        pages.extend([page(&["a"], MORE), page(&["b"], MORE), page(&["c"], MORE)]);
    }
    pages.push(page(&["z"], NO_MORE));
    let (ids, error, _) = walk(pages).await?;
    assert!(ids.starts_with("abc") && !ids.contains('z'), "{ids}");
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Pagination));

    // The same with `next_page`.
    let round: Vec<Step> = (0..8).flat_map(|_| [page(&["a"], MORE), page(&["b"], MORE)]).collect();
    let server = Wire::start(round).await?;
    let client = Client::builder().base_url(server.base_url()).build()?;
    let mut page = client.files().list().send().await?;
    let error = loop {
        match page.next_page().await {
            Ok(next) => page = next.ok_or("there is a next page")?,
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Pagination);
    Ok(())
}

#[tokio::test]
async fn an_empty_page_ends_the_list() -> TestResult {
    for envelope in [MORE, r#","has_more":true,"last_id":"b""#, ""] {
        let pages = [page(&["a"], MORE), page(&[], envelope), page(&["c"], NO_MORE)];
        let (ids, error, requests) = walk(pages).await?;
        assert_eq!((ids.as_str(), requests, error.is_none()), ("a", 2, true), "{envelope}");
    }
    Ok(())
}

#[tokio::test]
async fn an_empty_text_is_not_a_cursor() -> TestResult {
    let (ids, error, requests) = walk([page(&[], r#","has_more":true,"first_id":"","last_id":"""#)]).await?;
    assert_eq!((ids.as_str(), requests, error.is_none()), ("", 1, true));

    // An item without an id: the page's own cursor continues the list.
    let pages = [page(&[""], r#","has_more":true,"last_id":"b""#), page(&["c"], NO_MORE)];
    let (ids, error, requests) = walk(pages).await?;
    assert_eq!((ids.as_str(), requests, error.is_none()), ("c", 2, true));
    let (_, error, requests) = walk([page(&[""], r#","has_more":true,"last_id":"""#)]).await?;
    assert_eq!((error.map(|error| error.kind()), requests), (Some(ErrorKind::Pagination), 1));
    Ok(())
}

#[tokio::test]
async fn a_page_of_null_is_empty() -> TestResult {
    let server = Wire::start([Step::json(r#"{"object":"list","data":null}"#)]).await?;
    let client = Client::builder().base_url(server.base_url()).build()?;
    let page = client.threads().runs().list("thread_1").send().await?;
    assert!(page.data.is_empty() && page.first_id.is_none() && page.has_more.is_none());
    assert!(page.next_page().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn without_has_more_the_list_continues_to_an_empty_page() -> TestResult {
    let (ids, error, requests) = walk([page(&["a"], ""), page(&["b"], ""), page(&[], "")]).await?;
    assert_eq!((ids.as_str(), requests, error.is_none()), ("ab", 3, true));
    Ok(())
}

#[tokio::test]
async fn a_server_that_ignores_cursors_is_an_error() -> TestResult {
    let (ids, error, requests) = walk([page(&["a", "b"], "")]).await?;
    assert_eq!((ids.as_str(), requests, error.is_none()), ("ab", 2, true));
    Ok(())
}

#[tokio::test]
async fn has_more_false_ends_the_list() -> TestResult {
    let (ids, error, requests) = walk([page(&["a"], r#","has_more":false,"last_id":"a""#)]).await?;
    assert_eq!((ids.as_str(), requests, error.is_none()), ("a", 1, true));
    Ok(())
}
