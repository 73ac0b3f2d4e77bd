//! One page of a list.

use std::fmt;

use reqwest::StatusCode;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::runtime::call::Output;
use crate::runtime::error::Error;
use crate::runtime::pagination::ListItem;
use crate::runtime::pagination::cursor::{self, Next};
use crate::runtime::pagination::fetch::{BadItems, fetch_page};
use crate::runtime::pagination::page_request::PageRequest;
use crate::runtime::request::base::RequestParts;
use crate::runtime::response::Response;

/// One page of a list.
#[derive(Clone)]
pub struct Page<T> {
    /// The items, in the order in which the server sent them.
    pub data: Vec<T>,
    /// Whether there are more pages, if the server sends it.
    pub has_more: Option<bool>,
    /// The id of the first item, if the server sends it.
    pub first_id: Option<String>,
    /// The id of the last item, if the server sends it.
    pub last_id: Option<String>,
    pub(super) state: PageState,
}

/// Where a page is in its list.
#[derive(Clone)]
pub(super) struct PageState {
    pub(super) next: Next,
    pub(super) request: PageRequest,
    pub(super) status: StatusCode,
    pub(super) request_id: Option<Box<str>>,
}

impl<T: ListItem> Page<T> {
    /// Sends the request for a page.
    async fn fetch(request: PageRequest) -> Result<Response<Self>, Error> {
        fetch_page(request, BadItems::Fail).await?.try_map(|page| page.into_page())
    }

    /// Fetches the next page; `None` at the end of the list. After a page that was requested with `before`, fetches the page
    /// before it.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) if the server has more items but sends
    /// no cursor, or repeats one.
    pub async fn next_page(&self) -> Result<Option<Response<Self>>, Error> {
        match self.state.next_request()? {
            Some(request) => Ok(Some(Self::fetch(request).await?).filter(|page| !page.state.is_repeated())),
            None => Ok(None),
        }
    }
}

impl<T> Page<T> {
    /// Returns the cursor of the next page: the value for `after`, for `before` if the list is read backward, or for `page` if
    /// the list is paged by token; `None` at the end of the list.
    pub fn next_cursor(&self) -> Option<&str> {
        self.state.next_cursor()
    }
}

impl PageState {
    pub(super) fn next_cursor(&self) -> Option<&str> {
        match &self.next {
            Next::Cursor(cursor) => Some(cursor),
            _ => None,
        }
    }

    /// The token of this page's request.
    pub(super) fn token(&self) -> Option<&str> {
        self.request.cursor.as_deref()
    }

    /// Whether this page repeats the previous one.
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

    /// Adds the context of this page to an error.
    #[cold]
    pub(super) fn explain(&self, error: Error) -> Error {
        let error = error.with_status(self.status, self.request_id.as_deref());
        error.with_operation(self.request.parts.operation.id, 1)
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

/// Shows the members that the server sent.
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

/// Serializes the list as in the document.
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
