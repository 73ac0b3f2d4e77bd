//! Fetches pages ahead of time.

use std::task::{Context, Poll, ready};

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::runtime::error::Error;
use crate::runtime::pagination::ListItem;
use crate::runtime::pagination::fetch::{BadItems, NextRequest, fetch};
use crate::runtime::pagination::lossy_page::LossyPage;
use crate::runtime::response::Response;

/// A task that fetches pages, with a queue of pages. Dropping it ends the task.
pub(super) struct Prefetcher<T> {
    /// `None` is the end of the list.
    pages: Receiver<Result<Option<Response<LossyPage<T>>>, Error>>,
    task: JoinHandle<()>,
}

impl<T: ListItem> Prefetcher<T> {
    /// Starts the task, with a queue of `pages` pages.
    pub(super) fn start(first: NextRequest, bad_items: BadItems, pages: usize) -> Self {
        let (sender, receiver) = channel(pages.min(Semaphore::MAX_PERMITS));
        Self { pages: receiver, task: tokio::spawn(fetch_all(first, bad_items, sender).in_current_span()) }
    }

    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Response<LossyPage<T>>>, Error>> {
        Poll::Ready(match ready!(self.pages.poll_recv(context)) {
            Some(fetched) => fetched,
            None => Err(Error::other("the prefetching task ended before the list")),
        })
    }
}

impl<T> Drop for Prefetcher<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Fetches all pages, each when the queue has room.
async fn fetch_all<T: ListItem>(
    mut next: NextRequest,
    bad_items: BadItems,
    pages: Sender<Result<Option<Response<LossyPage<T>>>, Error>>,
) {
    while let Ok(room) = pages.reserve().await {
        match fetch(next, bad_items).await {
            Ok(Some((page, on))) => {
                room.send(Ok(Some(page)));
                next = on;
            }
            Ok(None) => return room.send(Ok(None)),
            Err(error) => return room.send(Err(error)),
        }
    }
}
