//! A middleware that counts attempts: `cargo run --example metrics`.
//!
//! Set `OPENAI_BASE_URL` and `OPENAI_API_KEY` for the server, and `OPENAI_LOG` to log, for example
//! `openai_assistants=debug` or `trace`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use openai_assistants::prelude::*;
use openai_assistants::reqwest::{Request, Response};
use openai_assistants::{BoxFuture, ClientBuilder, Error, Middleware, Next};

/// Number and duration of attempts, by method and status; status 0 is no response.
type Counts = BTreeMap<(String, u16), (u32, Duration)>;

#[derive(Clone, Default)]
struct Metrics(Arc<Mutex<Counts>>);

impl Middleware for Metrics {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        Box::pin(async move {
            let (method, started) = (request.method().to_string(), Instant::now());
            let response = next.run(request).await;
            let status = response.as_ref().map_or(0, |response| response.status().as_u16());
            let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let (attempts, time) = counts.entry((method, status)).or_default();
            *attempts += 1;
            *time += started.elapsed();
            response
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let filter = tracing_subscriber::EnvFilter::builder().with_env_var("OPENAI_LOG").from_env()?;
    tracing_subscriber::fmt().with_env_filter(filter).init();

    let metrics = Metrics::default();
    let client = ClientBuilder::from_env()?.middleware(metrics.clone()).build()?;
    let listed = client.models().list().send().await;
    let counts = metrics.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for ((method, status), (attempts, time)) in counts {
        println!("{method} {status}: {attempts} attempts, {} ms", time.as_millis());
    }
    for model in &listed?.data {
        println!("{}", model.id);
    }
    Ok(())
}
