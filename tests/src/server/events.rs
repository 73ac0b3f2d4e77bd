//! The events of a run arrive one by one, server-sent events leave: `event: NAME`, `data: JSON`, and at the end
//! `[DONE]`. A client that reads slowly slows the run down; nothing piles up. One that goes away does not stop it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::Value;
use tokio::sync::mpsc;

/// Events that may wait for the client.
const WAITING: usize = 16;

/// Where the events of a run go.
pub struct EventStream(mpsc::Sender<Bytes>);

impl EventStream {
    /// The stream, and the answer that hands it out.
    pub fn open() -> (Self, Response) {
        let (sender, receiver) = mpsc::channel(WAITING);
        let frames = futures_util::stream::unfold(receiver, |mut receiver| async {
            receiver.recv().await.map(|frame| (Ok::<Bytes, Infallible>(frame), receiver))
        });
        let headers =
            [(header::CONTENT_TYPE, "text/event-stream; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
        (Self(sender), (headers, Body::from_stream(frames)).into_response())
    }

    /// Sends one event; waits while too many are on the way. False when the client is gone.
    pub async fn send(&self, name: &str, data: &Arc<Value>) -> bool {
        self.0.send(frame(name, &data.to_string())).await.is_ok()
    }

    /// Ends the stream the way the API does.
    pub async fn done(self) {
        // A client that is gone misses nothing.
        let _ = self.0.send(frame("done", "[DONE]")).await;
    }
}

/// One event as it goes over the wire.
pub fn frame(name: &str, data: &str) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}
