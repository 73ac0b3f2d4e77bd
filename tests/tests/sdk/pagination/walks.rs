//! Lists of well-behaved servers.

use std::time::Duration;

use futures_util::TryStreamExt;
use openai_assistants::types::SortOrder;
use openai_assistants::{ErrorKind, Paginate, PaginateBackward, Request};
use sdk_tests::server::Server;
use sdk_tests::wire::{Step, Wire};

use super::{Fixture, TestResult, all, ids};

#[tokio::test]
async fn all_items_in_order() -> TestResult {
    for (items, limit, requests) in [(0, 10, 1), (1, 10, 1), (10, 10, 1), (11, 10, 2), (250, 100, 3)] {
        let fixture = Fixture::start(items).await?;
        let client = fixture.client()?;
        let listed = all(client.assistants().list().order(SortOrder::Asc).limit(limit).items()).await?;
        assert_eq!((listed.len() as u64, fixture.requests()), (items, requests));
        assert!(listed.windows(2).all(|pair| pair[0].created_at <= pair[1].created_at));
        let mut sorted = ids(&listed);
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len() as u64, items);

        let mut newest_first = all(client.assistants().list().limit(limit).items()).await?;
        newest_first.reverse();
        assert_eq!(newest_first, listed);
    }
    Ok(())
}

#[tokio::test]
async fn a_list_can_be_read_backward() -> TestResult {
    let fixture = Fixture::start(25).await?;
    let client = fixture.client()?;
    let list = || client.assistants().list().order(SortOrder::Asc).limit(10);
    let listed = all(list().items()).await?;
    let ids = ids(&listed);

    let earlier = all(list().before(ids[23]).items_backward()).await?;
    let expected: Vec<_> = listed[..23].iter().rev().cloned().collect();
    assert_eq!(earlier, expected);

    // Pages keep the order of the list.
    let mut pages = list().before(ids[23]).pages_backward();
    let page = pages.try_next().await?.ok_or("there is a page")?;
    assert_eq!(page.data, listed[13..23]);
    assert_eq!((page.next_cursor(), pages.cursor()), (Some(ids[13]), Some(ids[13])));

    // So do the next pages after a page requested with `before`.
    let page = list().before(ids[23]).send().await?;
    assert_eq!(page.data, listed[13..23]);
    let page = page.next_page().await?.ok_or("there are 13 items before it")?;
    assert_eq!(page.data, listed[3..13]);

    // A range between two cursors is read forward.
    let between = all(list().after(ids[2]).before(ids[23]).items()).await?;
    assert_eq!(between, listed[3..23]);

    let requests = fixture.requests();
    for mut ambiguous in [
        list().items_backward(),
        list().before(ids[23]).items(),
        list().after(ids[2]).before(ids[23]).items_backward(),
    ] {
        let error = ambiguous.try_next().await.expect_err("the direction is ambiguous");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{error}");
    }
    assert_eq!(fixture.requests(), requests);
    Ok(())
}

#[tokio::test]
async fn next_page_returns_the_next_page() -> TestResult {
    let fixture = Fixture::start(5).await?;
    let client = fixture.client()?;
    let first = client.assistants().list().limit(2).send().await?;
    assert_eq!((first.data.len(), first.has_more, first.status().as_u16()), (2, Some(true), 200));
    assert_eq!(first.next_cursor(), first.last_id.as_deref());
    let second = first.next_page().await?.ok_or("there is a next page")?;
    let third = second.next_page().await?.ok_or("there is a next page")?;
    assert_eq!((third.data.len(), third.next_cursor()), (1, None));
    assert!(third.next_page().await?.is_none());
    assert_eq!(fixture.requests(), 3);
    // `next_page` can be called repeatedly.
    assert_eq!(first.next_page().await?.map(|page| page.into_inner().data), Some(second.into_inner().data));
    Ok(())
}

#[tokio::test]
async fn max_items_ends_the_list() -> TestResult {
    let fixture = Fixture::start(1000).await?;
    let list = fixture.client()?;
    assert_eq!(all(list.assistants().list().limit(10).items().max_items(15)).await?.len(), 15);
    assert_eq!(fixture.requests(), 2);
    assert!(all(list.assistants().list().items().max_items(0)).await?.is_empty());
    assert_eq!(fixture.requests(), 2);
    // Also with prefetching.
    let mut ten = list.assistants().list().limit(10).items().max_items(10).prefetch(usize::MAX);
    assert!(ten.try_next().await?.is_some());
    assert_eq!(all(ten).await?.len(), 9);
    Ok(())
}

