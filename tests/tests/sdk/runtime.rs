//! Tests of the runtime, against a server that sends exact bytes.

mod azure;
mod calls;
#[cfg(target_os = "linux")]
mod closed_connections;
mod configuration;
mod deletions;
mod error_bodies;
mod errors;
mod exact_requests;
mod hints;
mod http_client;
mod options;
mod polled_ids;
mod redirect_rules;
mod redirects;
mod retries;
mod tls;
mod unknown_outcomes;

use openai_assistants::{Client, ClientBuilder};
use sdk_tests::clock::Clock;
use sdk_tests::wire::Wire;

use crate::TestResult;

const MODEL: &str = r#"{"id":"gpt-4o","object":"model","created":1,"owned_by":"desk"}"#;
const THREAD: &str =
    r#"{"id":"thread_1","object":"thread","created_at":1,"metadata":{},"tool_resources":null}"#;

/// A client of this server, with a clock that does not wait.
fn builder(server: &Wire) -> (ClientBuilder, Clock) {
    let clock = Clock::default();
    (Client::builder().base_url(server.base_url()).api_key("sk-secret").timer(clock.clone()), clock)
}
