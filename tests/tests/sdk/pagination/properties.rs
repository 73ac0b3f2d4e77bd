//! Any page: no panic, no lost item, and the same items in every direction and with prefetching.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http;
use openai_assistants::types::RunObject;
use openai_assistants::{
    BoxFuture, Client, Error, Items, Middleware, Next, Paginate, PaginateBackward, Request, reqwest,
};
use proptest::prelude::*;
use proptest::test_runner::Config;
use tokio::runtime::{Builder, Runtime};

/// Responds with one body after the other, and then with an empty page.
#[derive(Clone)]
struct Respond(Arc<Mutex<VecDeque<Vec<u8>>>>);

impl Middleware for Respond {
    fn handle<'a>(
        &'a self,
        _request: reqwest::Request,
        _next: Next<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Error>> {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let response = http::Response::new(body.unwrap_or_else(|| b"[]".to_vec()));
        Box::pin(async move { Ok(response.into()) })
    }
}

fn client(bodies: impl IntoIterator<Item = Vec<u8>>) -> Client {
    let bodies = Respond(Arc::new(Mutex::new(bodies.into_iter().collect())));
    let builder = Client::builder().base_url("http://127.0.0.1:9").api_key("local").max_retries(0);
    builder.middleware(bodies).build().expect("the settings are fine")
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime starts")
}

/// The JSON of a run, or of something else, with its id if it can be decoded.
fn item() -> impl Strategy<Value = (String, Option<String>)> {
    let good = "[a-z]{1,8}".prop_map(|id| {
        (format!(r#"{{"id":"{id}","status":"queued","metadata":{{"k":"]}},{{"}}}}"#), Some(id))
    });
    let bad = prop::sample::select(
        &[
            "null",
            "7.5",
            "[]",
            "{}",
            r#"{"id":7,"status":"queued"}"#,
            r#"{"id":"x","status":null}"#,
            r#"{"id":"x"}"#,
            r#""\ud800""#,
            r#"{"id":"x","status":"queued","required_action":{"type":"submit_tool_outputs","submit_tool_outputs":{"tool_calls":[{}]}}}"#,
        ][..],
    );
    prop_oneof![3 => good, 1 => bad.prop_map(|json| (json.to_owned(), None))]
}

/// The ids of good items, and the indexes of bad ones with their JSON.
type Outline = Vec<Result<String, (usize, String)>>;

async fn walk(mut items: Items<RunObject>) -> Result<Outline, Error> {
    let mut all = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(run)) => all.push(Ok(run.id)),
            Ok(None) => return Ok(all),
            Err(error) if error.is_item_error() => {
                let json = String::from_utf8_lossy(error.body().unwrap_or_default()).into_owned();
                all.push(Err((error.item_index().unwrap_or(usize::MAX), json)));
            }
            Err(error) => return Err(error),
        }
    }
}

proptest! {
    #![proptest_config(Config::with_cases(128))]

    #[test]
    fn every_item_comes_once_in_its_place(
        items in prop::collection::vec(item(), 1..12),
        in_object in any::<bool>(),
        prefetch in 0..2_usize,
    ) {
        let array = format!("[{}]", items.iter().map(|(json, _)| &**json).collect::<Vec<_>>().join(" , "));
        let body = if in_object { format!(r#"{{"x":[1],"Data":{array},"has_more":false}}"#) } else { array };
        let page = || client([body.clone().into_bytes()]);
        let expected: Outline = items
            .iter()
            .enumerate()
            .map(|(index, (json, id))| id.clone().ok_or((index, json.clone())))
            .collect();
        runtime().block_on(async {
            let list = |client: &Client| client.threads().runs().list("thread_1");
            let listed = walk(list(&page()).items().prefetch(prefetch)).await;
            prop_assert_eq!(listed.map_err(fail)?, expected.clone());
            let mut backward = walk(list(&page()).before("z").items_backward().prefetch(prefetch)).await.map_err(fail)?;
            backward.reverse();
            prop_assert_eq!(backward, expected.clone());
            // One page has all items, or is an error.
            match list(&page()).send().await {
                Ok(page) => prop_assert_eq!(page.data.len(), items.len()),
                Err(error) => prop_assert!(error.is_decode() && expected.iter().any(Result::is_err), "{}", error),
            }
            Ok(())
        })?;
    }

    #[test]
    fn no_body_makes_the_client_panic(
        body in prop_oneof![
            any::<Vec<u8>>(),
            "[\\[\\]{}:,\" 0a]{0,40}".prop_map(String::into_bytes),
            "(\\{\"(data|Data|error|object|has_more|last_id|id|message)\":(\\[\\{\"id\":\"a\"|null|\"error\"|true|1e9|\\[\\]|\\{)[,}\\]]{0,3}){1,4}"
                .prop_map(String::into_bytes),
        ],
    ) {
        runtime().block_on(async {
            let list = || client([body.clone()]).threads().runs().list("thread_1");
            let page = list().send().await;
            let listed = walk(list().items()).await;
            match (page, listed) {
                // What one page reads, the list reads.
                (Ok(page), Ok(listed)) => prop_assert!(listed.len() >= page.data.len()),
                (Ok(_), Err(error)) => prop_assert!(!error.is_decode(), "{}", error),
                (Err(error), _) => prop_assert!(error.to_string().len() <= 2048, "{}", error),
            }
            Ok(())
        })?;
    }
}

fn fail(error: Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}
