//! Lists of any length: a request for one page becomes a stream of pages, or of the items on them.
//!
//! - codegen says of every request that [lists](Paginate), and of every page what is [on it](Listing);
//! - `cursor` decides what comes after a page, and notices lists that do not go on;
//! - [`Page`] is one page, [`Pages`] all of them, [`Items`] what is on them.

mod ahead;
mod cursor;
mod items;
mod page;
mod pages;
mod place;

use serde::de::DeserializeOwned;

pub use self::cursor::{Envelope, Paged};
pub use self::items::Items;
pub use self::page::Page;
pub use self::pages::Pages;
use super::options::Request;

/// What one page of a list holds. Every type of the document that is a list has this.
pub trait Listing: DeserializeOwned + Send + Unpin + 'static {
    /// What is listed.
    type Item: Send + Unpin + 'static;

    /// The items on this page, in the order in which the server sent them.
    fn into_items(self) -> Vec<Self::Item>;

    #[doc(hidden)]
    fn envelope(&self) -> Envelope<'_>;

    /// The id of an item, if items of this list have one.
    #[doc(hidden)]
    fn id(item: &Self::Item) -> Option<&str>;
}

/// A request for a list, which can ask for all of it.
///
/// Whatever is set on the request is set for every page: `limit` is the size of a page, `after` where the
/// list begins, a timeout or a deadline is that of each page. `send` asks for one page, which leads to the
/// next by [`Page::next_page`].
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
pub trait Paginate: Request {
    /// One page of the list.
    type Page: Listing;

    #[doc(hidden)]
    const PAGED: Paged;

    /// All items of the list, page by page as they are asked for.
    fn items(self) -> Items<Self::Page> {
        Items::new(self.pages())
    }

    /// All pages of the list, each with what the server says beside the items.
    fn pages(self) -> Pages<Self::Page> {
        Pages::new(self.into_call(), Self::PAGED)
    }
}

/// A request for a list that can be read towards its beginning.
///
/// Where to begin has to be set: `before`, for example to the id of the first item of a page.
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
    fn items_backward(self) -> Items<Self::Page> {
        Items::new(self.pages_backward())
    }

    /// All pages before the cursor, the nearest first; the items of each are in the order of the list.
    fn pages_backward(self) -> Pages<Self::Page> {
        Pages::new(self.into_call(), Paged::Backward)
    }
}
