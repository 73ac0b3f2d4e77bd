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
use super::cursor::{self, Circle, Paged};
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
    Waiting(Walk),
    Fetching(BoxFuture<'static, Fetched<P>>),
    /// A task fetches it before it is asked for.
    Ahead(Ahead<P>),
    Ended,
}

/// The way from page to page.
pub(super) struct Walk {
    /// The request for the next page; `None` behind the last one.
    call: Result<Option<Call>, Error>,
    paged: Paged,
    circle: Circle,
}

/// A page, and the way on; `None` behind the last one.
pub(super) type Fetched<P> = Result<Option<(Page<P>, Walk)>, Error>;

impl Walk {
    /// Fetches the next page.
    pub(super) async fn next<P: Listing>(self) -> Fetched<P> {
        let Self { call, paged, mut circle } = self;
        let Some(call) = call? else { return Ok(None) };
        if paged == Paged::Backward && call.cursor().is_none() && !call.has_query("before")? {
            let message =
                "a list is read backwards from a cursor: set `before`, or read it forward in the other order";
            return Err(Error::invalid_request(message));
        }
        let page: Page<P> = Page::get(call, paged).await?;
        if page.is_repeated() {
            return Ok(None);
        }
        let call = match page.next_cursor() {
            Some(next) if circle.closes(next) => Err(page.fault(cursor::repeats(next))),
            _ => page.next_call(),
        };
        Ok(Some((page, Self { call, paged, circle })))
    }
}

impl<P: Listing> Pages<P> {
    pub(super) fn new(call: Result<Call, Error>, paged: Paged) -> Self {
        let walk = Walk { call: call.map(Some), paged, circle: Circle::default() };
        Self { source: Source::Waiting(walk), ahead: 0, paged, cursor: None }
    }

    /// Fetches up to so many pages while the one before them is in use; 0, the default, fetches a page when it is
    /// asked for. The pages are fetched by a task of their own, which ends with the stream.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.ahead = pages;
        self
    }

    /// What the page after the last one that was given out is asked for by, as [`Page::next_cursor`] says;
    /// `None` before the first page and behind the last.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// The next page, `None` at the end.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) if the list does not go on
    /// although the server says so.
    pub async fn try_next(&mut self) -> Result<Option<Page<P>>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    fn poll_fetched(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Page<P>>, Error>> {
        loop {
            match &mut self.source {
                Source::Ended => return Poll::Ready(Ok(None)),
                Source::Ahead(ahead) => return ahead.poll_next(context),
                Source::Waiting(_) => {
                    let Source::Waiting(walk) = std::mem::replace(&mut self.source, Source::Ended) else {
                        continue;
                    };
                    self.source = match self.ahead {
                        0 => Source::Fetching(Box::pin(walk.next())),
                        pages => Source::Ahead(Ahead::start(walk, pages)),
                    };
                }
                Source::Fetching(fetching) => {
                    let fetched = ready!(fetching.as_mut().poll(context));
                    return Poll::Ready(fetched.map(|fetched| {
                        let (page, walk) = fetched?;
                        self.source = Source::Waiting(walk);
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
            // Behind the last page, or stuck: nothing comes any more.
            Ok(None) | Err(_) => self.source = Source::Ended,
        }
        Poll::Ready(fetched.transpose())
    }
}

impl<P: Listing> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
