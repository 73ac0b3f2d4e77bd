//! The stream of items.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::runtime::error::Error;
use crate::runtime::pagination::{ListItem, Pages};
use crate::runtime::request::operation::PageStyle;

/// A [`Stream`] of all items of a list.
///
/// Fetches pages on demand, with one page in memory, or ahead of time with [`prefetch`](Self::prefetch). The stream ends
/// after an error; [`cursor`](Self::cursor) returns the cursor to continue from.
#[must_use = "a list fetches nothing until it is read"]
pub struct Items<T: ListItem> {
    pages: Pages<T>,
    /// The remaining items of the current page.
    page: std::vec::IntoIter<T>,
    /// The remaining number of items to return.
    left: u64,
    cursor: Option<String>,
}

impl<T: ListItem> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: Vec::new().into_iter(), left: u64::MAX, cursor: None }
    }

    /// Ends the stream after `items` items.
    pub fn max_items(mut self, items: u64) -> Self {
        self.left = items;
        self
    }

    /// Fetches up to `pages` pages ahead; see [`Pages::prefetch`].
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.pages = self.pages.prefetch(pages);
        self
    }

    /// Returns the cursor to continue after the last returned item, for example after an error: the id of the item, for
    /// `after`, or for `before` if the list is read backward. For a list that is paged by token, it is the token of the item's
    /// page. `None` before the first item, and on the first page of a list that is paged by token.
    ///
    /// ```no_run
    /// use openai_assistants::Paginate;
    ///
    /// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
    /// let mut files = client.files().list().items();
    /// let error = loop {
    ///     match files.try_next().await {
    ///         Ok(Some(file)) => println!("{}", file.filename),
    ///         Ok(None) => return Ok(()),
    ///         Err(error) => break error,
    ///     }
    /// };
    /// eprintln!("{error}");
    /// let rest = match files.cursor() {
    ///     Some(cursor) => client.files().list().after(cursor).items(),
    ///     None => client.files().list().items(),
    /// };
    /// # let _ = rest;
    /// # Ok(())
    /// # }
    /// ```
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Returns the next item, or `None` at the end.
    ///
    /// # Errors
    /// Those of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// Stores the cursor after `item`.
    fn advance(&mut self, item: &T) {
        if let Some(id) = item.id() {
            let cursor = self.cursor.get_or_insert_default();
            cursor.clear();
            cursor.push_str(id);
        }
    }
}

impl<T: ListItem> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        loop {
            if let Some(item) = self.page.next() {
                self.left -= 1;
                self.advance(&item);
                return Poll::Ready(Some(Ok(item)));
            }
            let page = match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => page,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            if self.pages.style == Some(PageStyle::Token) {
                self.cursor = page.token().map(str::to_owned);
            }
            let mut items = page.into_inner().data;
            if items.len() as u64 >= self.left {
                self.pages.end();
            }
            if self.pages.style == Some(PageStyle::Backward) {
                items.reverse();
            }
            self.page = items.into_iter();
        }
    }
}

impl<T: ListItem> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
