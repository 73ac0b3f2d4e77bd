//! A server that sends exact bytes, or none: for faults that HTTP libraries do not produce.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How the server handles one request.
#[derive(Debug, Clone)]
pub enum Step {
    /// Sends these bytes and closes the connection.
    Send(Vec<u8>),
    /// Sends these bytes and resets the connection.
    Reset(Vec<u8>),
    /// Sends these bytes, then keeps the connection open.
    Hang(Vec<u8>),
}

impl Step {
    /// Sends a complete response: status line, headers, length and body.
    pub fn response(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Self {
        Self::Send(response(status, headers, body))
    }

    /// Sends a JSON response.
    pub fn json(body: &str) -> Self {
        Self::response("200 OK", "content-type: application/json\r\nx-request-id: req_1\r\n", body)
    }
}

/// The bytes of a response; each line of `headers` ends in CRLF.
pub fn response(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

#[derive(Default)]
struct Seen {
    requests: Vec<String>,
}

/// The server. Stops when dropped.
pub struct Wire {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    closed: tokio::sync::Mutex<mpsc::UnboundedReceiver<()>>,
    task: JoinHandle<()>,
}

impl Wire {
    /// Starts on a free port. Each request takes the next step; the last step is repeated.
    ///
    /// # Errors
    /// Fails if no port can be bound.
    pub async fn start(steps: impl IntoIterator<Item = Step>) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(Seen::default()));
        let steps: Arc<Mutex<VecDeque<Step>>> = Arc::new(Mutex::new(steps.into_iter().collect()));
        let (close, closed) = mpsc::unbounded_channel();
        let task = tokio::spawn({
            let seen = seen.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (seen, steps, close) = (seen.clone(), steps.clone(), close.clone());
                    tokio::spawn(async move {
                        // Some tests disconnect on purpose.
                        let _ = serve(stream, &seen, &steps).await;
                        let _ = close.send(());
                    });
                }
            }
        });
        Ok(Self { address, seen, closed: tokio::sync::Mutex::new(closed), task })
    }

    /// The base URL.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The requests so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }

    /// Waits until a connection is closed.
    pub async fn connection_ended(&self) {
        self.closed.lock().await.recv().await;
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    seen: &Mutex<Seen>,
    steps: &Mutex<VecDeque<Step>>,
) -> std::io::Result<()> {
    let request = read_request(&mut stream).await?;
    if request.is_empty() {
        return Ok(());
    }
    seen.lock().unwrap_or_else(PoisonError::into_inner).requests.push(request);
    let step = {
        let mut steps = steps.lock().unwrap_or_else(PoisonError::into_inner);
        if steps.len() > 1 { steps.pop_front() } else { steps.front().cloned() }
    };
    match step {
        None => {}
        Some(Step::Send(bytes)) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
        }
        Some(Step::Reset(bytes)) => {
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            stream.set_zero_linger()?;
        }
        Some(Step::Hang(bytes)) => {
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            // Until the client disconnects.
            while stream.read(&mut [0; 64]).await? > 0 {}
        }
    }
    Ok(())
}

/// Reads a request, with a body if it has a length. Empty if the client sent none.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let read = stream.read(&mut piece).await?;
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok()
            });
            let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
            if chunked { body.ends_with("0\r\n\r\n") } else { body.len() >= length.unwrap_or(0) }
        });
        if whole || read == 0 {
            return Ok(text);
        }
    }
}
