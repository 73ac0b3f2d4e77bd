//! Pagination: streams of pages, and of items.
//!
//! - [`Page`] is one page, [`Pages`] the stream of pages, [`Items`] the stream of items;
//! - [`LossyPage`] and [`LossyPages`] contain the items that cannot be decoded as errors;
//! - `fetch` requests and decodes a page; `list_body` is the body of a list response;
//! - `cursor` determines the next cursor, and detects endless lists;
//! - `page_request` is the request for a page; `prefetch` fetches pages ahead.

mod cursor;
mod fetch;
mod items;
mod list_body;
mod lossy_page;
mod lossy_pages;
mod page;
mod page_request;
mod pages;
mod prefetch;

use serde::de::DeserializeOwned;

pub use self::items::Items;
pub use self::lossy_page::{LossyPage, PageItems};
pub use self::lossy_pages::LossyPages;
pub use self::page::Page;
pub use self::pages::Pages;
use crate::runtime::call::Request;
use crate::runtime::request::operation::PageStyle;

/// An item of a list.
pub trait ListItem: DeserializeOwned + Send + Unpin + 'static {
    /// Returns the id of the item, which serves as a cursor; `None` if items have no id.
    fn id(&self) -> Option<&str>;
}

/// A request for a list, which can be paginated.
///
/// The settings of the request apply to each page: `limit` is the page size, timeout and deadline are those of one page;
/// `after` sets where the list begins. `send` requests a single page; get the next one with [`Page::next_page`].
///
/// ```no_run
/// use openai_assistants::Paginate;
///
/// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
/// let mut messages = client.threads().messages().list("thread_1").limit(100).items();
/// while let Some(message) = messages.try_next().await? {
///     println!("{}", message.id);
/// }
/// # Ok(())
/// # }
/// ```
pub trait Paginate: Request<Output = Page<Self::Item>> {
    /// The type of the items.
    type Item: ListItem;

    /// Returns a stream of all items. Pages are fetched on demand.
    fn items(self) -> Items<Self::Item> {
        Items::new(self.pages_lossy())
    }

    /// Returns a stream of all pages. A page with an item that cannot be decoded is an error.
    fn pages(self) -> Pages<Self::Item> {
        Pages::new(self.into_parts(), None)
    }

    /// Returns a stream of all pages, in which an item that cannot be decoded is an error in its place.
    fn pages_lossy(self) -> LossyPages<Self::Item> {
        LossyPages::new(self.into_parts(), None)
    }
}

impl<T: ListItem, R: Request<Output = Page<T>>> Paginate for R {
    type Item = T;
}

/// A request for a list that can be read backward.
///
/// `before` must be set, for example to the id of the first item of a page.
///
/// ```no_run
/// use openai_assistants::PaginateBackward;
///
/// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
/// let mut earlier = client.threads().messages().list("thread_1").before("msg_9").items_backward();
/// while let Some(message) = earlier.try_next().await? {
///     println!("{}", message.id); // msg_8, msg_7, ..
/// }
/// # Ok(())
/// # }
/// ```
pub trait PaginateBackward: Paginate {
    /// Returns a stream of all items before the cursor, closest first.
    fn items_backward(self) -> Items<Self::Item> {
        Items::new(self.pages_lossy_backward())
    }

    /// Returns a stream of all pages before the cursor, closest first; the items of a page are in the order of the list.
    fn pages_backward(self) -> Pages<Self::Item> {
        Pages::new(self.into_parts(), Some(PageStyle::Backward))
    }

    /// Returns a stream of all pages before the cursor, the nearest first, in which an item that cannot be decoded is an
    /// error in its place.
    fn pages_lossy_backward(self) -> LossyPages<Self::Item> {
        LossyPages::new(self.into_parts(), Some(PageStyle::Backward))
    }
}
