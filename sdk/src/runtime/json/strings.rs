//! Maps of strings, such as metadata. Values of other types are kept as JSON text.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use super::lent_text::LentText;
use super::scalar::Scalar;

/// The map; `None` for null and for an empty array, which PHP sends for an empty map.
pub(super) struct Strings(pub(super) Option<BTreeMap<String, String>>);

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StringsVisitor).map(Self)
    }
}

struct StringsVisitor;

impl<'de> Visitor<'de> for StringsVisitor {
    type Value = Option<BTreeMap<String, String>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text {
            "" | "null" => Ok(None),
            text => Err(E::invalid_type(Unexpected::Str(text), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        match array.next_element::<Scalar<'_>>()? {
            None => Ok(None),
            Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut strings = BTreeMap::new();
        while let Some(LentText(key)) = object.next_key()? {
            let value = object.next_value::<Scalar<'_>>()?.into_text();
            strings.insert(key.into_owned(), value.map_or_else(|| "null".to_owned(), Into::into));
        }
        Ok(Some(strings))
    }
}
