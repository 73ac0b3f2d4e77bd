//! Follows 1,000 streams at once, and checks that each delivers its own run completely.
//!
//! `cargo bench -p sdk-tests --bench streams` prints one line, and fails if a stream was lost. The server runs in a
//! separate process, so that its memory is not counted.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use bytes::{Buf, BytesMut};
use futures_util::{StreamExt, TryStreamExt, stream};
use openai_assistants::types::MessageRole;
use openai_assistants::{ByteStream, Client, Request};
use rustix::process::{Resource, getrlimit, setrlimit};
use sdk_tests::bench::{self, Process};
use sdk_tests::server::{Action, Plan, Script, Server};
use serde_json::Value;
use tokio::sync::Barrier;

const STREAMS: usize = 1_000;
const WORDS: usize = 100;
/// Concurrent requests while creating threads.
const CALLS_AT_ONCE: usize = 16;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    if bench::is_server() {
        runtime.block_on(serve())?;
        return Ok(ExitCode::SUCCESS);
    }
    // The server inherits it.
    allow_open_files(STREAMS as u64 + 100)?;
    let server = Process::start()?;
    let lost = runtime.block_on(measure(&server))?;
    Ok(if lost == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Raises the limit of open files, as every stream needs one.
fn allow_open_files(wanted: u64) -> Result<(), Failure> {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.maximum.is_some_and(|maximum| maximum < wanted) {
        return Err(format!("{wanted} open files are needed; raise the hard limit (ulimit -Hn)").into());
    }
    if limit.current.is_some_and(|current| current < wanted) {
        limit.current = Some(wanted);
        setrlimit(Resource::Nofile, limit)?;
    }
    Ok(())
}

/// Streams all runs, prints the result, and returns the number of lost streams.
async fn measure(server: &Process) -> Result<usize, Failure> {
    let client = Client::builder().base_url(server.url()).api_key("local").build()?;
    let assistant = client.assistants().create("gpt-4o").send().await?;
    let threads: Vec<(String, String)> = stream::iter(0..STREAMS)
        .map(|number| conversation(&client, number))
        .buffered(CALLS_AT_ONCE)
        .try_collect()
        .await?;
    let memory = || Ok::<_, Failure>((bench::memory(std::process::id())?.1, bench::memory(server.id())?.1));
    let before = memory()?;

    let begun = Arc::new(Barrier::new(STREAMS));
    let started = Instant::now();
    let runs: Vec<_> = threads
        .into_iter()
        .map(|(thread, question)| {
            let (client, assistant, begun) = (client.clone(), assistant.id.clone(), Arc::clone(&begun));
            tokio::spawn(async move { run(&client, &assistant, &thread, &question, &begun).await })
        })
        .collect();
    let (mut events, mut lost) = (0, 0);
    for run in runs {
        match run.await? {
            Ok(count) => events += count,
            Err(error) => {
                lost += 1;
                eprintln!("lost: {error}");
            }
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let after = memory()?;
    println!(
        "{STREAMS} streams at once: {lost} lost, {events} events in {seconds:.2} s ({:.0} a second); peak memory \
         of the client {:.0} -> {:.0} MiB, of the server {:.0} -> {:.0} MiB",
        events as f64 / seconds,
        before.0,
        after.0,
        before.1,
        after.1
    );
    Ok(lost)
}

/// Creates a thread with a question whose words contain its number.
async fn conversation(client: &Client, number: usize) -> Result<(String, String), Failure> {
    let question = (0..WORDS).map(|word| format!("{number}.{word}")).collect::<Vec<_>>().join(" ");
    let thread = client.threads().create().send().await?.id.clone();
    client.threads().messages().create(&thread, MessageRole::User, question.as_str()).send().await?;
    Ok((thread, question))
}

/// Follows one run to its end and returns the number of events.
async fn run(
    client: &Client,
    assistant: &str,
    thread: &str,
    question: &str,
    begun: &Barrier,
) -> Result<usize, Failure> {
    let opened = open(client, assistant, thread).await;
    // Read on when all streams have started or failed.
    begun.wait().await;
    let mut events = opened?;
    let (mut count, mut text, mut last) = (1, String::new(), String::new());
    while let Some((name, data)) = events.next().await? {
        if name == "thread.message.delta" {
            let data: Value = serde_json::from_slice(&data)?;
            text.push_str(data["delta"]["content"][0]["text"]["value"].as_str().unwrap_or_default());
        }
        count += 1;
        last = name;
    }
    match (last.as_str(), text == question) {
        ("done", true) => Ok(count),
        ("done", false) => Err(format!("{thread}: asked \"{question}\", but got \"{text}\"").into()),
        (last, _) => Err(format!("{thread}: the last event is '{last}'").into()),
    }
}

/// Opens a stream and reads its first event.
async fn open(client: &Client, assistant: &str, thread: &str) -> Result<Events, Failure> {
    let bytes = client.threads().runs().create(thread, assistant).stream().await?;
    let mut events = Events { bytes: bytes.into_inner(), buffer: BytesMut::new() };
    match events.next().await? {
        Some((name, _)) if name == "thread.run.created" => Ok(events),
        first => Err(format!("{thread}: the first event is {first:?}").into()),
    }
}

/// Parses events from a byte stream.
struct Events {
    bytes: ByteStream,
    buffer: BytesMut,
}

impl Events {
    /// Returns name and data of the next event.
    async fn next(&mut self) -> Result<Option<(String, BytesMut)>, Failure> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|window| window == b"\n\n") {
                let mut event = self.buffer.split_to(end);
                self.buffer.advance(2);
                let line = event.iter().position(|byte| *byte == b'\n').ok_or("an event of one line")?;
                let data = event.split_off(line);
                let name = event.strip_prefix(b"event: ").ok_or("an event without a name")?;
                let mut named = (String::from_utf8(name.to_vec())?, data);
                named.1.advance(b"\ndata: ".len());
                return Ok(Some(named));
            }
            match self.bytes.chunk().await? {
                Some(piece) => self.buffer.extend_from_slice(&piece),
                None if self.buffer.is_empty() => return Ok(None),
                None => return Err("the stream ends in the middle of an event".into()),
            }
        }
    }
}

/// Serves until killed. Runs reply with their question.
async fn serve() -> Result<(), Failure> {
    let script = Script::model(|conversation| Plan {
        actions: vec![Action::Say(conversation.question.clone())],
        ..Plan::default()
    });
    let server = Server::builder().script(script).start().await?;
    bench::announce(&server.base_url())?;
    std::future::pending().await
}
