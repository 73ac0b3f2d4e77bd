//! Lists of any length: a request for one page becomes a stream of pages, or of the items on them.
//!
//! - [`Page`] is one page and leads to the next, [`Pages`] is all of them, [`Items`] is what they hold;
//! - `list_body` reads a page as servers send it;
//! - `cursor` decides what comes after a page, and detects lists that do not end;
//! - `page_request` is the request for a page, `prefetch` fetches pages ahead.

mod cursor;
mod fetch;
mod items;
mod list_body;
mod page;
mod page_request;
mod pages;
mod prefetch;

use serde::de::DeserializeOwned;

pub use self::items::Items;
pub use self::page::Page;
pub use self::pages::Pages;
use crate::runtime::call::Request;
use crate::runtime::request::operation::PageStyle;

/// What a list can hold.
pub trait ListItem: DeserializeOwned + Send + Unpin + 'static {
    /// The id of the item, by which the list continues; `None` if its items have no id.
    fn id(&self) -> Option<&str>;
}

/// A request for a list, which can ask for all of it.
///
/// Settings of the request are those of every page: `limit` is the size of a page, `after` is where the list
/// begins, a timeout or a deadline is that of each page. `send` asks for one page, which leads to the next by
/// [`Page::next_page`].
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
    /// What the list holds.
    type Item: ListItem;

    /// All items of the list. Pages are fetched as they are needed.
    fn items(self) -> Items<Self::Item> {
        Items::new(self.pages())
    }

    /// All pages of the list.
    fn pages(self) -> Pages<Self::Item> {
        Pages::new(self.into_parts(), None)
    }
}

impl<T: ListItem, R: Request<Output = Page<T>>> Paginate for R {
    type Item = T;
}

/// A request for a list that can be read towards its beginning.
///
/// `before` has to be set, for example to the id of the first item of a page.
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
    /// All items before the cursor, the nearest first.
    fn items_backward(self) -> Items<Self::Item> {
        Items::new(self.pages_backward())
    }

    /// All pages before the cursor, the nearest first; the items of each are in the order of the list.
    fn pages_backward(self) -> Pages<Self::Item> {
        Pages::new(self.into_parts(), Some(PageStyle::Backward))
    }
}
