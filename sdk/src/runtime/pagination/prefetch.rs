//! Fetches pages while the ones before them are in use.

use std::task::{Context, Poll, ready};

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::runtime::error::Error;
use crate::runtime::pagination::fetch::{NextRequest, fetch};
use crate::runtime::pagination::{ListItem, Page};
use crate::runtime::response::Response;

/// A task that fetches pages, and the pages that it has fetched. The task ends when this is dropped.
pub(super) struct Prefetcher<T> {
    /// `None` is the end of the list.
    pages: Receiver<Result<Option<Response<Page<T>>>, Error>>,
    task: JoinHandle<()>,
}

impl<T: ListItem> Prefetcher<T> {
    /// Starts the task. It holds at most `pages` pages that nothing has asked for yet.
    pub(super) fn start(first: NextRequest, pages: usize) -> Self {
        let (sender, receiver) = channel(pages.min(Semaphore::MAX_PERMITS));
        Self { pages: receiver, task: tokio::spawn(fetch_all(first, sender).in_current_span()) }
    }

    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Response<Page<T>>>, Error>> {
        Poll::Ready(match ready!(self.pages.poll_recv(context)) {
            Some(fetched) => fetched,
            None => Err(Error::other("the task that fetches pages ended before the list")),
        })
    }
}

impl<T> Drop for Prefetcher<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Fetches page after page, each when there is room for it.
async fn fetch_all<T: ListItem>(
    mut next: NextRequest,
    pages: Sender<Result<Option<Response<Page<T>>>, Error>>,
) {
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
