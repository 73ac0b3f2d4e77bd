//! Sends the events of a run as server-sent events: `event: NAME`, `data: JSON`, and at the end `[DONE]`. A client that
//! reads slowly slows the run down; a client that disconnects does not stop it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::Value;
use tokio::sync::mpsc;

/// The maximum number of buffered events.
const BUFFERED: usize = 16;

/// The sending half of an event stream.
pub struct EventStream(mpsc::Sender<Bytes>);

impl EventStream {
    /// Opens a stream, and returns it with its response.
    pub fn open() -> (Self, Response) {
        let (sender, receiver) = mpsc::channel(BUFFERED);
        let frames = futures_util::stream::unfold(receiver, |mut receiver| async {
            receiver.recv().await.map(|frame| (Ok::<Bytes, Infallible>(frame), receiver))
        });
        let headers =
            [(header::CONTENT_TYPE, "text/event-stream; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
        (Self(sender), (headers, Body::from_stream(frames)).into_response())
    }

    /// Sends one event; waits while the buffer is full. Returns false if the client has disconnected.
    pub async fn send(&self, name: &str, data: &Arc<Value>) -> bool {
        self.0.send(frame(name, &data.to_string())).await.is_ok()
    }

    /// Ends the stream with `[DONE]`.
    pub async fn done(self) {
        // Fails if the client has disconnected.
        let _ = self.0.send(frame("done", "[DONE]")).await;
    }
}

/// Encodes one event.
pub fn frame(name: &str, data: &str) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}
