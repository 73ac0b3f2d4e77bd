//! One page of a list.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::runtime::call::{self, Output};
use crate::runtime::error::Error;
use crate::runtime::http::headers::request_id;
use crate::runtime::pagination::ListItem;
use crate::runtime::pagination::cursor::{self, Next, PageInfo};
use crate::runtime::pagination::list_body::ListBody;
use crate::runtime::pagination::page_request::PageRequest;
use crate::runtime::request::base::RequestParts;
use crate::runtime::request::operation::PageStyle;
use crate::runtime::response::Response;

/// One page of a list, which leads to the next.
#[derive(Clone)]
pub struct Page<T> {
    /// The items, in the order in which the server sent them.
    pub data: Vec<T>,
    /// Whether there is more behind this page, if the server says so.
    pub has_more: Option<bool>,
    /// The id of the first item, as the server gives it.
    pub first_id: Option<String>,
    /// The id of the last item, as the server gives it.
    pub last_id: Option<String>,
    next: Next,
    request: PageRequest,
    status: StatusCode,
    request_id: Option<Box<str>>,
}

impl<T: ListItem> Page<T> {
    /// Sends the request for a page.
    pub(super) async fn fetch(mut request: PageRequest) -> Result<Response<Self>, Error> {
        let response = call::value::<ListBody<T>>(Ok(request.parts.clone())).await?;
        let next = match cursor::next(request.style, page_info(&response), request.cursor.as_deref()) {
            Next::Cursor(cursor) if request.cycle.is_closed_by(&cursor) => Next::Cycle(cursor),
            next => next,
        };
        let response = response.map(|list, status, headers| Self::new(list, next, request, status, headers));
        match &response.next {
            // A page that ends in the item after which it begins is the page before it. A token says nothing
            // of what its page holds.
            Next::SameCursor(cursor) if response.request.style != PageStyle::Token => {
                // Of the page, not of the response: its error names the operation.
                Err(Self::explain(&response, cursor::repeated_cursor(cursor)))
            }
            _ => Ok(response),
        }
    }

    fn new(
        list: ListBody<T>,
        next: Next,
        request: PageRequest,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Self {
        let ListBody { data, has_more, first_id, last_id, .. } = list;
        let request_id = request_id(headers).map(Into::into);
        Self { data, has_more, first_id, last_id, next, request, status, request_id }
    }

    /// The page after this one, `None` at the end of the list. A page that was requested with `before` leads
    /// to the one before it.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) if the server says
    /// that there is more and gives no cursor to ask for it, or one that it gave before.
    pub async fn next_page(&self) -> Result<Option<Response<Self>>, Error> {
        match self.next_request()? {
            Some(request) => Ok(Some(Self::fetch(request).await?).filter(|page| !page.is_repeated())),
            None => Ok(None),
        }
    }
}

impl<T> Page<T> {
    /// The cursor of the next page: the value for `after`, for `before` if the list is read backward, or for
    /// `page` if the list is paged by a token; `None` at the end of the list.
    pub fn next_cursor(&self) -> Option<&str> {
        match &self.next {
            Next::Cursor(cursor) => Some(cursor),
            _ => None,
        }
    }

    /// The token with which this page was requested.
    pub(super) fn token(&self) -> Option<&str> {
        self.request.cursor.as_deref()
    }

    /// Whether this page is the one before it once more.
    pub(super) fn is_repeated(&self) -> bool {
        self.next == Next::Repeated
    }

    /// The request for the next page.
    pub(super) fn next_request(&self) -> Result<Option<PageRequest>, Error> {
        let error = match &self.next {
            Next::Cursor(cursor) => return Ok(self.request.at(cursor)),
            Next::End | Next::Repeated => return Ok(None),
            Next::NoCursor => cursor::missing_cursor(self.request.style),
            Next::SameCursor(cursor) | Next::Cycle(cursor) => cursor::repeated_cursor(cursor),
        };
        Err(self.explain(error))
    }

    /// Adds what is known of this page to an error.
    #[cold]
    fn explain(&self, error: Error) -> Error {
        let error = error.with_status(self.status, self.request_id.as_deref());
        error.with_operation(self.request.parts.operation.id, 1)
    }
}

/// What a page says about its place in the list.
fn page_info<T: ListItem>(list: &ListBody<T>) -> PageInfo<'_> {
    // The ids of the items are certain; the page's own are for pages without any.
    let (first, last) = (list.data.first().and_then(T::id), list.data.last().and_then(T::id));
    PageInfo {
        is_empty: list.data.is_empty(),
        has_more: list.has_more,
        first: first.or(list.first_id.as_deref()),
        last: last.or(list.last_id.as_deref()),
        next_page: list.next_page.as_deref(),
    }
}

impl<T: ListItem> Output for Page<T> {
    async fn receive(parts: Result<RequestParts, Error>) -> Result<Response<Self>, Error> {
        Self::fetch(PageRequest::new(parts?)?).await
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.into_iter()
    }
}

/// Shows what the server sent.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("data", &self.data)
            .field("has_more", &self.has_more)
            .field("first_id", &self.first_id)
            .field("last_id", &self.last_id)
            .finish_non_exhaustive()
    }
}

/// Writes the list as the document has it.
impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_struct("Page", 5)?;
        list.serialize_field("object", "list")?;
        list.serialize_field("data", &self.data)?;
        list.serialize_field("first_id", &self.first_id)?;
        list.serialize_field("last_id", &self.last_id)?;
        list.serialize_field("has_more", &self.has_more)?;
        list.end()
    }
}
