//! Reads the response body within the timeout of the attempt.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use tokio::time::Sleep;

use crate::runtime::error::{Error, ErrorKind, KEPT_BODY, too_large};

/// The timeout of an attempt. One timer for the entire attempt, as timers are expensive.
pub(super) struct AttemptTimeout<'a> {
    pub(super) end: Pin<&'a mut Sleep>,
    /// Whether the time is limited by the deadline of the call.
    pub(super) is_deadline: bool,
    pub(super) length: Duration,
}

/// Ten years.
const FAR: Duration = Duration::from_secs(315_360_000);

/// The timer of an attempt. An overflow means never.
pub(super) fn sleep(length: Duration) -> Sleep {
    let now = tokio::time::Instant::now();
    tokio::time::sleep_until(now.checked_add(length).unwrap_or(now + FAR))
}

impl AttemptTimeout<'_> {
    /// Returns the outcome of `work`, or an error if the timeout passes first.
    pub(super) async fn limit<T>(
        &mut self,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut work = pin!(work);
        let done = poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => self.end.as_mut().poll(context).map(|()| None),
        });
        done.await.unwrap_or_else(|| Err(self.error()))
    }

    fn error(&self) -> Error {
        if self.is_deadline {
            return Error::new(ErrorKind::Deadline, "the deadline of the call passed");
        }
        let message = format!("no complete response within {} s", self.length.as_secs_f64());
        Error::new(ErrorKind::Timeout, message)
    }
}

/// A buffered body.
#[derive(Default)]
pub(super) struct BufferedBody {
    /// A body of one chunk is not copied.
    first: Bytes,
    all: BytesMut,
}

impl BufferedBody {
    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn push(&mut self, chunk: Bytes) {
        if self.len() == 0 {
            self.first = chunk;
            return;
        }
        self.all.extend_from_slice(&std::mem::take(&mut self.first));
        self.all.extend_from_slice(&chunk);
    }

    pub(super) fn into_bytes(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }

    /// Reads the complete body, at most `max_bytes`.
    pub(super) async fn read(
        &mut self,
        response: &mut Response,
        max_bytes: usize,
        timeout: &mut AttemptTimeout<'_>,
    ) -> Result<(), Error> {
        let announced = response.content_length().unwrap_or(0);
        loop {
            if announced > max_bytes as u64 || self.len() > max_bytes {
                return Err(too_large(max_bytes));
            }
            match timeout.limit(chunk(response)).await? {
                Some(chunk) => self.push(chunk),
                None => return Ok(()),
            }
        }
    }

    /// Reads the part of an error body that an error keeps. Returns whether it is truncated. Failures and timeouts are ignored,
    /// as the status is more important.
    pub(super) async fn read_beginning(
        &mut self,
        response: &mut Response,
        timeout: &mut AttemptTimeout<'_>,
    ) -> bool {
        while self.len() <= KEPT_BODY {
            match timeout.limit(chunk(response)).await {
                Ok(Some(chunk)) => self.push(chunk),
                Ok(None) => return false,
                Err(_) => return true,
            }
        }
        true
    }
}

/// The next chunk of a body.
async fn chunk(response: &mut Response) -> Result<Option<Bytes>, Error> {
    response.chunk().await.map_err(Error::from_reqwest)
}
