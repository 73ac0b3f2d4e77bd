//! The body of a list response, as servers send it.
//!
//! The document has `{"object": "list", "data": [..], "first_id", "last_id", "has_more"}`. Servers omit any member but
//! `data`, write the names as `Data` and `HasMore`, or send the array alone. Members other than `data` are ignored if
//! they have another type: without `has_more` a list ends with an empty page.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::runtime::json::lent_text::LentText;
use crate::runtime::json::tagged_union::items;

/// The body of a list response.
pub(super) struct ListBody<T> {
    pub(super) data: Data<T>,
    pub(super) envelope: Envelope,
}

/// The items of a page.
pub(super) enum Data<T> {
    /// There is no `data`.
    Missing,
    /// It is `null`, as some servers write an empty list.
    Null,
    Items(Vec<T>),
}

/// What a page says beside its items.
#[derive(Default)]
pub(super) struct Envelope {
    pub(super) has_more: Option<bool>,
    pub(super) first_id: Option<String>,
    pub(super) last_id: Option<String>,
    pub(super) next_page: Option<String>,
    /// Whether the page says that it is an error.
    pub(super) is_error: bool,
}

/// Whether a key is that of the items.
pub(super) fn is_data(key: &str) -> bool {
    is_named(key, "data")
}

/// Whether a key is this name, in any case, with or without underscores.
fn is_named(key: &str, name: &str) -> bool {
    let letters = key.bytes().filter(|letter| *letter != b'_').map(|letter| letter.to_ascii_lowercase());
    letters.eq(name.bytes())
}

impl Envelope {
    /// Sets a member. Its name is matched without regard to case; others are passed over.
    fn set<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            _ if is_named(key, "hasmore") => self.has_more = object.next_value::<Scalar>()?.flag(),
            _ if is_named(key, "firstid") => self.first_id = object.next_value::<Scalar>()?.text(),
            _ if is_named(key, "lastid") => self.last_id = object.next_value::<Scalar>()?.text(),
            _ if is_named(key, "nextpage") => self.next_page = object.next_value::<Scalar>()?.text(),
            _ if is_named(key, "error") || is_named(key, "errors") => {
                self.is_error |= object.next_value::<Scalar>()?.is_set();
            }
            _ if is_named(key, "object") => {
                self.is_error |= object.next_value::<Scalar>()?.text().as_deref() == Some("error");
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

/// A value of any kind, as far as the members of a page need it.
#[derive(Debug, PartialEq)]
enum Scalar {
    /// `null`, or an array or object without members.
    Nothing,
    Boolean(bool),
    /// A string, or a number as it is printed.
    Text(String),
    /// An array or object with members.
    Members,
}

impl Scalar {
    fn flag(self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(value),
            Self::Text(text) => match text.as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            Self::Nothing | Self::Members => None,
        }
    }

    fn text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn is_set(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Boolean(value) => *value,
            Self::Text(text) => !text.is_empty(),
            Self::Members => true,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Boolean(value))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Text(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Text(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Text(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Scalar, A::Error> {
        let mut scalar = Scalar::Nothing;
        while array.next_element::<IgnoredAny>()?.is_some() {
            scalar = Scalar::Members;
        }
        Ok(scalar)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Scalar, A::Error> {
        let mut scalar = Scalar::Nothing;
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            scalar = Scalar::Members;
        }
        Ok(scalar)
    }
}

/// The id that an item has in its JSON, whatever else is wrong with it.
pub(super) fn item_id(json: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Item {
        id: Scalar,
    }
    crate::runtime::json::decode::from_slice::<Item>(json).ok()?.id.text()
}
