//! A response body as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use reqwest::Body;
use tokio::time::Sleep;

use crate::runtime::error::{Error, ErrorKind, ResponseContext, too_large};

/// The body of a response: a [`Stream`] of chunks.
///
/// Length and duration are not limited. The timeout of the call applies to the time between two chunks.
pub struct ByteStream {
    body: Body,
    idle: Duration,
    timer: Pin<Box<Sleep>>,
    ended: bool,
    context: ResponseContext,
}

impl ByteStream {
    /// `context` is added to errors.
    pub(crate) fn new(body: Body, context: ResponseContext, idle: Duration) -> Self {
        Self { body, idle, timer: Box::pin(tokio::time::sleep(idle)), ended: false, context }
    }

    /// Returns the next chunk, or `None` at the end.
    ///
    /// # Errors
    /// Fails if the connection is closed, or the next chunk takes longer than the timeout.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// Reads the complete body, at most `limit` bytes.
    ///
    /// # Errors
    /// Those of [`chunk`](Self::chunk), and [`ErrorKind::TooLarge`].
    pub async fn bytes(mut self, limit: usize) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if all.len() + chunk.len() > limit {
                return Err(self.context.explain(too_large(limit)));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            return Poll::Ready(match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(chunk) => Some(Ok(chunk)),
                    // Ignore trailers.
                    Err(_) => continue,
                },
                Some(Err(error)) => Some(Err(Error::from_reqwest(error))),
                None => None,
            });
        }
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = match self.poll_chunk(context) {
            Poll::Ready(next) => next,
            Poll::Pending => {
                ready!(self.timer.as_mut().poll(context));
                let idle = self.idle.as_secs_f64();
                let message = format!("the stream stalled for {idle} s, the timeout of the call");
                Some(Err(Error::new(ErrorKind::Timeout, message)))
            }
        };
        match &next {
            // An overflow means no timeout.
            Some(Ok(_)) => {
                let idle = self.idle;
                if let Some(at) = tokio::time::Instant::now().checked_add(idle) {
                    self.timer.as_mut().reset(at);
                }
            }
            Some(Err(_)) | None => self.ended = true,
        }
        Poll::Ready(next.map(|chunk| chunk.map_err(|error| self.context.explain(error))))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("ended", &self.ended).finish_non_exhaustive()
    }
}
