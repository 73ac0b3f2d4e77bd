//! Pages of lists, which only the client can decode. A middleware returns the response, without a server.

use std::cell::RefCell;

use axum::http;
use openai_assistants::{BoxFuture, Client, Error, Middleware, Next, Paginate, reqwest};
use serde::Serialize;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::types::written;

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    static CLIENT: Client = client();
    static BODY: RefCell<String> = RefCell::default();
}

/// Responds with the body of this thread.
struct Respond;

impl Middleware for Respond {
    fn handle<'a>(
        &'a self,
        _request: reqwest::Request,
        _next: Next<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Error>> {
        let response = http::Response::new(BODY.with_borrow(Clone::clone));
        Box::pin(async move { Ok(response.into()) })
    }
}

fn client() -> Client {
    let builder = Client::builder().base_url("http://127.0.0.1:9").api_key("local").middleware(Respond);
    builder.build().expect("the settings are valid")
}

/// Decodes a page of this list, and encodes it again.
pub fn page<R: Paginate<Output: Serialize>>(
    text: &str,
    list: impl FnOnce(&Client) -> R,
) -> Result<Value, Error> {
    BODY.set(text.to_owned());
    let call = CLIENT.with(list).send();
    RUNTIME.with(|runtime| runtime.block_on(call)).map(|page| written(&*page))
}

/// `list!("ListRunsResponse", |client| client.threads().runs().list("thread_1"))`: the pages of a list.
macro_rules! list {
    ($schema:literal, |$client:ident| $list:expr) => {
        Type {
            name: || $schema,
            decode: |text| crate::lists::page(text, |$client| $list),
            is_read_alike: None,
        }
    };
}

pub(crate) use list;
