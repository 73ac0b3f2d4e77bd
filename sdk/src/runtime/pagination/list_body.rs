//! The body of a list response, as servers send it.
//!
//! The document has `{"object": "list", "data": [..], "first_id", "last_id", "has_more"}`. Servers omit any member but
//! `data`, write the names as `Data` and `HasMore`, or send the array alone. Members other than `data` are ignored if
//! they have another type: without `has_more` a list ends with an empty page.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::runtime::json::decode::from_slice;
use crate::runtime::json::lent_text::LentText;
use crate::runtime::json::object::object;
use crate::runtime::json::scalar::Scalar;
use crate::runtime::json::tagged_union::items;

/// The body of a list response.
pub(super) struct ListBody<T> {
    pub(super) data: Data<T>,
    pub(super) envelope: Envelope,
}

/// The items of a page.
pub(super) enum Data<T> {
    /// `data` is missing.
    Missing,
    /// `data` is `null`, which is how some servers encode an empty list.
    Null,
    Items(Vec<T>),
}

/// The members of a page other than its items.
#[derive(Default)]
pub(super) struct Envelope {
    pub(super) has_more: Option<bool>,
    pub(super) first_id: Option<String>,
    pub(super) last_id: Option<String>,
    pub(super) next_page: Option<String>,
    /// Whether a member marks the page as an error.
    pub(super) is_error: bool,
}

/// Whether a key is `data`.
pub(super) fn is_data(key: &str) -> bool {
    is_named(key, "data")
}

/// Compares a key with a name, ignoring case and underscores.
fn is_named(key: &str, name: &str) -> bool {
    let letters = key.bytes().filter(|letter| *letter != b'_').map(|letter| letter.to_ascii_lowercase());
    letters.eq(name.bytes())
}

impl Envelope {
    /// Decodes a member, and skips unknown ones.
    fn set<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            _ if is_named(key, "hasmore") => {
                self.has_more = object.next_value::<Scalar<'_>>()?.into_boolean().unwrap_or_default()
            }
            _ if is_named(key, "firstid") => self.first_id = id(object.next_value()?),
            _ if is_named(key, "lastid") => self.last_id = id(object.next_value()?),
            _ if is_named(key, "nextpage") => self.next_page = id(object.next_value()?),
            _ if is_named(key, "error") || is_named(key, "errors") => {
                self.is_error |= is_set(object.next_value()?);
            }
            _ if is_named(key, "object") => {
                self.is_error |= id(object.next_value()?).as_deref() == Some("error");
            }
            _ => _ = object.next_value::<IgnoredAny>()?,
        }
        Ok(())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for ListBody<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ListVisitor<T> {
    type Value = ListBody<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<ListBody<T>, A::Error> {
        Ok(ListBody { data: Data::Items(items(array)?), envelope: Envelope::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<ListBody<T>, A::Error> {
        let (mut data, mut envelope) = (Data::Missing, Envelope::default());
        while let Some(LentText(key)) = object.next_key()? {
            if !is_data(&key) {
                envelope.set(&key, &mut object)?;
                continue;
            }
            match object.next_value()? {
                Some(items) => data = Data::Items(items),
                None if matches!(data, Data::Missing) => data = Data::Null,
                None => {}
            }
        }
        Ok(ListBody { data, envelope })
    }
}

/// Whether a value is not null, false or empty.
fn is_set(value: Scalar<'_>) -> bool {
    match value {
        Scalar::Null => false,
        Scalar::Boolean(value) => value,
        Scalar::Text(text) => !text.is_empty(),
        Scalar::Other(Value::Object(members)) => !members.is_empty(),
        Scalar::Other(Value::Array(items)) => !items.is_empty(),
        Scalar::Integer(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other(_) => true,
    }
}

/// Converts a text or a number to an id or cursor.
fn id(value: Scalar<'_>) -> Option<String> {
    if let Scalar::Other(_) = value { None } else { value.into_text().map(Into::into) }
}

/// Returns the id of an item that cannot be decoded.
pub(super) fn item_id(json: &[u8]) -> Option<String> {
    struct Item {
        id: Option<String>,
    }
    object!(Item { id "id" Text });
    from_slice::<Item>(json).ok()?.id
}
