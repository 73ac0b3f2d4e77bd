//! One item that cannot be decoded hides no other.

use openai_assistants::types::RunObject;
use openai_assistants::{Client, Error, ErrorKind, Items, Paginate, PaginateBackward, Request};
use sdk_tests::wire::{Step, Wire};
use serde_json::Value;

use crate::TestResult;

fn run(id: &str) -> String {
    format!(r#"{{"id":"{id}","object":"thread.run","status":"completed"}}"#)
}

/// Runs without a status, which are not runs; and what is no object.
const BAD: [&str; 3] = [r#"{"id":"run_bad","object":"thread.run","note":"é"}"#, "null", r#"["run"]"#];

fn page(items: &[&str], more: bool) -> Step {
    Step::json(&format!(r#"{{"object":"list","data":[{}],"has_more":{more}}}"#, items.join(", ")))
}

async fn client(steps: impl IntoIterator<Item = Step>) -> Result<(Client, Wire), Box<dyn std::error::Error>> {
    let server = Wire::start(steps).await?;
    Ok((Client::builder().base_url(server.base_url()).api_key("sk-secret-1").build()?, server))
}

/// What comes: an id, or an error that is that of an item.
async fn walk(mut items: Items<RunObject>) -> Result<Vec<Result<String, Error>>, Error> {
    let mut all = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(run)) => all.push(Ok(run.id)),
            Ok(None) => return Ok(all),
            Err(error) if error.is_item_error() => all.push(Err(error)),
            Err(error) => return Err(error),
        }
    }
}

/// Ids, and indexes of bad items.
fn outline(walked: &[Result<String, Error>]) -> String {
    let name = |item: &Result<String, Error>| match item {
        Ok(id) => id.clone(),
        Err(error) => format!("[{}]", error.item_index().map(|index| index.to_string()).unwrap_or_default()),
    };
    walked.iter().map(name).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_last_item_without_an_id_is_no_cursor() -> TestResult {
    let (client, server) = client([page(&[&run("run_a"), "null"], true)]).await?;
    let mut items = client.threads().runs().list("thread_1").items();
    assert!(items.try_next().await?.is_some());
    assert!(items.try_next().await.is_err_and(|error| error.is_item_error()));
    let error = items.try_next().await.map(drop).expect_err("nothing says where to continue");
    assert_eq!((error.kind(), error.is_item_error()), (ErrorKind::Pagination, false), "{error}");
    assert_eq!((items.cursor(), server.requests().len()), (Some("run_a"), 1));
    Ok(())
}

#[tokio::test]
async fn the_list_continues_after_the_id_of_a_bad_item() -> TestResult {
    for prefetch in [0, 1] {
        let (a, b, c) = (run("run_a"), run("run_b"), run("run_c"));
        let pages = [page(&[BAD[1], &a, BAD[2], &b, BAD[0]], true), page(&[&c], false)];
        let (client, server) = client(pages).await?;
        let walked = walk(client.threads().runs().list("thread_1").items().prefetch(prefetch)).await?;
        assert_eq!(outline(&walked), "[0] run_a [2] run_b [4] run_c");
        assert!(server.requests()[1].contains("after=run_bad "), "{:?}", server.requests());

        let error = walked[4].as_ref().expect_err("it is bad");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!((error.path(), error.request_id()), (Some("data[4]"), Some("req_1")));
        assert_eq!(error.operation(), Some("threads.runs.list"));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!((error.body(), error.is_body_truncated()), (Some(BAD[0].as_bytes()), false));
        assert_eq!(error.body_as::<Value>().map(|item| item["note"].clone()), Some("é".into()));
        assert_eq!(
            error.to_string(),
            "threads.runs.list: unexpected item at data[4]: missing field `status`; the item begins with \
             \"{\\\"id\\\":\\\"run_bad\\\",\\\"object\\\":\\\"thread.run\\\",\\\"note\\\":\\\"é\\\"}\" (status 200 OK, request id req_1)"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_path_leads_into_the_item() -> TestResult {
    let bad = r#"{"id":"run_1","status":"requires_action","required_action":{"type":"submit_tool_outputs","submit_tool_outputs":{"tool_calls":[{"id":"call_1","type":"function","function":{"arguments":"{}"}}]}}}"#;
    let good = run("run_a");
    for (body, path) in [
        (format!(r#"{{"data":[{good},{bad}]}}"#), "data[1]"),
        (format!(r#"{{"Data":[{good},{bad}],"has_more":false}}"#), "Data[1]"),
        (format!("[{good},{bad}]"), "[1]"),
    ] {
        let (client, _server) = client([Step::json(&body), page(&[], false)]).await?;
        let walked = walk(client.threads().runs().list("thread_1").items()).await?;
        assert_eq!(outline(&walked), "run_a [1]");
        let found = walked[1].as_ref().expect_err("it is bad").path().ok_or("a path")?;
        assert!(found.starts_with(path) && found.ends_with("function"), "{found}");
    }
    Ok(())
}

#[tokio::test]
async fn one_page_and_all_pages_fail() -> TestResult {
    let (a, b) = (run("run_a"), run("run_b"));
    let body = page(&[&a, BAD[0], &b], false);
    let (client, _server) = client([body]).await?;
    let list = || client.threads().runs().list("thread_1");
    let of_page = list().send().await.map(drop).expect_err("a bad item");
    let mut pages = list().pages();
    let of_pages = pages.try_next().await.map(drop).expect_err("a bad item");
    assert!(pages.try_next().await?.is_none(), "the stream has ended");
    for error in [of_page, of_pages] {
        assert_eq!((error.kind(), error.is_item_error()), (ErrorKind::Decode, false));
        assert_eq!(error.path(), Some("data[1]"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn lossy_pages_have_the_good_items_and_the_bad_ones() -> TestResult {
    let (a, b, c) = (run("run_a"), run("run_b"), run("run_c"));
    for prefetch in [0, 2] {
        let pages = [page(&[BAD[0], &a, &b], true), page(&[&c], false)];
        let (client, _server) = client(pages).await?;
        let mut pages = client.threads().runs().list("thread_1").pages_lossy().prefetch(prefetch);
        let page = pages.try_next().await?.ok_or("there are two")?;
        assert_eq!((page.len(), page.is_empty(), page.next_cursor()), (3, false, Some("run_b")));
        assert_eq!((page.has_more, pages.cursor()), (Some(true), Some("run_b")));
        let runs: Vec<Result<RunObject, Error>> = page.into_inner().into_iter().collect();
        assert!(runs[0].as_ref().is_err_and(|error| error.item_index() == Some(0)));
        assert_eq!(runs[1..].iter().flatten().map(|run| &*run.id).collect::<Vec<_>>(), ["run_a", "run_b"]);
        let page = pages.try_next().await?.ok_or("there are two")?;
        assert_eq!(page.into_inner().into_iter().collect::<Result<Vec<_>, _>>()?.len(), 1);
        assert!(pages.try_next().await?.is_none());
    }
    Ok(())
}

#[tokio::test]
async fn backward_lists_keep_the_places() -> TestResult {
    let (a, b, c) = (run("run_a"), run("run_b"), run("run_c"));
    for prefetch in [0, 1] {
        let pages = [page(&[BAD[0], &b, BAD[1], &c], true), page(&[&a], false)];
        let (client, server) = client(pages).await?;
        let list = client.threads().runs().list("thread_1").before("run_d");
        let walked = walk(list.items_backward().prefetch(prefetch)).await?;
        assert_eq!(outline(&walked), "run_c [2] run_b [0] run_a");
        assert!(server.requests()[1].contains("before=run_bad"), "{:?}", server.requests());
    }
    Ok(())
}

#[tokio::test]
async fn a_bad_item_counts_as_an_item_and_moves_the_cursor() -> TestResult {
    let (a, b) = (run("run_a"), run("run_b"));
    let (client, server) = client([page(&[&a, BAD[0], &b], true)]).await?;
    let mut items = client.threads().runs().list("thread_1").items().max_items(2);
    assert!(items.try_next().await?.is_some());
    assert!(items.try_next().await.is_err_and(|error| error.is_item_error()));
    assert_eq!(items.cursor(), Some("run_bad"));
    assert!(items.try_next().await?.is_none());
    assert_eq!(server.requests().len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_item_error_shows_no_key() -> TestResult {
    let bad = r#"{"id":"run_1","echo":"Bearer sk-secret-1","sk-secret-1":[{}]}"#;
    let (client, _server) = client([page(&[bad], false)]).await?;
    let mut items = client.threads().runs().list("thread_1").items();
    let error = items.try_next().await.map(drop).expect_err("it has no status");
    assert!(error.is_item_error());
    let body = String::from_utf8_lossy(error.body().unwrap_or_default()).into_owned();
    let shown = format!("{error} {error:?} {body} {:?} {:?}", error.path(), error.headers());
    assert!(!shown.contains("sk-secret-1") && body.contains("[secret]"), "{shown}");
    Ok(())
}
