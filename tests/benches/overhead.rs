//! Compares the SDK with hand-written reqwest and serde code with the same headers and timeouts: `GET` of one
//! assistant, 10,000 times over loopback.
//!
//! `cargo bench --bench overhead` prints the ratio of CPU times. The server runs in a separate process on a separate
//! core, so that its time is not counted. The two clients take turns on another core, so that changes of the clock
//! frequency affect both.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use openai_assistants::{Client, Request, types::AssistantObject};
use sdk_tests::bench::{self, Process, median};

const CALLS: usize = 10_000;
const ROUNDS: usize = 100;

const ASSISTANT: &str = r#"{"id":"asst_7vKq1LZbN0fYtR3mWxHs9dCe","object":"assistant","created_at":1760000000,"name":"Workshop desk","description":null,"model":"gpt-4o","instructions":"Answer from the handbook, with citations.","tools":[{"type":"code_interpreter"},{"type":"file_search","file_search":{"max_num_results":20}},{"type":"function","function":{"name":"get_stock","description":"Stock of a part","parameters":{"type":"object","properties":{"part":{"type":"string"}}},"strict":false}}],"tool_resources":{"file_search":{"vector_store_ids":["vs_1"]},"code_interpreter":{"file_ids":[]}},"metadata":{"team":"desk"},"top_p":1.0,"temperature":0.2,"response_format":"auto"}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if bench::is_server() {
        return serve();
    }
    let server = Process::start()?;
    let base_url = server.url();
    bench::pin(0);
    // One thread, so that its CPU time is the cost of the call.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sdk = Client::builder().base_url(base_url).api_key("sk-local").build()?;
    let by_hand = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(600))
        .user_agent("by-hand/0.1.0")
        .build()?;
    let id = "asst_7vKq1LZbN0fYtR3mWxHs9dCe";

    let mut times: [Vec<Duration>; 2] = Default::default();
    for round in 0..=ROUNDS {
        let sdk_time = cpu_time(&runtime, async {
            for _ in 0..CALLS / ROUNDS {
                let assistant = sdk.assistants().retrieve(id).send().await?;
                assert_eq!(assistant.tools.len(), 3);
            }
            Ok(())
        })?;
        let by_hand_time = cpu_time(&runtime, async {
            for _ in 0..CALLS / ROUNDS {
                let url = format!("{base_url}/assistants/{id}");
                let request = by_hand.get(url).bearer_auth("sk-local").header("OpenAI-Beta", "assistants=v2");
                let request = request.header("Accept", "application/json");
                let response = request.send().await?.error_for_status()?;
                let assistant: AssistantObject = serde_json::from_slice(&response.bytes().await?)?;
                assert_eq!(assistant.tools.len(), 3);
            }
            Ok(())
        })?;
        // The first round opens connections and warms up.
        if round > 0 {
            times[0].push(sdk_time);
            times[1].push(by_hand_time);
        }
    }
    let ratios =
        times[0].iter().zip(&times[1]).map(|(sdk, by_hand)| sdk.as_secs_f64() / by_hand.as_secs_f64());
    let ratio = median(ratios);
    let [sdk, by_hand] = times
        .map(|times| median(times.iter().map(|time| time.as_secs_f64() / (CALLS / ROUNDS) as f64 * 1e6)));
    println!(
        "one call: {ratio:.3} ({sdk:.1} us to {by_hand:.1} us of CPU; medians of {ROUNDS} rounds, the ratio's of pairs of rounds)"
    );
    Ok(())
}

fn cpu_time(
    runtime: &tokio::runtime::Runtime,
    work: impl Future<Output = Result<(), Box<dyn std::error::Error>>>,
) -> Result<Duration, Box<dyn std::error::Error>> {
    let before = bench::cpu_time()?;
    runtime.block_on(work)?;
    Ok(bench::cpu_time()? - before)
}

/// Responds to every request with the assistant.
fn serve() -> Result<(), Box<dyn std::error::Error>> {
    bench::pin(1);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    bench::announce(&format!("http://{}/v1", listener.local_addr()?))?;
    for stream in listener.incoming() {
        let stream = stream?;
        std::thread::spawn(move || respond(stream));
    }
    Ok(())
}

fn respond(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let length = ASSISTANT.len();
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_1\r\ncontent-length: {length}\r\n\r\n{ASSISTANT}"
    );
    let (mut request, mut piece) = (Vec::new(), [0; 2048]);
    loop {
        let read = stream.read(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        request.extend_from_slice(&piece[..read]);
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            stream.write_all(reply.as_bytes())?;
        }
    }
}
