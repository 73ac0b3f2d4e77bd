//! Gives visitors access to the values inside arrays, objects, enums and unions.
//!
//! Errors from visitors have no offset. Each level here adds the offset of the value that it was reading.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};

use super::error::JsonError;
use super::key::Key;
use super::reader::{Reader, UnionObject};
use super::scanner::Scanner;

enum Position {
    First,
    Later,
    /// In an empty list or map that was written as `null`.
    Null,
}

impl Position {
    /// Whether the step to the next value is the first one. `None` if there is no value.
    fn step(&mut self) -> Option<bool> {
        match self {
            Self::First => {
                *self = Self::Later;
                Some(true)
            }
            Self::Later => Some(false),
            Self::Null => None,
        }
    }
}

/// The items of an array.
pub(super) struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    position: Position,
}

impl<'a, 'de> Items<'a, 'de> {
    /// Opens the array that is next.
    pub(super) fn open(reader: &'a mut Reader<'de>) -> Result<Self, JsonError> {
        reader.scanner.open()?;
        Ok(Self { reader, position: Position::First })
    }

    pub(super) fn none(reader: &'a mut Reader<'de>) -> Self {
        Self { reader, position: Position::Null }
    }

    /// Moves to the next item.
    fn advance(&mut self) -> Result<bool, JsonError> {
        match self.position.step() {
            Some(first) => self.reader.scanner.next_item(first),
            None => Ok(false),
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = JsonError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, JsonError> {
        if !self.advance()? {
            return Ok(None);
        }
        let start = self.reader.scanner.position;
        match seed.deserialize(&mut *self.reader) {
            Ok(item) => Ok(Some(item)),
            Err(error) => Err(error.at(start)),
        }
    }
}

/// The members of an object.
pub(super) struct Members<'a, 'de> {
    reader: &'a mut Reader<'de>,
    position: Position,
    /// The tag of the object, if it is a union.
    union: UnionObject,
}

impl<'a, 'de> Members<'a, 'de> {
    /// Opens the object that is next.
    pub(super) fn open(reader: &'a mut Reader<'de>) -> Result<Self, JsonError> {
        let mut union = UnionObject::default();
        if reader.union.start == reader.scanner.position {
            std::mem::swap(&mut union, &mut reader.union);
        }
        reader.scanner.open()?;
        Ok(Self { reader, position: Position::First, union })
    }

    pub(super) fn none(reader: &'a mut Reader<'de>) -> Self {
        Self { reader, position: Position::Null, union: UnionObject::default() }
    }

    /// Moves to the next key.
    fn advance(&mut self) -> Result<bool, JsonError> {
        match self.position.step() {
            Some(first) => self.reader.scanner.next_member(first),
            None => Ok(false),
        }
    }

    /// The key that must not come next: the tag, if it has been seen already and has chosen the payload.
    fn forbidden(&self) -> &'static str {
        if self.reader.scanner.position > self.union.key { self.union.tag } else { "" }
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = JsonError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, JsonError> {
        if !self.advance()? {
            return Ok(None);
        }
        let forbidden = self.forbidden();
        match seed.deserialize(Key { reader: self.reader, forbidden }) {
            Ok(key) => Ok(Some(key)),
            // The offset is after the key, so that the key is part of the path.
            Err(error) => Err(error.at(self.reader.scanner.position)),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, JsonError> {
        self.reader.scanner.member_value()?;
        let start = self.reader.scanner.position;
        seed.deserialize(&mut *self.reader).map_err(|error| error.at(start))
    }
}

/// An enum in serde's own form: a string, or an object whose only key is the variant.
pub(super) enum Enum<'a, 'de> {
    Name(&'a mut Reader<'de>),
    Member(&'a mut Reader<'de>),
}

impl<'a, 'de> Enum<'a, 'de> {
    /// Opens the object that is next and moves to its key.
    pub(super) fn open(reader: &'a mut Reader<'de>) -> Result<Self, JsonError> {
        reader.scanner.open()?;
        if reader.scanner.next_member(true)? {
            Ok(Self::Member(reader))
        } else {
            Err(JsonError::data("expected a variant, found an empty object".to_owned()))
        }
    }

    /// Reads the value of a variant that has one.
    fn value<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, JsonError> {
        match self {
            Self::Name(_) => Err(JsonError::invalid_type(Unexpected::UnitVariant, &"a variant with a value")),
            Self::Member(reader) => {
                let start = reader.scanner.position;
                seed.deserialize(reader).map_err(|error| error.at(start))
            }
        }
    }
}

impl<'de> EnumAccess<'de> for Enum<'_, 'de> {
    type Error = JsonError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), JsonError> {
        match self {
            Self::Name(reader) => Ok((seed.deserialize(&mut *reader)?, Self::Name(reader))),
            Self::Member(reader) => {
                let variant = seed.deserialize(&mut *reader)?;
                reader.scanner.member_value()?;
                Ok((variant, Self::Member(reader)))
            }
        }
    }
}

impl<'de> VariantAccess<'de> for Enum<'_, 'de> {
    type Error = JsonError;

    fn unit_variant(self) -> Result<(), JsonError> {
        match self {
            Self::Name(_) => Ok(()),
            Self::Member(_) => self.value(std::marker::PhantomData),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, JsonError> {
        self.value(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.value(Tuple { length, visitor })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.value(Struct { fields, visitor })
    }
}

struct Tuple<V> {
    length: usize,
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Tuple<V> {
    type Value = V::Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_tuple(self.length, self.visitor)
    }
}

struct Struct<V> {
    fields: &'static [&'static str],
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Struct<V> {
    type Value = V::Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_struct("", self.fields, self.visitor)
    }
}

/// The object of a union as a map with one entry: the key is the value of the tag, the value is the whole
/// object.
pub(super) struct Union<'a, 'de> {
    reader: &'a mut Reader<'de>,
    /// The value of the tag; empty if it is missing or not a string.
    tag: Option<Cow<'de, str>>,
}

impl<'a, 'de> Union<'a, 'de> {
    /// Finds the tag of the object that is next.
    pub(super) fn open(reader: &'a mut Reader<'de>, tag: &'static str) -> Result<Self, JsonError> {
        let mut text = Cow::Borrowed("");
        if !tag.is_empty() {
            let start = reader.scanner.position;
            if let Some((key, found)) = find_tag(reader.scanner, tag)? {
                reader.union = UnionObject { start, key, tag };
                text = found;
            }
        }
        Ok(Self { reader, tag: Some(text) })
    }
}

/// Looks ahead for the tag of the object that is next. Returns the position of its key and its value.
///
/// The look-ahead stops at the tag, which servers write among the first members. In the worst case, unions
/// nested in unions with every tag last or missing, it passes over the text once per level. The depth is
/// limited to 128, so the time is bounded by the length of the text times 128.
fn find_tag<'de>(mut ahead: Scanner<'de>, tag: &str) -> Result<Option<(usize, Cow<'de, str>)>, JsonError> {
    let mut scratch = String::new();
    ahead.open()?;
    let mut first = true;
    while ahead.next_member(first)? {
        first = false;
        let position = ahead.position;
        let is_tag = ahead.string(&mut scratch)?.as_str() == tag;
        ahead.member_value()?;
        if is_tag {
            let is_text = ahead.byte() == Some(b'"');
            let text = if is_text { ahead.string(&mut scratch)?.into_cow() } else { Cow::Borrowed("") };
            return Ok(Some((position, text)));
        }
        ahead.skip_value()?;
    }
    Ok(None)
}

impl<'de> MapAccess<'de> for Union<'_, 'de> {
    type Error = JsonError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, JsonError> {
        match self.tag.take() {
            Some(Cow::Borrowed(tag)) => seed.deserialize(BorrowedStrDeserializer::new(tag)).map(Some),
            Some(Cow::Owned(tag)) => seed.deserialize(StringDeserializer::new(tag)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, JsonError> {
        seed.deserialize(&mut *self.reader)
    }
}
