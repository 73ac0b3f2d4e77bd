//! All items of a list.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::super::error::Error;
use super::cursor::Paged;
use super::{Listing, Pages};

/// All items of a list, one after the other: a [`Stream`], whatever the length of the list.
///
/// Pages are fetched as they are needed, so that one is in memory at a time, or earlier with
/// [`prefetch`](Self::prefetch). The stream ends after an error, and [`cursor`](Self::cursor) says where it
/// was.
#[must_use = "nothing is fetched until it is asked for"]
pub struct Items<P: Listing> {
    pages: Pages<P>,
    /// What is left of the page that is being given out.
    page: std::vec::IntoIter<P::Item>,
    /// How many items may still be given out.
    left: u64,
    cursor: Option<String>,
}

impl<P: Listing> Items<P> {
    pub(super) fn new(pages: Pages<P>) -> Self {
        Self { pages, page: Vec::new().into_iter(), left: u64::MAX, cursor: None }
    }

    /// Ends after so many items, however long the list is.
    pub fn max_items(mut self, items: u64) -> Self {
        self.left = items;
        self
    }

    /// Fetches up to so many pages while the one before them is in use; see [`Pages::prefetch`].
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.pages = self.pages.prefetch(pages);
        self
    }

    /// Where a new request goes on behind the last item that was given out, for example after an error: its
    /// id, for `after`, or for `before` if the list is read backward. Lists that are paged by a token begin
    /// with the page once more that the item was on: this is its token, for `extra_query("page", token)`.
    /// `None` before the first item, and on the first page of those.
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

    /// The next item, `None` at the end.
    ///
    /// # Errors
    /// Those of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<P::Item>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// Takes note of where the list goes on behind `item`.
    fn pass(&mut self, item: &P::Item) {
        if let Some(id) = P::id(item) {
            let cursor = self.cursor.get_or_insert_default();
            cursor.clear();
            cursor.push_str(id);
        }
    }
}

impl<P: Listing> Stream for Items<P> {
    type Item = Result<P::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        loop {
            if let Some(item) = self.page.next() {
                self.left -= 1;
                self.pass(&item);
                return Poll::Ready(Some(Ok(item)));
            }
            let page = match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => page,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            if self.pages.paged == Paged::Token {
                self.cursor = page.token().map(str::to_owned);
            }
            let mut items = page.into_items();
            if items.len() as u64 >= self.left {
                self.pages.end();
            }
            if self.pages.paged == Paged::Backward {
                items.reverse();
            }
            self.page = items.into_iter();
        }
    }
}

impl<P: Listing> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
