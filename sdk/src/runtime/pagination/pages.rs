//! The stream of pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::runtime::error::Error;
use crate::runtime::pagination::fetch::BadItems;
use crate::runtime::pagination::lossy_page::LossyPage;
use crate::runtime::pagination::lossy_pages::LossyPages;
use crate::runtime::pagination::{ListItem, Page};
use crate::runtime::request::base::RequestParts;
use crate::runtime::request::operation::PageStyle;
use crate::runtime::response::Response;

/// A [`Stream`] of all pages of a list.
///
/// Fetches pages on demand, with one page in memory, or ahead of time with [`prefetch`](Self::prefetch). The stream ends
/// after an error; [`cursor`](Self::cursor) returns the cursor to continue from. A page with an item that cannot be
/// decoded is an error; use [`LossyPages`] or [`Items`](crate::Items) to continue after it.
#[must_use = "a list fetches nothing until it is read"]
pub struct Pages<T: ListItem>(LossyPages<T>);

impl<T: ListItem> Pages<T> {
    pub(super) fn new(parts: Result<RequestParts, Error>, style: Option<PageStyle>) -> Self {
        let mut pages = LossyPages::new(parts, style);
        pages.bad_items = BadItems::Fail;
        Self(pages)
    }

    /// Fetches up to `pages` pages ahead in a task, which ends when the stream is dropped. With 0, the default, pages are
    /// fetched on demand.
    pub fn prefetch(self, pages: usize) -> Self {
        Self(self.0.prefetch(pages))
    }

    /// Returns [`Page::next_cursor`] of the last returned page; `None` before the first page and after the last.
    pub fn cursor(&self) -> Option<&str> {
        self.0.cursor()
    }

    /// Returns the next page, or `None` at the end.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) if the list is endless.
    pub async fn try_next(&mut self) -> Result<Option<Response<Page<T>>>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }
}

impl<T: ListItem> Stream for Pages<T> {
    type Item = Result<Response<Page<T>>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(Pin::new(&mut self.0).poll_next(context));
        Poll::Ready(page.map(|page| page?.try_map(LossyPage::into_page)))
    }
}

impl<T: ListItem> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("cursor", &self.cursor()).finish_non_exhaustive()
    }
}
