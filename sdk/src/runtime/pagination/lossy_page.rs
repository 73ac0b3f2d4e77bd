//! One page of a list with items that cannot be decoded.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use crate::runtime::call::undecoded::ItemErrors;
use crate::runtime::error::Error;
use crate::runtime::json::decode::from_slice;
use crate::runtime::json::split::Split;
use crate::runtime::pagination::page::{Page, PageState};
use crate::runtime::pagination::{ListItem, list_body};

/// One page of a list, in which an item that cannot be decoded is an error in its place.
///
/// ```no_run
/// use openai_assistants::Paginate;
///
/// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
/// let mut pages = client.threads().runs().list("thread_1").pages_lossy();
/// while let Some(page) = pages.try_next().await? {
///     for run in page.into_inner() {
///         match run {
///             Ok(run) => println!("{}", run.id),
///             Err(error) => eprintln!("{error}"),
///         }
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct LossyPage<T> {
    pub(super) items: PageItems<T>,
    /// Whether there are more pages, if the server sends it.
    pub has_more: Option<bool>,
    /// The id of the first item, if the server sends it.
    pub first_id: Option<String>,
    /// The id of the last item, if the server sends it.
    pub last_id: Option<String>,
    pub(super) state: PageState,
}

impl<T: ListItem> LossyPage<T> {
    /// Converts to a page.
    ///
    /// # Errors
    /// The error of the first item that cannot be decoded.
    pub(super) fn into_page(self) -> Result<Page<T>, Error> {
        let Self { items, has_more, first_id, last_id, state } = self;
        Ok(Page { data: items.into_vec()?, has_more, first_id, last_id, state })
    }
}

impl<T> LossyPage<T> {
    /// Returns the number of items, including those that cannot be decoded.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns whether the page has no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the cursor of the next page; see [`Page::next_cursor`].
    pub fn next_cursor(&self) -> Option<&str> {
        self.state.next_cursor()
    }
}

impl<T: ListItem> IntoIterator for LossyPage<T> {
    type Item = Result<T, Error>;
    type IntoIter = PageItems<T>;

    fn into_iter(self) -> PageItems<T> {
        self.items
    }
}

impl<T> fmt::Debug for LossyPage<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LossyPage")
            .field("len", &self.len())
            .field("has_more", &self.has_more)
            .field("first_id", &self.first_id)
            .field("last_id", &self.last_id)
            .finish_non_exhaustive()
    }
}

/// An iterator over the items of a [`LossyPage`], in the order in which the server sent them.
pub struct PageItems<T>(Content<T>);

#[expect(clippy::large_enum_variant, reason = "one value at a time, and never in a list")]
enum Content<T> {
    /// All items, decoded.
    Decoded(std::vec::IntoIter<T>),
    /// Items that are decoded on demand. The errors of all items of a page may need far more memory than the page.
    Encoded(Encoded<T>),
}

/// Items that are still JSON.
struct Encoded<T> {
    errors: ItemErrors,
    split: Split,
    /// The indexes of the remaining items.
    left: Range<usize>,
    item: PhantomData<fn() -> T>,
}

impl<T: ListItem> PageItems<T> {
    pub(super) fn decoded(items: Vec<T>) -> Self {
        Self(Content::Decoded(items.into_iter()))
    }

    pub(super) fn encoded(errors: ItemErrors, split: Split) -> Self {
        let left = 0..split.items.len();
        Self(Content::Encoded(Encoded { errors, split, left, item: PhantomData }))
    }

    /// Returns the ids of the first and the last item.
    pub(super) fn ids(&self) -> (Option<String>, Option<String>) {
        match &self.0 {
            Content::Decoded(items) => {
                let id = |item: Option<&T>| item.and_then(T::id).map(str::to_owned);
                (id(items.as_slice().first()), id(items.as_slice().last()))
            }
            Content::Encoded(encoded) => {
                let id = |item: Option<&Range<usize>>| list_body::item_id(encoded.json(item?));
                (id(encoded.split.items.first()), id(encoded.split.items.last()))
            }
        }
    }

    fn into_vec(self) -> Result<Vec<T>, Error> {
        match self.0 {
            Content::Decoded(items) => Ok(items.collect()),
            encoded => Self(encoded).collect(),
        }
    }
}

impl<T> PageItems<T> {
    fn len(&self) -> usize {
        match &self.0 {
            Content::Decoded(items) => items.len(),
            Content::Encoded(encoded) => encoded.left.len(),
        }
    }
}

impl<T> Encoded<T> {
    fn json(&self, item: &Range<usize>) -> &[u8] {
        self.errors.body().get(item.clone()).unwrap_or_default()
    }
}

impl<T: ListItem> Encoded<T> {
    fn decode(&self, index: usize) -> Option<Result<T, Error>> {
        let json = self.json(self.split.items.get(index)?);
        let item = from_slice(json);
        Some(item.map_err(|error| self.errors.error(&self.split.name, index, json, &error)))
    }
}

impl<T: ListItem> Iterator for PageItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Content::Decoded(items) => items.next().map(Ok),
            Content::Encoded(encoded) => encoded.left.next().and_then(|index| encoded.decode(index)),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len(), Some(self.len()))
    }
}

impl<T: ListItem> DoubleEndedIterator for PageItems<T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Content::Decoded(items) => items.next_back().map(Ok),
            Content::Encoded(encoded) => encoded.left.next_back().and_then(|index| encoded.decode(index)),
        }
    }
}

impl<T: ListItem> ExactSizeIterator for PageItems<T> {}

impl<T> fmt::Debug for PageItems<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageItems").field("len", &self.len()).finish_non_exhaustive()
    }
}
