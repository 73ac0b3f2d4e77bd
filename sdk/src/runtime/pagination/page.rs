//! One page of a list.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::super::call::Call;
use super::super::error::Error;
use super::super::response::ResponseValue;
use super::Listing;
use super::cursor::{self, Next, Paged};

/// One page of a list, which leads to the next. It derefs to the response, and by that to the page as the
/// document has it.
#[derive(Clone)]
pub struct Page<P> {
    response: ResponseValue<P>,
    next: Next,
    /// The request for this page.
    call: Call,
    paged: Paged,
}

impl<P: Listing> Page<P> {
    /// The first page of a list.
    pub(crate) async fn first(call: Result<Call, Error>, paged: Paged) -> Result<Self, Error> {
        Self::get(call?, paged).await
    }

    /// The page that `call` asks for.
    pub(super) async fn get(call: Call, paged: Paged) -> Result<Self, Error> {
        let response: ResponseValue<P> = Call::value(Ok(call.clone())).await?;
        let next = cursor::next(paged, response.envelope(), call.cursor());
        let page = Self { response, next, call, paged };
        match page.next {
            // A page that ends in the item after which it begins is the one before once more. A token says
            // nothing of what is on its page.
            Next::SameCursor(ref cursor) if paged != Paged::Token => Err(page.fault(cursor::repeats(cursor))),
            _ => Ok(page),
        }
    }

    /// The page after this one, `None` at the end of the list; before this one, if the list is read backwards.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) if the server says that
    /// there is more and gives no cursor to ask for it, or the one by which this page was asked for.
    pub async fn next_page(&self) -> Result<Option<Self>, Error> {
        match self.next_call()? {
            Some(call) => {
                let page = Self::get(call, self.paged).await?;
                Ok(Some(page).filter(|page| page.next != Next::Repeated))
            }
            None => Ok(None),
        }
    }

    /// What the next page is asked for by: the value of `after`, of `before` if the list is read backwards, or of
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
        self.call.cursor()
    }

    /// Whether this page is the one before once more.
    pub(super) fn is_repeated(&self) -> bool {
        self.next == Next::Repeated
    }

    /// The request for the next page.
    pub(super) fn next_call(&self) -> Result<Option<Call>, Error> {
        let fault = match &self.next {
            Next::Cursor(cursor) => {
                let parameter = self.paged.parameter();
                return Ok(parameter.map(|parameter| self.call.clone().at_cursor(parameter, cursor)));
            }
            Next::End | Next::Repeated => return Ok(None),
            Next::NoCursor => cursor::no_cursor(self.paged),
            Next::SameCursor(cursor) => cursor::repeats(cursor),
        };
        Err(self.fault(fault))
    }

    /// The error with what is known of this page.
    pub(super) fn fault(&self, error: Error) -> Error {
        self.response.explain(error).in_call(self.call.operation.id, 1)
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
