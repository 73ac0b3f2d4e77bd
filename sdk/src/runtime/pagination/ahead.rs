//! Pages that are fetched while the ones before them are in use.

use std::task::{Context, Poll, ready};

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tracing::Instrument;

use super::super::error::Error;
use super::pages::{Next, fetch};
use super::{Listing, Page};

/// A task that fetches pages, and what it has fetched. The task ends when this is dropped.
pub(super) struct Ahead<P> {
    /// `None` is the end of the list.
    pages: Receiver<Result<Option<Page<P>>, Error>>,
    task: JoinHandle<()>,
}

impl<P: Listing> Ahead<P> {
    /// Fetches at most so many pages before they are asked for.
    pub(super) fn start(first: Next, pages: usize) -> Self {
        let (sender, receiver) = channel(pages.min(Semaphore::MAX_PERMITS));
        Self { pages: receiver, task: tokio::spawn(fetch_all(first, sender).in_current_span()) }
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Page<P>>, Error>> {
        Poll::Ready(match ready!(self.pages.poll_recv(context)) {
            Some(fetched) => fetched,
            None => Err(Error::other("the task that fetches pages ahead has ended before the list")),
        })
    }
}

impl<P> Drop for Ahead<P> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Fetches page after page, each when there is room for it.
async fn fetch_all<P: Listing>(mut next: Next, pages: Sender<Result<Option<Page<P>>, Error>>) {
    while let Ok(room) = pages.reserve().await {
        match fetch(next).await {
            Ok(Some((page, on))) => {
                room.send(Ok(Some(page)));
                next = on;
            }
            Ok(None) => return room.send(Ok(None)),
            Err(error) => return room.send(Err(error)),
        }
    }
}
