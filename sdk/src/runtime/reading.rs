//! The body of an answer, read for as long as an attempt may take.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use tokio::time::Sleep;

use super::error::{Error, ErrorKind, KEPT_BODY};
use super::response::too_large;

/// When an attempt ends, whatever it has come to. It is one timer for all of the attempt: to set one costs
/// more than the rest of a call's bookkeeping.
pub(super) struct Limit<'a> {
    pub(super) end: Pin<&'a mut Sleep>,
    /// Which of the two it is that ends then.
    pub(super) is_deadline: bool,
    pub(super) length: Duration,
}

/// Ten years.
const FAR: Duration = Duration::from_secs(315_360_000);

/// The timer of a limit. What no clock can reach is as good as never.
pub(super) fn end(length: Duration) -> Sleep {
    let now = tokio::time::Instant::now();
    tokio::time::sleep_until(now.checked_add(length).unwrap_or(now + FAR))
}

impl Limit<'_> {
    /// What `work` comes to, unless the end comes first.
    pub(super) async fn within<T>(
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
        let message = format!("there was no whole answer within {} s", self.length.as_secs_f64());
        Error::new(ErrorKind::Timeout, message)
    }
}

/// What came of a body.
#[derive(Default)]
pub(super) struct Body {
    /// A body that comes in one piece is not copied.
    first: Bytes,
    all: BytesMut,
}

impl Body {
    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn push(&mut self, piece: Bytes) {
        if self.len() == 0 {
            self.first = piece;
            return;
        }
        self.all.extend_from_slice(&std::mem::take(&mut self.first));
        self.all.extend_from_slice(&piece);
    }

    pub(super) fn into_bytes(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }

    /// Reads all of it into `self`, if it is not longer than `longest` bytes.
    pub(super) async fn read(
        &mut self,
        response: &mut Response,
        longest: usize,
        limit: &mut Limit<'_>,
    ) -> Result<(), Error> {
        let announced = response.content_length().unwrap_or(0);
        loop {
            if announced > longest as u64 || self.len() > longest {
                return Err(too_large(longest));
            }
            match limit.within(piece(response)).await? {
                Some(piece) => self.push(piece),
                None => return Ok(()),
            }
        }
    }

    /// Reads as much of it as an error keeps, and says whether there may be more. A body that breaks off, or
    /// takes too long, is what came: the status is known, and worth more than the rest.
    pub(super) async fn read_beginning(&mut self, response: &mut Response, limit: &mut Limit<'_>) -> bool {
        while self.len() <= KEPT_BODY {
            match limit.within(piece(response)).await {
                Ok(Some(piece)) => self.push(piece),
                Ok(None) => return false,
                Err(_) => return true,
            }
        }
        true
    }
}

/// The next piece of a body.
async fn piece(response: &mut Response) -> Result<Option<Bytes>, Error> {
    response.chunk().await.map_err(Error::from_reqwest)
}
