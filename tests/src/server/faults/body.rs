//! Changes, splits or truncates the body of a response.

use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody, to_bytes};
use axum::http::header;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use serde_json::{Value, json};

use super::super::connection::{ConnectionHandle, Cut};
use super::super::events::frame;

/// The pause between two chunks, so that they are not sent as one.
const PAUSE: Duration = Duration::from_millis(2);

/// The changes to a body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    pub set: Vec<(String, Value)>,
    pub event: Option<String>,
    pub duplicate: Option<String>,
    pub unknown: bool,
    pub drip: Option<usize>,
    pub split: Option<usize>,
    pub cut: Option<(usize, Cut)>,
}

/// Applies the changes to a response.
pub async fn shaped(response: Response, shape: Shape, connection: Option<ConnectionHandle>) -> Response {
    let (mut parts, mut body) = response.into_parts();
    let media_type =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if media_type.starts_with("text/event-stream") {
        body = events(body, shape.clone());
    } else if media_type.starts_with("application/json") && !shape.set.is_empty() {
        body = object(body, &shape.set).await;
    }
    // Keeps the original length, so that clients detect a truncated body.
    if let Some(length) = body.size_hint().exact() {
        parts.headers.insert(header::CONTENT_LENGTH, length.into());
    }
    if let Some(size) = shape.drip {
        body = Body::from_stream(dripped(body.into_data_stream(), size));
    }
    if let Some(at) = shape.split {
        body = Body::from_stream(split(body.into_data_stream(), at));
    }
    if let (Some((after, how)), Some(connection)) = (shape.cut, connection) {
        body = Body::from_stream(cut(body.into_data_stream(), after, how, connection));
    }
    Response::from_parts(parts, body)
}

/// Changes an event stream; each frame of the body is one event.
fn events(body: Body, shape: Shape) -> Body {
    let mut first = true;
    let changed = body.into_data_stream().flat_map(move |chunk| {
        let Ok(chunk) = chunk else { return stream::iter(vec![chunk]) };
        let mut frames = vec![chunk.clone()];
        let text = std::str::from_utf8(&chunk).unwrap_or_default();
        let event = text.strip_prefix("event: ").and_then(|text| text.trim_end().split_once("\ndata: "));
        if let Some((name, data)) = event {
            if shape.event.as_ref().is_none_or(|only| only == name)
                && let Ok(mut data) = serde_json::from_str(data)
            {
                shape.set.iter().for_each(|(pointer, value)| set(&mut data, pointer, value));
                frames = vec![frame(name, &data.to_string())];
            }
            if shape.duplicate.as_ref().is_some_and(|twice| twice == name) {
                frames.push(frames[0].clone());
            }
        }
        if shape.unknown && std::mem::take(&mut first) {
            frames.push(frame("thread.brand_new", &json!({ "object": "thread.brand_new" }).to_string()));
        }
        stream::iter(frames.into_iter().map(Ok).collect::<Vec<_>>())
    });
    Body::from_stream(changed)
}

async fn object(body: Body, changes: &[(String, Value)]) -> Body {
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return Body::empty() };
    let Ok(mut object) = serde_json::from_slice(&bytes) else { return Body::from(bytes) };
    changes.iter().for_each(|(pointer, value)| set(&mut object, pointer, value));
    Body::from(object.to_string())
}

/// Sets the value at a JSON pointer, if its parent exists.
fn set(object: &mut Value, pointer: &str, value: &Value) {
    let (holder, name) = pointer.rsplit_once('/').unwrap_or_default();
    let name = name.replace("~1", "/").replace("~0", "~");
    match object.pointer_mut(holder) {
        Some(Value::Object(members)) => {
            members.insert(name, value.clone());
        }
        Some(Value::Array(items)) => {
            if let Some(item) = name.parse().ok().and_then(|index: usize| items.get_mut(index)) {
                *item = value.clone();
            }
        }
        _ => {}
    }
}

type Chunk = Result<Bytes, axum::Error>;

fn dripped(body: BodyDataStream, size: usize) -> impl Stream<Item = Chunk> {
    let pieces = body.flat_map(move |chunk| {
        let pieces: Vec<Chunk> = match chunk {
            Ok(chunk) => (0..chunk.len())
                .step_by(size)
                .map(|at| Ok(chunk.slice(at..chunk.len().min(at + size))))
                .collect(),
            Err(error) => vec![Err(error)],
        };
        stream::iter(pieces)
    });
    pieces.then(paused)
}

fn split(body: BodyDataStream, at: usize) -> impl Stream<Item = Chunk> {
    let mut passed = 0;
    let pieces = body.flat_map(move |chunk| {
        let Ok(mut chunk) = chunk else { return stream::iter(vec![chunk]) };
        let start = passed;
        passed += chunk.len();
        let within = at > start && at < passed;
        let first = within.then(|| Ok(chunk.split_to(at - start)));
        stream::iter(first.into_iter().chain([Ok(chunk)]).collect::<Vec<_>>())
    });
    pieces.then(paused)
}

async fn paused(chunk: Chunk) -> Chunk {
    tokio::time::sleep(PAUSE).await;
    chunk
}

fn cut(
    body: BodyDataStream,
    after: usize,
    how: Cut,
    connection: ConnectionHandle,
) -> impl Stream<Item = Chunk> {
    stream::unfold((body, after, connection), move |(mut body, left, connection)| async move {
        if left == 0 {
            // Wait until the previous chunks are sent.
            tokio::time::sleep(PAUSE).await;
            match connection.cut(how).await {}
        }
        let chunk = body.next().await?;
        let chunk = chunk.map(|mut chunk| chunk.split_to(left.min(chunk.len())));
        let left = left - chunk.as_ref().map_or(0, Bytes::len);
        Some((chunk, (body, left, connection)))
    })
}