#[tokio::test]
async fn items_and_pages_are_streams() -> TestResult {
    let fixture = Fixture::start(25).await?;
    let client = fixture.client()?;
    let names: Vec<String> = client.assistants().list().items().map_ok(|item| item.id).try_collect().await?;
    assert_eq!(names.len(), 25);
    let sizes: Vec<usize> =
        client.assistants().list().limit(10).pages().map_ok(|page| page.data.len()).try_collect().await?;
    assert_eq!(sizes, [10, 10, 5]);
    Ok(())
}

#[tokio::test]
async fn a_list_can_be_resumed_after_any_item() -> TestResult {
    let fixture = Fixture::start(12).await?;
    let client = fixture.client()?;
    let list = || client.assistants().list().limit(4);
    let complete = all(list().items()).await?;
    for taken in 0..=12 {
        let mut items = list().items();
        for expected in &complete[..taken] {
            assert_eq!(items.try_next().await?.as_ref(), Some(expected));
            assert_eq!(items.cursor(), Some(&*expected.id));
        }
        let rest = match items.cursor() {
            Some(cursor) => list().after(cursor).items(),
            None => list().items(),
        };
        assert_eq!(all(rest).await?, complete[taken..]);
    }
    Ok(())
}

#[tokio::test]
async fn request_settings_apply_to_every_page() -> TestResult {
    let page = |id: &str, more: bool| {
        let file = format!(
            r#"{{"id":"{id}","object":"file","bytes":1,"created_at":1,"filename":"a","purpose":"assistants","status":"processed"}}"#
        );
        Step::json(&format!(
            r#"{{"object":"list","data":[{file}],"first_id":"{id}","last_id":"{id}","has_more":{more}}}"#
        ))
    };
    let server = Wire::start([page("file_1", true), page("file_2", false)]).await?;
    let client = openai_assistants::Client::builder().base_url(server.base_url()).build()?;
    let request = client.files().list().after("file & 0").limit(1).purpose("assistants");
    let request = request.extra_header("X-Team", "fixture").extra_query("region", "eu");
    assert_eq!(all(request.items()).await?.len(), 2);
    let [first, second] = server.requests().try_into().map_err(|_| "two requests")?;
    for request in [&first, &second] {
        for part in ["limit=1", "purpose=assistants", "region=eu", "x-team: fixture"] {
            assert!(request.contains(part), "{request}");
        }
    }
    assert!(first.contains("after=file%20%26%200&"), "{first}");
    assert!(second.contains("after=file_1"), "{second}");
    assert_eq!(second.matches("after=").count(), 1, "{second}");
    Ok(())
}

#[tokio::test]
async fn lists_without_cursors_have_one_page() -> TestResult {
    let fixture = Fixture::start(0).await?;
    let models = all(fixture.client()?.models().list().items()).await?;
    assert!(!models.is_empty());
    assert_eq!(fixture.requests(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn prefetch_fetches_pages_ahead() -> TestResult {
    let fixture = Fixture::start(50).await?;
    let mut pages = fixture.client()?.assistants().list().limit(10).pages().prefetch(2);
    assert_eq!(fixture.requests(), 0);
    assert!(pages.try_next().await?.is_some());
    // Fetches two pages ahead, but not a third.
    while fixture.requests() < 3 {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(Duration::from_millis(50), async {
        while fixture.requests() == 3 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect_err("no more than two pages are prefetched");
    let mut rest = 0;
    while let Some(page) = pages.try_next().await? {
        rest += page.data.len();
    }
    assert_eq!((rest, fixture.requests()), (40, 5));
    Ok(())
}

#[tokio::test]
async fn a_dropped_list_stops_fetching() -> TestResult {
    let never = "operation=listAssistants; nth=2; delay=60s".parse()?;
    let fixture = Fixture::with(Server::builder().synthetic_assistants(50).fault(never)).await?;
    let alive = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let client = fixture.client()?;
    let mut items = client.assistants().list().limit(10).items().prefetch(1);
    assert!(items.try_next().await?.is_some());
    drop(items);
    drop(client);
    // The task that waits for the second page and its connection are dropped too.
    let gone = async {
        while tokio::runtime::Handle::current().metrics().num_alive_tasks() > alive {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await?;
    Ok(())
}

#[test]
fn lists_are_send() {
    fn is_send<T: Send + 'static>(_: T) {}
    let client = openai_assistants::Client::new("sk-secret").expect("the key is valid");
    is_send(client.assistants().list().items());
    is_send(client.assistants().list().pages());
    is_send(client.assistants().list().send());
    is_send(async move { client.files().list().items().try_next().await.map(drop) });
}
