//! Requests on pooled connections that the server has closed. Only on Linux, where a test can see when a connection closes.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use openai_assistants::{Client, ErrorKind, Request};

use super::{MODEL, THREAD, TestResult};

fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer)?;
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let length =
            text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let is_complete =
            text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.len() >= length.unwrap_or(0));
        if is_complete || read == 0 {
            return Ok(text);
        }
    }
}

fn respond(stream: &mut TcpStream, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// A server in its own thread: responds to the first request and keeps the connection alive. When told, it closes that
/// connection, before or after it has received a second request there. All other connections are served normally.
struct Server {
    base_url: String,
    requests: Receiver<String>,
    close: Sender<()>,
    /// The client's port of the connection that is closed.
    closed: Receiver<u16>,
}

fn server(after_second_request: bool) -> std::io::Result<Server> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base_url = format!("http://{}/v1", listener.local_addr()?);
    let ((received, requests), (close, told), (tell, closed)) = (channel(), channel(), channel());
    thread::spawn(move || -> std::io::Result<()> {
        let (mut first, _) = listener.accept()?;
        let _ = received.send(read_request(&mut first)?);
        respond(&mut first, MODEL)?;
        if after_second_request {
            let _ = received.send(read_request(&mut first)?);
        } else {
            let _ = told.recv();
        }
        let port = first.peer_addr()?.port();
        drop(first);
        let _ = tell.send(port);
        for stream in listener.incoming() {
            let mut stream = stream?;
            let _ = received.send(read_request(&mut stream)?);
            respond(&mut stream, THREAD)?;
        }
        Ok(())
    });
    Ok(Server { base_url, requests, close, closed })
}

/// Blocks until the client's kernel knows that the server has closed the connection of this port.
fn wait_for_close(port: u16) -> std::io::Result<()> {
    const CLOSE_WAIT: &str = "08";
    let local = format!(":{port:04X}");
    let is_closed = |line: &str| {
        let mut columns = line.split_whitespace().skip(1);
        let is_local = columns.next().is_some_and(|address| address.ends_with(&local));
        is_local && columns.nth(1) == Some(CLOSE_WAIT)
    };
    while !std::fs::read_to_string("/proc/net/tcp")?.lines().any(is_closed) {
        thread::yield_now();
    }
    Ok(())
}

/// Blocks the only thread of the client until the connection is closed, so that the client cannot have noticed.
#[tokio::test]
async fn a_creating_request_is_not_written_to_a_connection_that_the_server_has_closed() -> TestResult {
    for _ in 0..20 {
        let server = server(false)?;
        let client = Client::builder().base_url(&server.base_url).max_retries(0).build()?;
        client.models().retrieve("gpt-4o").send().await?;
        server.close.send(())?;
        wait_for_close(server.closed.recv()?)?;
        assert_eq!(client.threads().create().send().await?.id, "thread_1");
        let received: Vec<String> = server.requests.try_iter().collect();
        assert_eq!(received.len(), 2, "{received:?}");
        assert!(received[1].starts_with("POST /v1/threads "), "{received:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_creating_request_that_was_written_is_not_repeated() -> TestResult {
    let server = server(true)?;
    let client = Client::builder().base_url(&server.base_url).build()?;
    client.models().retrieve("gpt-4o").send().await?;
    let error = client.threads().create().send().await.expect_err("the server has received it");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1), "{error}");
    assert!(error.is_outcome_unknown() && !error.is_retryable(), "{error}");
    server.closed.recv()?;
    // The next one is the third request: the second was sent once.
    client.threads().create().send().await?;
    assert_eq!(server.requests.try_iter().count(), 3);
    Ok(())
}
