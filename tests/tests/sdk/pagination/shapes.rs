//! The shapes in which servers send lists: what is read, and what fails instead of being an empty list.

use openai_assistants::{Client, Error, ErrorKind, Paginate, Request};
use sdk_tests::wire::{Step, Wire};

use super::all;
use crate::TestResult;

async fn client(steps: impl IntoIterator<Item = Step>) -> Result<(Client, Wire), Box<dyn std::error::Error>> {
    let server = Wire::start(steps).await?;
    Ok((Client::builder().base_url(server.base_url()).build()?, server))
}

/// The ids of a list of models, and the number of requests.
async fn models(body: &str) -> Result<(Vec<String>, usize), Box<dyn std::error::Error>> {
    let (client, server) = client([Step::json(body)]).await?;
    let page = client.models().list().send().await?;
    let items = all(client.models().list().items()).await?;
    assert_eq!(page.data, items);
    Ok((items.into_iter().map(|model| model.id).collect(), server.requests().len() - 1))
}

#[tokio::test]
async fn a_list_is_read_in_every_shape() -> TestResult {
    for body in [
        r#"{"object":"list","data":[{"id":"a"},{"id":"b"}],"first_id":"a","last_id":"b","has_more":false}"#,
        r#"{"data":[{"id":"a"},{"id":"b"}]}"#,
        r#"[{"id":"a"},{"id":"b"}]"#,
        " [ {\"id\":\"a\"} , {\"id\":\"b\"} ]\n",
        r#"{"Object":"list","Data":[{"id":"a"},{"id":"b"}],"First_id":"a","Last_id":"b","Has_more":false}"#,
        r#"{"Object":"list","Data":[{"id":"a"},{"id":"b"}],"FirstID":"a","LastID":"b","HasMore":false}"#,
        r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":null,"first_id":null,"last_id":null}"#,
        r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":"false","first_id":1,"last_id":{}}"#,
        r#"{"data":[{"id":"a"},{"id":"b"}],"total":2,"models":[{"id":"c"}],"page":{"data":[]}}"#,
        r#"{"data":[{"id":"a"},{"id":"b"}],"error":null,"errors":[],"success":true}"#,
        r#"{"data":[{"id":"a"}],"data":[{"id":"a"},{"id":"b"}]}"#,
        "\u{feff}{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}",
    ] {
        let (ids, requests) = models(body).await.map_err(|error| format!("{error}: {body}"))?;
        assert_eq!((ids, requests), (vec!["a".to_owned(), "b".to_owned()], 1), "{body}");
    }
    for body in [
        "[]",
        r#"{"data":[]}"#,
        r#"{"Data":[],"HasMore":true}"#,
        r#"{"data":null}"#,
        r#"{"data":null,"error":null,"code":0,"message":"success"}"#,
        r#"{"object":"list","data":[],"has_more":true,"first_id":"","last_id":""}"#,
    ] {
        let (ids, requests) = models(body).await.map_err(|error| format!("{error}: {body}"))?;
        assert_eq!((ids.len(), requests), (0, 1), "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn capitalised_cursors_lead_on() -> TestResult {
    let page = |id: &str, more: bool| {
        Step::json(&format!(
            r#"{{"Object":"list","Data":[{{"id":"{id}"}}],"HasMore":{more},"LastID":"{id}"}}"#
        ))
    };
    let (client, server) = client([page("a", true), page("b", false)]).await?;
    let files = all(client.files().list().items()).await?;
    assert_eq!(files.iter().map(|file| &*file.id).collect::<Vec<_>>(), ["a", "b"]);
    assert!(server.requests()[1].contains("after=a "), "{:?}", server.requests());
    Ok(())
}

/// The error of a list, which is the same for one page, all pages and all items.
async fn list_error(body: &str) -> Result<Error, Box<dyn std::error::Error>> {
    let (client, server) = client([Step::json(body)]).await?;
    let list = || client.models().list();
    let error = list().send().await.map(|_| body).expect_err("one page");
    let of_pages = list().pages().try_next().await.map(|_| body).expect_err("all pages");
    let of_lossy = list().pages_lossy().try_next().await.map(|_| body).expect_err("all lossy pages");
    let mut items = list().items();
    let of_items = items.try_next().await.map(|_| body).expect_err("all items");
    assert!(items.try_next().await?.is_none(), "the stream has ended");
    for other in [of_pages, of_lossy, of_items] {
        assert_eq!(other.to_string(), error.to_string());
        assert!(!other.is_item_error());
    }
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.body(), Some(body.as_bytes()));
    assert_eq!(server.requests().len(), 4);
    Ok(error)
}

#[tokio::test]
async fn an_error_with_a_good_status_is_never_an_empty_list() -> TestResult {
    let mut shown = String::new();
    for body in [
        r#"{"object":"error","message":"no quota","type":"insufficient_quota","param":null,"code":429}"#,
        r#"{"error":{"message":"no quota","type":"insufficient_quota","code":"quota"}}"#,
        r#"{"error":"no quota"}"#,
        r#"{"error":{"message":"no quota"},"data":[]}"#,
        r#"{"object":"list","data":[],"error":{"message":"no quota"}}"#,
        r#"{"data":null,"error":{"message":"no quota"},"has_more":false}"#,
        r#"{"data":null,"code":401,"message":"no quota"}"#,
        r#"{"detail":"no quota"}"#,
        r#"{"detail":{"error":"no quota"}}"#,
        r#"{"detail":[{"loc":["query","limit"],"msg":"no quota","type":"value_error"}]}"#,
        r#"{"statusCode":429,"message":"no quota"}"#,
        r#"{"code":"quota","message":"no quota"}"#,
        r#"[{"error":{"code":429,"message":"no quota","status":"RESOURCE_EXHAUSTED"}}]"#,
        r#"{"success":false,"errors":[{"code":7003,"message":"no quota"}],"messages":[],"result":null}"#,
    ] {
        let error = list_error(body).await?;
        let api_error = error.api_error().ok_or_else(|| format!("{error}: {body}"))?;
        let message = api_error.message().ok_or("a message")?;
        assert!(message.contains("no quota") && error.message().contains(message), "{error}");
        assert_eq!(
            (error.status().map(|status| status.as_u16()), error.request_id()),
            (Some(200), Some("req_1"))
        );
        let (kind, code) = (api_error.error_type().unwrap_or("-"), api_error.code().unwrap_or("-"));
        shown
            .push_str(&format!("{body}\n  {message} | {kind} | {code} | {}\n", error.param().unwrap_or("-")));
    }
    insta::assert_snapshot!(shown);
    Ok(())
}

#[tokio::test]
async fn what_is_no_list_is_an_error_that_says_where() -> TestResult {
    let mut shown = String::new();
    for body in [
        "{}",
        "null",
        "7",
        r#""a list""#,
        r#"{"object":"list"}"#,
        r#"{"object":"list","has_more":true}"#,
        r#"{"data":{"id":"a"}}"#,
        r#"{"data":"a"}"#,
        r#"{"id":"vs_1","object":"vector_store","name":"notes","error":null}"#,
        r#"{"data":[],"error":7}"#,
        r#"{"data":[{"id":"a"},"#,
        r#"{"data":[{"id":"a"}]"#,
        "{\"data\":[\n {\"id\": a}]}",
        r#"[{"id":"a"}]]"#,
    ] {
        let error = list_error(body).await?;
        assert_eq!(error.api_error(), None, "{error}");
        shown.push_str(&format!("{:?}: {}\n", error.path().unwrap_or("-"), error.message()));
    }
    insta::assert_snapshot!(shown);
    Ok(())
}

const OTHERS: [&str; 6] = [
    r#"{"id":"vs_1","object":"vector_store","created_at":1,"name":"a","status":"completed"}"#,
    r#"{"error":{"message":"no quota"}}"#,
    r#"{"object":"error","message":"no quota","code":400}"#,
    r#"{"message":"no quota"}"#,
    "{}",
    "null",
];

#[tokio::test]
async fn another_object_is_no_search_result_and_no_file_content() -> TestResult {
    for body in OTHERS {
        let (client, _server) = client([Step::json(body)]).await?;
        let search =
            client.vector_stores().search("vs_1", "x").send().await.map(|_| body).expect_err("search");
        let content = client.vector_stores().files().content("vs_1", "file_1").send().await;
        let content = content.map(|_| body).expect_err("content");
        for error in [search, content] {
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            let message = error.api_error().and_then(|error| error.message());
            assert_eq!(message, body.contains("no quota").then_some("no quota"), "{error}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_error_where_an_object_is_promised_has_its_message() -> TestResult {
    for body in OTHERS.iter().skip(1) {
        let (client, _server) = client([Step::json(body)]).await?;
        let error = client.threads().retrieve("thread_1").send().await.map(|_| body).expect_err("no thread");
        assert_eq!(
            (error.kind(), error.operation()),
            (ErrorKind::Decode, Some("threads.retrieve")),
            "{error}"
        );
        let message = error.api_error().and_then(|error| error.message());
        assert_eq!(message, body.contains("no quota").then_some("no quota"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn search_results_and_file_content_are_single_pages() -> TestResult {
    let hits = r#"{"object":"vector_store.search_results.page","search_query":["x"],
        "data":[{"file_id":"file_1","filename":"a.md","score":0.5,"content":[]}],"has_more":true,"next_page":"t2"}"#;
    let (client, server) = self::client([Step::json(hits)]).await?;
    let page = client.vector_stores().search("vs_1", "x").send().await?;
    assert_eq!((page.data.len(), page.next_page.as_deref()), (1, Some("t2")));

    let pieces = r#"{"object":"vector_store.file_content.page","data":[{"type":"text","text":"a"}],"has_more":true,"next_page":"t2"}"#;
    let (client_of_content, content_server) = self::client([Step::json(pieces)]).await?;
    let content = client_of_content.vector_stores().files().content("vs_1", "file_1").send().await?;
    assert_eq!(content.data.len(), 1);
    let requests = [server.requests(), content_server.requests()].concat();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| !request.contains("page=")), "{requests:?}");
    Ok(())
}

#[tokio::test]
async fn the_older_shape_of_file_content_is_one_page() -> TestResult {
    let body = r#"{"file_id":"file_1","filename":"a.md","attributes":{"n":1},"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#;
    let (client, _server) = client([Step::json(body)]).await?;
    let content = client.vector_stores().files().content("vs_1", "file_1").send().await?;
    let texts: Vec<_> = content.data.iter().filter_map(|piece| piece.text.as_deref()).collect();
    assert_eq!((texts, content.has_more, content.next_page.as_deref()), (vec!["a", "b"], None, None));
    Ok(())
}
