//! Fetches a page, and determines the request for the next one.

use crate::runtime::call::{self, undecoded::Undecoded};
use crate::runtime::error::Error;
use crate::runtime::http::headers::request_id;
use crate::runtime::json::decode::from_slice;
use crate::runtime::json::error::JsonError;
use crate::runtime::json::split::{Split, split};
use crate::runtime::pagination::ListItem;
use crate::runtime::pagination::cursor::{self, Next, PageInfo};
use crate::runtime::pagination::list_body::{Data, Envelope, ListBody, is_data};
use crate::runtime::pagination::lossy_page::{LossyPage, PageItems};
use crate::runtime::pagination::page::PageState;
use crate::runtime::pagination::page_request::PageRequest;
use crate::runtime::request::operation::PageStyle;
use crate::runtime::response::Response;

/// The request for the next page; `None` at the end of the list, an error if the list is endless.
pub(super) type NextRequest = Result<Option<PageRequest>, Error>;

/// A page and the request for the next one; `None` at the end of the list.
pub(super) type Fetched<T> = Result<Option<(Response<LossyPage<T>>, NextRequest)>, Error>;

/// How to handle a page with items that cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadItems {
    /// Fail.
    Fail,
    /// Return an error for each of these items.
    Keep,
}

/// Fetches the next page.
pub(super) async fn fetch<T: ListItem>(next: NextRequest, bad_items: BadItems) -> Fetched<T> {
    let Some(request) = next? else { return Ok(None) };
    let page: Response<LossyPage<T>> = fetch_page(request, bad_items).await?;
    if page.state.is_repeated() {
        return Ok(None);
    }
    let next = page.state.next_request();
    Ok(Some((page, next)))
}

/// Sends the request for a page.
pub(super) async fn fetch_page<T: ListItem>(
    request: PageRequest,
    bad_items: BadItems,
) -> Result<Response<LossyPage<T>>, Error> {
    let received = call::undecoded(&request.parts).await?;
    let (status, headers) = (received.status(), received.headers());
    let (items, envelope) = match from_slice(received.body()) {
        Ok(ListBody { data, envelope }) => {
            (PageItems::decoded(checked(data, &envelope, received)?), envelope)
        }
        Err(error) => {
            let (split, envelope, received) = readable(error, bad_items, received)?;
            (PageItems::encoded(received.into_item_errors(), split), envelope)
        }
    };
    let request_id = request_id(&headers).map(Into::into);
    let (first, last) = items.ids();
    let page_info = info(items.len() == 0, &envelope, first.as_deref(), last.as_deref());
    let state = PageState::new(page_info, request, status, request_id)?;
    let Envelope { has_more, first_id, last_id, .. } = envelope;
    Ok(Response::new(LossyPage { items, has_more, first_id, last_id, state }, status, headers))
}

/// Returns the items of a decoded page. A body without items is an error: it is another object, or describes an error.
fn checked<T>(data: Data<T>, envelope: &Envelope, received: Undecoded<'_>) -> Result<Vec<T>, Error> {
    let error = match data {
        Data::Items(items) if !(items.is_empty() && envelope.is_error) => return Ok(items),
        Data::Null if !envelope.is_error && !received.carries_error() => return Ok(Vec::new()),
        Data::Missing => JsonError::missing("data"),
        Data::Items(_) | Data::Null => {
            JsonError::data("the list is empty and the response is marked as an error".to_owned())
        }
    };
    Err(received.decode_error(&error))
}

/// Returns the JSON of the items of a page that cannot be decoded as a whole, if `bad_items` allows it.
#[cold]
fn readable<'a>(
    error: JsonError,
    bad_items: BadItems,
    received: Undecoded<'a>,
) -> Result<(Split, Envelope, Undecoded<'a>), Error> {
    if bad_items == BadItems::Keep
        && let Ok(text) = std::str::from_utf8(received.body())
        && let Ok(Some(split)) = split(text, is_data)
        && let Ok(list) = from_slice::<ListBody<serde::de::IgnoredAny>>(text.as_bytes())
        && !list.envelope.is_error
        && !received.carries_error()
    {
        return Ok((split, list.envelope, received));
    }
    Err(received.decode_error(&error))
}

/// The pagination members of a page. An empty text is not an id.
fn info<'a>(
    is_empty: bool,
    envelope: &'a Envelope,
    first: Option<&'a str>,
    last: Option<&'a str>,
) -> PageInfo<'a> {
    let id = |of_item: Option<&'a str>, of_page: &'a Option<String>| {
        // Prefer the ids of items; those of the page are for items without ids.
        [of_item, of_page.as_deref()].into_iter().flatten().find(|id| !id.is_empty())
    };
    PageInfo {
        is_empty,
        has_more: envelope.has_more,
        first: id(first, &envelope.first_id),
        last: id(last, &envelope.last_id),
        next_page: id(None, &envelope.next_page),
    }
}

impl PageState {
    /// Determines what follows a page.
    ///
    /// # Errors
    /// Fails if the page repeats the previous page and the server has more items.
    fn new(
        info: PageInfo<'_>,
        mut request: PageRequest,
        status: reqwest::StatusCode,
        request_id: Option<Box<str>>,
    ) -> Result<Self, Error> {
        let next = match cursor::next(request.style, info, request.cursor.as_deref()) {
            Next::Cursor(cursor) if request.cycle.is_closed_by(&cursor) => Next::Cycle(cursor),
            next => next,
        };
        let state = Self { next, request, status, request_id };
        match &state.next {
            // A page that ends with its own cursor repeats the previous page. Tokens are not comparable.
            Next::SameCursor(cursor) if state.request.style != PageStyle::Token => {
                Err(state.explain(cursor::repeated_cursor(cursor)))
            }
            _ => Ok(state),
        }
    }
}
