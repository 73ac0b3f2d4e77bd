//! Unions that a server may extend at any time. In: a deserializer. Out: the variant.
//!
//! Objects are distinguished by their tag, other values by their JSON type. A known tag selects one payload,
//! so a malformed payload is an error with a path; an unknown tag gives `Unknown`, which keeps the JSON.
//!
//! The reader looks ahead for the tag and then deserializes the payload from the object, without buffering
//! it. It recognises a union by its marker, which [`deserialize`] passes as the name of a newtype. Other deserializers
//! treat it as a newtype; then the value is printed as JSON and decoded by the reader, which is slower, but payloads are
//! compiled only for the reader.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::error::{JsonError, PathAndMessage};
use super::lent_text::LentText;
use super::reader::Reader;

/// Implemented by generated code for a union; values for which it has no method are unknown.
pub(crate) trait TaggedUnion: Sized {
    /// `$union:` and the name of the tag; without a name if there is at most one kind of object.
    const MARKER: &'static str;

    /// Keeps a value that matches no other variant.
    fn unknown(value: Value) -> Self;

    /// A string.
    fn text(text: String) -> Self {
        Self::unknown(text.into())
    }

    /// A number.
    fn number(number: Number) -> Self {
        Self::unknown(number.into())
    }

    /// A boolean.
    fn boolean(value: bool) -> Self {
        Self::unknown(value.into())
    }

    /// An array.
    fn array<'de, A: SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        items(array).map(Self::unknown)
    }

    /// An object. The tag is empty if it is missing or not a string.
    fn object<'de, D: Deserializer<'de>>(tag: &str, json: D) -> Result<Self, D::Error> {
        let _ = tag;
        Value::deserialize(json).map(Self::unknown)
    }
}

/// Deserializes a union.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: TaggedUnion>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(T::MARKER, UnionVisitor(PhantomData))
}

/// Deserializes a list from an array.
pub(crate) fn items<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(array: A) -> Result<T, A::Error> {
    T::deserialize(SeqAccessDeserializer::new(array))
}

struct UnionVisitor<T>(PhantomData<T>);

impl<'de, T: TaggedUnion> Visitor<'de> for UnionVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of several kinds of value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        Ok(T::boolean(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok(T::number(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        Ok(T::number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        Number::from_f64(number).map(T::number).ok_or_else(|| E::custom("the number is not finite"))
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(T::unknown(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<T, A::Error> {
        T::array(array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        let LentText(tag) = object.next_key()?.unwrap_or_default();
        object.next_value_seed(Object { tag: &tag, union: PhantomData })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, foreign: D) -> Result<T, D::Error> {
        let json = Value::deserialize(foreign)?.to_string();
        from_text(&json).map_err(|error| D::Error::custom(PathAndMessage(&error)))
    }
}

fn from_text<T: TaggedUnion>(json: &str) -> Result<T, JsonError> {
    deserialize(&mut Reader::new(json)).map_err(|error: JsonError| error.located_in(json.as_bytes(), json))
}

/// An object with this tag.
struct Object<'a, T> {
    tag: &'a str,
    union: PhantomData<T>,
}

impl<'de, T: TaggedUnion> DeserializeSeed<'de> for Object<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::object(self.tag, deserializer)
    }
}
