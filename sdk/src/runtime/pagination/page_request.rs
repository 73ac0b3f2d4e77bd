//! The request for a page.

use crate::runtime::error::Error;
use crate::runtime::http::query;
use crate::runtime::pagination::cursor::{CycleDetector, parameter};
use crate::runtime::request::base::RequestParts;
use crate::runtime::request::operation::PageStyle;

/// The request for a page.
#[derive(Clone)]
pub(super) struct PageRequest {
    pub(super) parts: RequestParts,
    pub(super) style: PageStyle,
    /// The cursor of the page; `None` for the original request.
    pub(super) cursor: Option<String>,
    pub(super) cycle: CycleDetector,
}

impl PageRequest {
    /// The request for one page. With `before` and without `after`, the server sends the page that ends there, and `has_more`
    /// refers to pages before it: the list is read backward.
    pub(super) fn new(parts: RequestParts) -> Result<Self, Error> {
        let cursors = Cursors::of(&parts)?;
        let style = parts.operation.paging.unwrap_or(PageStyle::Single);
        let backward = style == PageStyle::Forward && cursors.before && !cursors.after;
        let style = if backward { PageStyle::Backward } else { style };
        let cursor = if style == PageStyle::Token { cursors.token } else { None };
        Ok(Self { parts, style, cursor, cycle: CycleDetector::default() })
    }

    /// The first request for a list in this direction; `None` is the operation's direction.
    pub(super) fn first(parts: RequestParts, style: Option<PageStyle>) -> Result<Self, Error> {
        let cursors = Cursors::of(&parts)?;
        let message = match style.or(parts.operation.paging) {
            Some(PageStyle::Forward) if cursors.before && !cursors.after => {
                "with `before` and without `after` a list is read backward; call items_backward or pages_backward"
            }
            Some(PageStyle::Backward) if !cursors.before => {
                "a list is read backward from a cursor; set `before`, or read it forward in the other order"
            }
            Some(PageStyle::Backward) if cursors.after => {
                "with `after` and `before` a list is read forward; call items or pages"
            }
            _ => return Self::new(parts),
        };
        Err(Error::invalid_request(message).with_operation(parts.operation.id, 0))
    }

    /// The request for the page at `cursor`.
    pub(super) fn at(&self, cursor: &str) -> Option<Self> {
        let mut next = self.clone();
        let mut url = reqwest::Url::parse(&next.parts.url).ok()?;
        query::set(&mut url, parameter(self.style)?, cursor);
        next.parts.url = url.into();
        // Pages are different requests, so they must not share an idempotency key.
        if next.parts.options.idempotency_key.is_some() {
            next.parts.options.idempotency_key = None;
        }
        next.cursor = Some(cursor.to_owned());
        Some(next)
    }
}

/// The cursors of the original request.
#[derive(Default)]
struct Cursors {
    after: bool,
    before: bool,
    token: Option<String>,
}

impl Cursors {
    fn of(parts: &RequestParts) -> Result<Self, Error> {
        let mut cursors = Self::default();
        for (name, value) in parts.full_url()?.query_pairs() {
            match &*name {
                "after" => cursors.after = true,
                "before" => cursors.before = true,
                "page" => cursors.token = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(cursors)
    }
}
