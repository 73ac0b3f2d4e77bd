//! Pagination: items, order, number of requests, and errors.

mod bad_items;
mod faults;
mod guards;
mod properties;
mod shapes;
mod walks;

use std::sync::{Arc, Mutex, PoisonError};

use openai_assistants::types::AssistantObject;
use openai_assistants::{Client, ClientBuilder, Error, Items, ListItem};
use sdk_tests::clock::Clock;
use sdk_tests::server::{Server, ServerBuilder};

use crate::TestResult;

/// A server with synthetic assistants, and its log.
struct Fixture {
    server: Server,
    log: Arc<Mutex<Vec<String>>>,
}

impl Fixture {
    async fn start(assistants: u64) -> std::io::Result<Self> {
        Self::with(Server::builder().synthetic_assistants(assistants)).await
    }

    async fn with(builder: ServerBuilder) -> std::io::Result<Self> {
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        let note = move |line: &str| {
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
        };
        Ok(Self { server: builder.log(note).start().await?, log })
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.server.base_url())
            .api_key(ServerBuilder::API_KEY)
            .timer(Clock::default())
    }

    fn client(&self) -> Result<Client, openai_assistants::ConfigError> {
        self.builder().build()
    }

    fn requests(&self) -> usize {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// All remaining items, without pinning the stream.
async fn all<T: ListItem>(mut items: Items<T>) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    while let Some(item) = items.try_next().await? {
        all.push(item);
    }
    Ok(all)
}

fn ids(assistants: &[AssistantObject]) -> Vec<&str> {
    assistants.iter().map(|assistant| &*assistant.id).collect()
}
