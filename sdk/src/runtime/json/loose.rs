//! Optional objects and unions, for which some servers send `{}`, `"null"`, `""` or `[]` instead of null.
//!
//! The reader looks at the value first. It recognizes such a member by [`MARKER`], the name of a newtype, and calls:
//!
//! - `visit_none` for null and for strings that mean null;
//! - `visit_some` for an object with members; a decoding error is returned;
//! - `visit_map` for any other value, which is `None` if the type does not accept it.
//!
//! Other deserializers handle it as a newtype. Then the value is printed as JSON and decoded by the reader.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::error::{JsonError, PathAndMessage};
use super::reader::Reader;

/// The name of the newtype.
pub(super) const MARKER: &str = "$loose";

/// The value, `None` if the server sends another form.
pub(super) struct Loose<T>(pub(super) Option<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(MARKER, LooseVisitor(PhantomData)).map(Self)
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for LooseVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Option<T>, D::Error> {
        T::deserialize(value).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut value: A) -> Result<Option<T>, A::Error> {
        Ok(value.next_value().ok())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, foreign: D) -> Result<Option<T>, D::Error> {
        let json = Value::deserialize(foreign)?.to_string();
        let value = Loose::deserialize(&mut Reader::new(&json))
            .map_err(|error: JsonError| error.located_in(json.as_bytes(), &json));
        match value {
            Ok(Loose(value)) => Ok(value),
            Err(error) => Err(D::Error::custom(PathAndMessage(&error))),
        }
    }
}
