//! What a call gives: a value with what came beside it, or bytes as they come.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName};
use tokio::time::Sleep;

use super::error::{Error, ErrorKind, request_id};

/// A typed answer, with status and headers beside it. It derefs to the value.
#[derive(Clone)]
pub struct ResponseValue<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
}

impl<T> ResponseValue<T> {
    pub(crate) fn new(value: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self { value, status, headers }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id under which the server knows the request (`x-request-id`).
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
}

impl<T> ResponseValue<T> {
    /// The error with what it should tell of this answer. Of the headers that is the request id: others may
    /// quote what was sent.
    pub(crate) fn explain(&self, error: Error) -> Error {
        const REQUEST_ID: &str = "x-request-id";
        let id = self.headers.get(REQUEST_ID).cloned();
        let headers = id.map(|id| (HeaderName::from_static(REQUEST_ID), id)).into_iter().collect();
        error.with_answer(self.status, headers, Bytes::new())
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for ResponseValue<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> AsRef<T> for ResponseValue<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

/// Shows the value, as if there were nothing around it.
impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

type Pieces = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>;

/// The bytes of an answer as they come: a [`Stream`] of pieces.
///
/// Nothing limits its length or its duration, only the time between two pieces: the timeout of the call.
pub struct ByteStream {
    pieces: Pieces,
    idle: Duration,
    timer: Pin<Box<Sleep>>,
    ended: bool,
    /// What an error tells of the answer.
    status: StatusCode,
    headers: HeaderMap,
    operation: &'static str,
    attempts: u32,
}

impl ByteStream {
    /// `headers` are what an error tells of the answer.
    pub(crate) fn new(
        response: reqwest::Response,
        headers: HeaderMap,
        idle: Duration,
        operation: &'static str,
        attempts: u32,
    ) -> Self {
        let status = response.status();
        let timer = Box::pin(tokio::time::sleep(idle));
        let pieces = Box::pin(response.bytes_stream());
        Self { pieces, idle, timer, ended: false, status, headers, operation, attempts }
    }

    fn fault(&self, error: Error) -> Error {
        error
            .with_answer(self.status, self.headers.clone(), Bytes::new())
            .in_call(self.operation, self.attempts)
    }

    /// The next piece, `None` at the end.
    ///
    /// # Errors
    /// When the connection breaks, or the next piece takes longer than the timeout.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// All of it, if it is not longer than `limit` bytes.
    ///
    /// # Errors
    /// Those of [`chunk`](Self::chunk), and [`ErrorKind::TooLarge`].
    pub async fn bytes(mut self, limit: usize) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(piece) = self.chunk().await? {
            if all.len() + piece.len() > limit {
                return Err(self.fault(too_large(limit)));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }
}

pub(crate) fn too_large(limit: usize) -> Error {
    Error::new(ErrorKind::TooLarge, format!("the answer is larger than the limit of {limit} bytes"))
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = match self.pieces.as_mut().poll_next(context) {
            Poll::Ready(next) => {
                next.map(|piece| piece.map_err(|error| self.fault(Error::from_reqwest(error))))
            }
            Poll::Pending => {
                ready!(self.timer.as_mut().poll(context));
                let waited = self.idle.as_secs_f64();
                let message =
                    format!("the stream was silent for {waited} s, which is the timeout of the call");
                Some(Err(self.fault(Error::new(ErrorKind::Timeout, message))))
            }
        };
        match &next {
            // A timeout that no clock can reach never comes.
            Some(Ok(_)) => {
                let idle = self.idle;
                if let Some(at) = tokio::time::Instant::now().checked_add(idle) {
                    self.timer.as_mut().reset(at);
                }
            }
            Some(Err(_)) | None => self.ended = true,
        }
        Poll::Ready(next)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("ended", &self.ended).finish_non_exhaustive()
    }
}
