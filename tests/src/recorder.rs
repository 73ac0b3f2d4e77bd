//! A loopback server that records requests and takes its responses from a table.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// `METHOD /template/{with}/parameters` -> media type and body of the response.
pub type Responses = BTreeMap<String, (String, Bytes)>;

/// A recorded request.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The HTTP method.
    pub method: Method,
    /// The path and query, as received.
    pub target: String,
    /// The headers, with lower-case names in alphabetical order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Recorded {
    /// The values of all headers of this name.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// The server. It stops when dropped.
pub struct Recorder {
    address: SocketAddr,
    recorded: Arc<Mutex<Vec<Recorded>>>,
    task: JoinHandle<()>,
}

impl Recorder {
    /// Starts on a free port.
    ///
    /// # Errors
    /// Fails if no port can be bound.
    pub async fn start(responses: Responses) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let recorded = Arc::new(Mutex::new(Vec::new()));
        let (kept, responses) = (Arc::clone(&recorded), Arc::new(responses));
        let app = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let response = response(&responses, &method, &uri);
            keep(&kept, method, &uri, &headers, body);
            async move { response }
        });
        let task = tokio::spawn(async move {
            // An error of accepting fails the client's request.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, recorded, task })
    }

    /// The base URL, with a path prefix as real servers have.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Takes the requests recorded so far.
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.recorded.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn keep(kept: &Mutex<Vec<Recorded>>, method: Method, uri: &Uri, headers: &HeaderMap, body: Bytes) {
    let mut headers: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    headers.sort();
    let target = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    kept.lock().unwrap_or_else(PoisonError::into_inner).push(Recorded { method, target, headers, body });
}

fn response(responses: &Responses, method: &Method, uri: &Uri) -> Response<Body> {
    let path = uri.path().strip_prefix("/v1").unwrap_or(uri.path());
    let found = responses.iter().find(|(key, _)| {
        key.split_once(' ').is_some_and(|(verb, template)| verb == method.as_str() && fits(template, path))
    });
    let (status, media_type, body) = match found {
        Some((_, (media_type, body))) => (StatusCode::OK, media_type.as_str(), body.clone()),
        None => (StatusCode::NOT_FOUND, "application/json", Bytes::from_static(NOT_FOUND)),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    if let Ok(value) = media_type.parse() {
        response.headers_mut().insert("content-type", value);
    }
    response
}

const NOT_FOUND: &[u8] =
    br#"{"error":{"message":"Not found.","type":"invalid_request_error","param":null,"code":"not_found"}}"#;

/// Whether a path matches a template, segment by segment. Fixed segments win because they sort first.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(expected, found)| expected.starts_with('{') || expected == found)
}
