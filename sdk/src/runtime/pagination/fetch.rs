//! Fetches a page, and determines the request for the next one.

use crate::runtime::error::Error;
use crate::runtime::pagination::page_request::PageRequest;
use crate::runtime::pagination::{ListItem, Page};
use crate::runtime::response::Response;

/// The request for the next page; `None` at the end of the list, an error if the list is endless.
pub(super) type NextRequest = Result<Option<PageRequest>, Error>;

/// A page and the request for the next one; `None` at the end of the list.
pub(super) type Fetched<T> = Result<Option<(Response<Page<T>>, NextRequest)>, Error>;

/// Fetches the next page.
pub(super) async fn fetch<T: ListItem>(next: NextRequest) -> Fetched<T> {
    let Some(request) = next? else { return Ok(None) };
    let page: Response<Page<T>> = Page::fetch(request).await?;
    if page.is_repeated() {
        return Ok(None);
    }
    let next = page.next_request();
    Ok(Some((page, next)))
}
