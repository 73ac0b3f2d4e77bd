//! Pagination: limits, both orders, both cursors, and huge lists.

use std::time::Instant;

use sdk_tests::server::Server;
use serde_json::{Value, json};

use crate::{Raw, TestResult};

#[tokio::test]
async fn limit_order_and_cursors() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let (_, empty) = raw.get("/assistants").await?;
    assert_eq!(
        empty,
        json!({ "object": "list", "data": [], "first_id": null, "last_id": null, "has_more": false })
    );
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d", "e"] {
        ids.push(raw.create("/assistants", &json!({ "model": "gpt-4o", "name": name })).await?);
    }
    let [a, b, _, d, e] = ids.as_slice() else { panic!("{ids:?}") };
    let mut table = String::new();
    for query in [
        String::new(),
        "limit=2".to_owned(),
        format!("limit=2&after={d}"),
        format!("limit=2&after={b}"),
        format!("limit=2&after={a}"),
        format!("limit=2&before={a}"),
        format!("limit=2&before={e}"),
        format!("after={e}&before={b}"),
        format!("limit=1&after={e}&before={b}"),
        "order=asc&limit=2".to_owned(),
        format!("order=asc&limit=2&after={b}"),
        format!("order=asc&limit=2&before={d}"),
        format!("order=asc&after={a}&before={d}"),
        format!("order=asc&after={d}&before={a}"),
    ] {
        let (status, page) = raw.get(&format!("/assistants?{query}")).await?;
        assert_eq!(status, 200, "{page}");
        let data = page["data"].as_array().map_or(&[][..], Vec::as_slice);
        let names: String = data.iter().filter_map(|assistant| assistant["name"].as_str()).collect();
        let id = |object: Option<&Value>| object.map_or(Value::Null, |object| object["id"].clone());
        assert_eq!((&page["first_id"], &page["last_id"]), (&id(data.first()), &id(data.last())));
        let more = if page["has_more"] == true { " ..." } else { "" };
        table += &format!("{query:<30} {names}{more}\n");
    }
    insta::assert_snapshot!(table, @"
                                   edcba
    limit=2                        ed ...
    limit=2&after=asst_4           cb ...
    limit=2&after=asst_2           a
    limit=2&after=asst_1           
    limit=2&before=asst_1          cb ...
    limit=2&before=asst_5          
    after=asst_5&before=asst_2     dc
    limit=1&after=asst_5&before=asst_2 d ...
    order=asc&limit=2              ab ...
    order=asc&limit=2&after=asst_2 cd ...
    order=asc&limit=2&before=asst_4 bc ...
    order=asc&after=asst_1&before=asst_4 bc
    order=asc&after=asst_4&before=asst_1
    ");
    Ok(())
}

#[tokio::test]
async fn deleted_objects_are_not_listed() -> TestResult {
    let server = Server::builder().synthetic_files(3).start().await?;
    let raw = Raw::new(&server);
    let part = reqwest::multipart::Part::text("abc").file_name("abc.txt");
    let form = reqwest::multipart::Form::new().text("purpose", "vision").part("file", part);
    raw.send(raw.request(reqwest::Method::POST, "/files").multipart(form)).await?;
    let (status, _) = raw.send(raw.request(reqwest::Method::DELETE, "/files/file-synthetic-1")).await?;
    assert_eq!(status, 200);
    let (_, page) = raw.get("/files?order=asc").await?;
    let ids: Vec<&str> =
        page["data"].as_array().into_iter().flatten().filter_map(|file| file["id"].as_str()).collect();
    assert_eq!(ids, ["file-synthetic-0", "file-synthetic-2", "file-1"]);
    assert_eq!(raw.get("/files/file-synthetic-1").await?.0, 404);
    assert_eq!(raw.get("/files/file-synthetic-3").await?.0, 404);
    assert_eq!(raw.get("/files/file-synthetic-00").await?.0, 404);
    Ok(())
}

#[tokio::test]
async fn a_million_synthetic_files_are_free() -> TestResult {
    let server = Server::builder().synthetic_files(1_000_000).synthetic_assistants(1_000_000).start().await?;
    let raw = Raw::new(&server);
    let started = Instant::now();
    let (_, last) = raw.get("/files?limit=1&order=asc&after=file-synthetic-999998").await?;
    assert_eq!((&last["last_id"], &last["has_more"]), (&json!("file-synthetic-999999"), &json!(false)));
    let (_, middle) = raw.get("/files?limit=2&after=file-synthetic-500000").await?;
    assert_eq!(middle["first_id"], "file-synthetic-499999");
    let (_, before) = raw.get("/assistants?limit=2&before=asst_synthetic_500000").await?;
    assert_eq!((&before["last_id"], &before["has_more"]), (&json!("asst_synthetic_500001"), &json!(true)));
    // A debug build would take much longer to iterate over the list.
    assert!(started.elapsed().as_millis() < 1_000, "{:?}", started.elapsed());
    Ok(())
}
