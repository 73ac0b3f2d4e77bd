//! All pages of a list.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::super::call::Call;
use super::super::error::Error;
use super::super::timer::BoxFuture;
use super::ahead::Ahead;
use super::cursor::Paged;
use super::place::Place;
use super::{Listing, Page};

/// All pages of a list, one after the other: a [`Stream`] of [`Page`]s.
///
/// A page is fetched when it is asked for, so that one is in memory at a time, or earlier with
/// [`prefetch`](Self::prefetch). The stream ends after an error; [`cursor`](Self::cursor) tells where it was.
#[must_use = "nothing is fetched until it is asked for"]
pub struct Pages<P: Listing> {
    source: Source<P>,
    ahead: usize,
    pub(super) paged: Paged,
    cursor: Option<String>,
}

/// Where the next page comes from.
enum Source<P: Listing> {
    /// It has not been asked for.
    Waiting(Next),
    Fetching(BoxFuture<'static, Fetched<P>>),
    /// A task fetches it before it is asked for.
    Ahead(Ahead<P>),
    Ended,
}

/// A page, and where the next one is; `None` behind the last one.
pub(super) type Fetched<P> = Result<Option<(Page<P>, Next)>, Error>;

/// Where the next page is, or why there is none although there should be.
pub(super) type Next = Result<Option<Place>, Error>;

/// Fetches the next page.
pub(super) async fn fetch<P: Listing>(next: Next) -> Fetched<P> {
    let Some(place) = next? else { return Ok(None) };
    let page: Page<P> = Page::get(place).await?;
    if page.is_repeated() {
        return Ok(None);
    }
    let next = page.next_place();
    Ok(Some((page, next)))
}

impl<P: Listing> Pages<P> {
    pub(super) fn new(call: Result<Call, Error>, paged: Paged) -> Self {
        let first = call.and_then(|call| Place::first(call, paged));
        Self { source: Source::Waiting(first.map(Some)), ahead: 0, paged, cursor: None }
    }

    /// Fetches up to so many pages while the one before them is in use; 0, the default, fetches a page when
    /// it is asked for. The pages are fetched by a task of their own, which ends with the stream.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.ahead = pages;
        self
    }

    /// What the page after the last one that was given out is asked for by, as [`Page::next_cursor`] says;
    /// `None` before the first page and behind the last.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Nothing comes any more, and nothing is fetched.
    pub(super) fn end(&mut self) {
        self.source = Source::Ended;
    }

    /// The next page, `None` at the end.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) if the list does not
    /// go on although the server says so.
    pub async fn try_next(&mut self) -> Result<Option<Page<P>>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    fn poll_fetched(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Page<P>>, Error>> {
        loop {
            match &mut self.source {
                Source::Ended => return Poll::Ready(Ok(None)),
                Source::Ahead(ahead) => return ahead.poll_next(context),
                Source::Waiting(_) => {
                    let Source::Waiting(next) = std::mem::replace(&mut self.source, Source::Ended) else {
                        continue;
                    };
                    self.source = match self.ahead {
                        0 => Source::Fetching(Box::pin(fetch(next))),
                        pages => Source::Ahead(Ahead::start(next, pages)),
                    };
                }
                Source::Fetching(fetching) => {
                    let fetched = ready!(fetching.as_mut().poll(context));
                    return Poll::Ready(fetched.map(|fetched| {
                        let (page, next) = fetched?;
                        self.source = Source::Waiting(next);
                        Some(page)
                    }));
                }
            }
        }
    }
}

impl<P: Listing> Stream for Pages<P> {
    type Item = Result<Page<P>, Error>;

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

impl<P: Listing> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
