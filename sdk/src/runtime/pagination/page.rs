//! One page of a list.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::super::call::Call;
use super::super::error::Error;
use super::super::response::ResponseValue;
use super::Listing;
use super::cursor::{self, Next, Paged};
use super::place::Place;

/// One page of a list, which leads to the next. It derefs to the response, and by that to the page as the
/// document has it.
#[derive(Clone)]
pub struct Page<P> {
    response: ResponseValue<P>,
    next: Next,
    place: Place,
}

impl<P: Listing> Page<P> {
    /// The page that a request asks for.
    pub(crate) async fn send(call: Result<Call, Error>, paged: Paged) -> Result<Self, Error> {
        Self::get(Place::of(call?, paged)?).await
    }

    /// The page at this place.
    pub(super) async fn get(mut place: Place) -> Result<Self, Error> {
        let response: ResponseValue<P> = Call::value(Ok(place.call.clone())).await?;
        let next = match cursor::next(place.paged, response.envelope(), place.call.cursor()) {
            Next::Cursor(cursor) if place.circle.closes(&cursor) => Next::Circle(cursor),
            next => next,
        };
        let page = Self { response, next, place };
        match &page.next {
            // A page that ends in the item after which it begins is the one before once more. A token says
            // nothing of what is on its page.
            Next::SameCursor(cursor) if page.place.paged != Paged::Token => {
                Err(page.fault(cursor::repeats(cursor)))
            }
            _ => Ok(page),
        }
    }

    /// The page after this one, `None` at the end of the list. A page that was asked for by `before` leads to
    /// the one before it.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) if the server says
    /// that there is more and gives no cursor to ask for it, or one that has been there.
    pub async fn next_page(&self) -> Result<Option<Self>, Error> {
        match self.next_place()? {
            Some(place) => Ok(Some(Self::get(place).await?).filter(|page| !page.is_repeated())),
            None => Ok(None),
        }
    }

    /// What the next page is asked for by: the value of `after`, of `before` if the list is read backward, or
    /// of
    /// `page`; `None` at the end of the list.
    pub fn next_cursor(&self) -> Option<&str> {
        match &self.next {
            Next::Cursor(cursor) => Some(cursor),
            _ => None,
        }
    }

    /// The items of this page.
    pub fn into_items(self) -> Vec<P::Item> {
        self.response.into_inner().into_items()
    }

    /// The response, without the way to the next page.
    pub fn into_response(self) -> ResponseValue<P> {
        self.response
    }

    /// The token that this page was asked for by.
    pub(super) fn token(&self) -> Option<&str> {
        self.place.call.cursor()
    }

    /// Whether this page is the one before once more.
    pub(super) fn is_repeated(&self) -> bool {
        self.next == Next::Repeated
    }

    /// Where the next page is.
    pub(super) fn next_place(&self) -> Result<Option<Place>, Error> {
        let fault = match &self.next {
            Next::Cursor(cursor) => return Ok(self.place.at(cursor)),
            Next::End | Next::Repeated => return Ok(None),
            Next::NoCursor => cursor::no_cursor(self.place.paged),
            Next::SameCursor(cursor) | Next::Circle(cursor) => cursor::repeats(cursor),
        };
        Err(self.fault(fault))
    }

    /// The error with what is known of this page.
    fn fault(&self, error: Error) -> Error {
        self.response.explain(error).in_call(self.place.call.operation.id, 1)
    }
}

impl<P> Deref for Page<P> {
    type Target = ResponseValue<P>;

    fn deref(&self) -> &ResponseValue<P> {
        &self.response
    }
}

impl<P> DerefMut for Page<P> {
    fn deref_mut(&mut self) -> &mut ResponseValue<P> {
        &mut self.response
    }
}

/// Shows the page as the document has it.
impl<P: fmt::Debug> fmt::Debug for Page<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.fmt(f)
    }
}
