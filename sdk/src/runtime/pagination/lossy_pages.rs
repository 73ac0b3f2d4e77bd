//! All pages of a list with items that cannot be decoded.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::runtime::error::Error;
use crate::runtime::http::time::BoxFuture;
use crate::runtime::pagination::ListItem;
use crate::runtime::pagination::fetch::{BadItems, Fetched, NextRequest, fetch};
use crate::runtime::pagination::lossy_page::LossyPage;
use crate::runtime::pagination::page_request::PageRequest;
use crate::runtime::pagination::prefetch::Prefetcher;
use crate::runtime::request::base::RequestParts;
use crate::runtime::request::operation::PageStyle;
use crate::runtime::response::Response;

/// A [`Stream`] of all pages of a list, in which an item that cannot be decoded is an error in its place. Otherwise like
/// [`Pages`](crate::Pages): any other error ends the stream.
#[must_use = "a list fetches nothing until it is read"]
pub struct LossyPages<T: ListItem> {
    source: PageSource<T>,
    pub(super) bad_items: BadItems,
    ahead: usize,
    pub(super) style: Option<PageStyle>,
    cursor: Option<String>,
}

/// The source of the next page.
enum PageSource<T: ListItem> {
    /// Not requested yet.
    Waiting(Box<NextRequest>),
    Fetching(BoxFuture<'static, Fetched<T>>),
    /// Prefetched by a task.
    Prefetching(Prefetcher<T>),
    Ended,
}

impl<T: ListItem> LossyPages<T> {
    pub(super) fn new(parts: Result<RequestParts, Error>, style: Option<PageStyle>) -> Self {
        let first = parts.and_then(|parts| PageRequest::first(parts, style));
        let style = first.as_ref().ok().map(|first| first.style);
        let source = PageSource::Waiting(Box::new(first.map(Some)));
        Self { source, bad_items: BadItems::Keep, ahead: 0, style, cursor: None }
    }

    /// Fetches up to `pages` pages ahead; see [`Pages::prefetch`](crate::Pages::prefetch).
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.ahead = pages;
        self
    }

    /// Returns [`LossyPage::next_cursor`] of the last returned page; `None` before the first page and after the last.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Ends the stream, and stops fetching.
    pub(super) fn end(&mut self) {
        self.source = PageSource::Ended;
    }

    /// Returns the next page, or `None` at the end.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) if the list is
    /// endless.
    pub async fn try_next(&mut self) -> Result<Option<Response<LossyPage<T>>>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    fn poll_fetched(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Response<LossyPage<T>>>, Error>> {
        loop {
            match &mut self.source {
                PageSource::Ended => return Poll::Ready(Ok(None)),
                PageSource::Prefetching(ahead) => return ahead.poll_next(context),
                PageSource::Waiting(_) => {
                    let PageSource::Waiting(next) = std::mem::replace(&mut self.source, PageSource::Ended)
                    else {
                        continue;
                    };
                    self.source = match self.ahead {
                        0 => PageSource::Fetching(Box::pin(fetch(*next, self.bad_items))),
                        pages => PageSource::Prefetching(Prefetcher::start(*next, self.bad_items, pages)),
                    };
                }
                PageSource::Fetching(fetching) => {
                    let fetched = ready!(fetching.as_mut().poll(context));
                    return Poll::Ready(fetched.map(|fetched| {
                        let (page, next) = fetched?;
                        self.source = PageSource::Waiting(Box::new(next));
                        Some(page)
                    }));
                }
            }
        }
    }
}

impl<T: ListItem> Stream for LossyPages<T> {
    type Item = Result<Response<LossyPage<T>>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let fetched = ready!(self.poll_fetched(context));
        match &fetched {
            Ok(Some(page)) => self.cursor = page.next_cursor().map(str::to_owned),
            Ok(None) => {
                self.cursor = None;
                self.end();
            }
            Err(_) => self.end(),
        }
        Poll::Ready(fetched.transpose())
    }
}

impl<T: ListItem> fmt::Debug for LossyPages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LossyPages").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
