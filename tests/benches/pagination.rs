//! Compares `items()` with a hand-written loop over pages: `cargo bench --bench pagination` prints
//!
//! - the ratio of the CPU times, for 10,000 items in 100 pages;
//! - the wall time with and without `prefetch`, if server and consumer take 20 ms per page each;
//! - the memory of this process before and after a list of a million items.
//!
//! The local server runs in a separate process.

use std::time::{Duration, Instant};

use openai_assistants::{Client, Paginate, Request};
use sdk_tests::bench::{self, Process, median};
use sdk_tests::server::{Server, ServerBuilder};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const ROUNDS: usize = 30;
const PAUSE: Duration = Duration::from_millis(20);

fn main() -> Result<()> {
    // One thread, so that its CPU time is the cost of the list.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if bench::is_server() {
        return runtime.block_on(serve());
    }
    let server = Process::start()?;
    bench::pin(0);
    let client = Client::builder().base_url(server.url()).api_key(ServerBuilder::API_KEY).build()?;
    runtime.block_on(async {
        cpu(&client).await?;
        prefetch(&client).await?;
        memory(&client).await
    })
}

async fn serve() -> Result<()> {
    bench::pin(1);
    let server = Server::builder().synthetic_assistants(10_000).synthetic_files(1_000_000).start().await?;
    bench::announce(&server.base_url())?;
    std::future::pending().await
}

async fn cpu(client: &Client) -> Result<()> {
    let (mut ratios, mut times) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let start = bench::cpu_time()?;
        let mut items = client.assistants().list().limit(100).items();
        let mut count = 0;
        while let Some(assistant) = items.try_next().await? {
            count += assistant.id.len().min(1);
        }
        assert_eq!(count, 10_000);
        let between = bench::cpu_time()?;
        assert_eq!(by_hand(client).await?, 10_000);
        let end = bench::cpu_time()?;
        // The first round opens connections and warms up.
        if round > 0 {
            ratios.push((between - start).as_secs_f64() / (end - between).as_secs_f64());
            times.push((between - start).as_secs_f64() * 1e3);
        }
    }
    let (ratio, time) = (median(ratios), median(times));
    println!(
        "10,000 items in 100 pages: {ratio:.3} of a loop by hand ({time:.1} ms of CPU; medians of {ROUNDS})"
    );
    Ok(())
}

async fn by_hand(client: &Client) -> Result<usize> {
    let mut count = 0;
    let mut after: Option<String> = None;
    loop {
        let page = client.assistants().list().limit(100).after(after.as_ref()).send().await?;
        let more = page.has_more == Some(true);
        for assistant in page.into_inner() {
            count += assistant.id.len().min(1);
            after = Some(assistant.id);
        }
        if !more {
            return Ok(count);
        }
    }
}

async fn prefetch(client: &Client) -> Result<()> {
    let plain = walk(client, 0).await?;
    let prefetch = walk(client, 1).await?;
    let ratio = prefetch.as_secs_f64() / plain.as_secs_f64();
    println!(
        "20 ms per page in server and consumer: {ratio:.2} of the time with prefetch ({} ms of {} ms)",
        prefetch.as_millis(),
        plain.as_millis()
    );
    Ok(())
}

/// Measures the time for 25 pages.
async fn walk(client: &Client, prefetch: usize) -> Result<Duration> {
    let start = Instant::now();
    let slow = client.assistants().list().limit(100).extra_header("x-fault", "delay=20ms");
    let mut pages = slow.pages().prefetch(prefetch);
    for _ in 0..25 {
        pages.try_next().await?.ok_or("there are a hundred")?;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(start.elapsed())
}

async fn memory(client: &Client) -> Result<()> {
    let mut files = client.files().list().limit(10_000).items().prefetch(1);
    let (before, _) = bench::memory(std::process::id())?;
    let start = Instant::now();
    let mut count = 0;
    let mut early = before;
    while files.try_next().await?.is_some() {
        count += 1;
        if count == 100_000 {
            (early, _) = bench::memory(std::process::id())?;
        }
    }
    let (after, highest) = bench::memory(std::process::id())?;
    println!(
        "{count} items in {:.1} s: {before:.1} MiB before, {early:.1} after a tenth, {after:.1} after all, {highest:.1} peak",
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
