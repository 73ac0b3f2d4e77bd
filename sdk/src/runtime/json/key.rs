//! Deserializes the keys of objects: strings, which maps may read as integers or booleans.

use serde::de::{Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor};

use super::error::JsonError;
use super::number::Number;
use super::reader::{Reader, visit_integer};
use super::scanner::Scanner;
use super::string::Text;

/// The key that is next.
pub(super) struct Key<'a, 'de> {
    pub(super) reader: &'a mut Reader<'de>,
    /// The key that must not be repeated; empty if there is none.
    pub(super) forbidden: &'static str,
}

impl<'a, 'de> Key<'a, 'de> {
    #[inline]
    fn text(self) -> Result<Text<'de, 'a>, JsonError> {
        let text = self.reader.string()?;
        if !self.forbidden.is_empty() && text.as_str() == self.forbidden {
            return Err(JsonError::duplicate_field(self.forbidden));
        }
        Ok(text)
    }
}

/// Reads a key as a number.
fn number<'s>(text: &'s str, expected: &dyn Expected) -> Result<Number<'s>, JsonError> {
    let mut scanner = Scanner::new(text);
    if let Some(b'-' | b'0'..=b'9') = scanner.byte()
        && let Ok(number) = scanner.number()
        && scanner.position == text.len()
    {
        return Ok(number);
    }
    Err(JsonError::invalid_type(Unexpected::Str(text), expected))
}

macro_rules! integers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            visit_integer(number(self.text()?.as_str(), &visitor)?, visitor)
        }
    )+};
}

impl<'de> Deserializer<'de> for Key<'_, 'de> {
    type Error = JsonError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.text()?.visit(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.text()?.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(JsonError::invalid_type(Unexpected::Str(other), &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_enum(self.text()?.as_str().into_deserializer())
    }

    serde::forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}
