//! A place in a list: the request for one of its pages, and the way there.

use super::super::call::Call;
use super::super::error::Error;
use super::cursor::{Circle, Paged};

/// Where a page is.
#[derive(Clone)]
pub(super) struct Place {
    /// The request for the page.
    pub(super) call: Call,
    pub(super) paged: Paged,
    /// The cursors on the way.
    pub(super) circle: Circle,
}

impl Place {
    /// Where a request for one page is. With `before` and no `after` the server gives the page that ends
    /// there, and says whether there is more in front of it: such a page leads backward.
    pub(super) fn of(mut call: Call, paged: Paged) -> Result<Self, Error> {
        let set = Set::read(&call)?;
        let paged = if paged == Paged::Forward && set.before && !set.after { Paged::Backward } else { paged };
        if paged == Paged::Token {
            call.cursor = set.token.map(|token| ("page", token));
        }
        Ok(Self { call, paged, circle: Circle::default() })
    }

    /// Where a list begins that is read in this direction.
    pub(super) fn first(call: Call, paged: Paged) -> Result<Self, Error> {
        let set = Set::read(&call)?;
        let message = match paged {
            Paged::Forward if set.before && !set.after => {
                "with `before` and without `after` a list is read backward: call items_backward or pages_backward"
            }
            Paged::Backward if !set.before => {
                "a list is read backward from a cursor: set `before`, or read it forward in the other order"
            }
            Paged::Backward if set.after => {
                "with `after` and `before` a list is read forward: call items or pages"
            }
            _ => return Self::of(call, paged),
        };
        Err(Error::invalid_request(message))
    }

    /// Where the next page is.
    pub(super) fn at(&self, cursor: &str) -> Option<Self> {
        let call = self.call.clone().at_cursor(self.paged.parameter()?, cursor);
        Some(Self { call, paged: self.paged, circle: self.circle.clone() })
    }
}

/// What the caller has set of the parameters that say where a page is.
#[derive(Default)]
struct Set {
    after: bool,
    before: bool,
    token: Option<String>,
}

impl Set {
    fn read(call: &Call) -> Result<Self, Error> {
        let mut set = Self::default();
        for (name, value) in call.url()?.query_pairs() {
            match &*name {
                "after" => set.after = true,
                "before" => set.before = true,
                "page" => set.token = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(set)
    }
}
