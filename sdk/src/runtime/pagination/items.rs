//! The stream of items.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::runtime::error::Error;
use crate::runtime::pagination::ListItem;
use crate::runtime::pagination::list_body::item_id;
use crate::runtime::pagination::lossy_page::PageItems;
use crate::runtime::pagination::lossy_pages::LossyPages;
use crate::runtime::request::operation::PageStyle;

/// A [`Stream`] of all items of a list.
///
/// Fetches pages on demand, with one page in memory, or ahead of time with [`prefetch`](Self::prefetch).
///
/// An item that cannot be decoded is returned as an error for which [`Error::is_item_error`] is true, and the stream
/// continues with the next item. Every other error ends the stream; [`cursor`](Self::cursor) returns the cursor to
/// continue from.
#[must_use = "a list fetches nothing until it is read"]
pub struct Items<T: ListItem> {
    pages: LossyPages<T>,
    /// The remaining items of the current page.
    page: PageItems<T>,
    /// The remaining number of items to return.
    left: u64,
    cursor: Option<String>,
}

impl<T: ListItem> Items<T> {
    pub(super) fn new(pages: LossyPages<T>) -> Self {
        Self { pages, page: PageItems::decoded(Vec::new()), left: u64::MAX, cursor: None }
    }

    /// Ends the stream after `items` items, those that cannot be decoded included.
    pub fn max_items(mut self, items: u64) -> Self {
        self.left = items;
        self
    }

    /// Fetches up to `pages` pages ahead; see [`Pages::prefetch`](crate::Pages::prefetch).
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
    ///         Ok(Some(file)) => println!("{}", file.id),
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
    /// Those of [`Pages::try_next`](crate::Pages::try_next), and an [item error](Error::is_item_error) for an item
    /// that cannot be decoded.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// Returns the next item of the current page.
    fn next_of_page(&mut self) -> Option<Result<T, Error>> {
        match self.pages.style {
            Some(PageStyle::Backward) => self.page.next_back(),
            _ => self.page.next(),
        }
    }

    /// Stores the cursor after an item.
    fn advance(&mut self, item: &Result<T, Error>) {
        let of_bad_item;
        let id = match item {
            Ok(item) => item.id(),
            Err(error) => {
                of_bad_item = error.body().and_then(item_id);
                of_bad_item.as_deref()
            }
        };
        if let Some(id) = id {
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
            if let Some(item) = self.next_of_page() {
                self.left -= 1;
                self.advance(&item);
                return Poll::Ready(Some(item));
            }
            let page = match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => page.into_inner(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            if self.pages.style == Some(PageStyle::Token) {
                self.cursor = page.state.token().map(str::to_owned);
            }
            if page.len() as u64 >= self.left {
                self.pages.end();
            }
            self.page = page.items;
        }
    }
}

impl<T: ListItem> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
