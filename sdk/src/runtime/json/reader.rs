//! The deserializer. In: JSON text. Out: calls to serde's visitors.
//!
//! It differs from the standard and from serde_json, to accept what servers send:
//!
//! - A byte order mark at the start is skipped.
//! - Strings may contain control characters; a lone surrogate (`\ud800`) becomes U+FFFD.
//! - Integers may be written as `1.0` or `3e9`.
//! - `null` is an empty list or map; for a struct it is an error.
//! - Structs are read from objects only, never from arrays by position.
//!
//! Where any type is accepted, an integer of more than 64 bits is a float.

use serde::de::{Deserializer, Error, Expected, Unexpected, Visitor};

use super::access::{Enum, Items, Members, Union};
use super::error::JsonError;
use super::number::{Number, to_float, to_integer};
use super::scanner::Scanner;
use super::string::Text;

/// The prefix of a newtype's name that marks a union. The name of the tag follows; see `tagged_union`.
pub(super) const UNION_MARKER: &str = "$union:";

/// Decodes JSON text.
pub(crate) struct Reader<'de> {
    pub(super) scanner: Scanner<'de>,
    /// Holds a string that cannot be borrowed from the text.
    pub(super) scratch: String,
    /// The union object that is read next, or was read last.
    pub(super) union: UnionObject,
}

/// An object whose tag has been looked up.
#[derive(Clone, Copy, Default)]
pub(super) struct UnionObject {
    /// The position of the object.
    pub(super) start: usize,
    /// The position of the key that is the tag.
    pub(super) key: usize,
    /// The name of the tag; empty if there is no such object.
    pub(super) tag: &'static str,
}

impl<'de> Reader<'de> {
    pub(crate) fn new(text: &'de str) -> Self {
        Self { scanner: Scanner::new(text), scratch: String::new(), union: UnionObject::default() }
    }

    /// Moves to the next value and returns its position.
    pub(super) fn start(&mut self) -> usize {
        self.scanner.peek();
        self.scanner.position
    }

    /// Checks that only whitespace follows.
    pub(super) fn end(&mut self) -> Result<(), JsonError> {
        self.scanner.end()
    }

    pub(super) fn string(&mut self) -> Result<Text<'de, '_>, JsonError> {
        self.scanner.string(&mut self.scratch)
    }

    /// Checks that the value begins with `byte`.
    #[inline]
    fn expect(&mut self, byte: u8, expected: &dyn Expected) -> Result<(), JsonError> {
        if self.scanner.peek() == Some(byte) { Ok(()) } else { Err(self.mismatch(expected)) }
    }

    /// The error for a value that is not `expected`, or for text that is not a value.
    #[cold]
    pub(super) fn mismatch(&mut self, expected: &dyn Expected) -> JsonError {
        let start = self.start();
        let error = match self.scanner.byte() {
            Some(b'"') => {
                self.string().map(|text| JsonError::invalid_type(Unexpected::Str(text.as_str()), expected))
            }
            Some(b'-' | b'0'..=b'9') => self.scanner.number().map(|number| {
                let found = match number {
                    Number::Unsigned(number) => Unexpected::Unsigned(number),
                    Number::Signed(number) => Unexpected::Signed(number),
                    Number::Other(number) => Unexpected::Float(to_float(number).unwrap_or(f64::INFINITY)),
                };
                JsonError::invalid_type(found, expected)
            }),
            Some(b'{') => Ok(JsonError::invalid_type(Unexpected::Map, expected)),
            Some(b'[') => Ok(JsonError::invalid_type(Unexpected::Seq, expected)),
            byte => self.scanner.skip_value().map(|()| {
                let found =
                    if byte == Some(b'n') { Unexpected::Unit } else { Unexpected::Bool(byte == Some(b't')) };
                JsonError::invalid_type(found, expected)
            }),
        };
        error.unwrap_or_else(|syntax| syntax).at(start)
    }

    fn boolean(&mut self, expected: &dyn Expected) -> Result<bool, JsonError> {
        match self.scanner.peek() {
            Some(b't') => self.scanner.literal("true").map(|()| true),
            Some(b'f') => self.scanner.literal("false").map(|()| false),
            _ => Err(self.mismatch(expected)),
        }
    }

    fn null(&mut self, expected: &dyn Expected) -> Result<(), JsonError> {
        self.expect(b'n', expected)?;
        self.scanner.literal("null")
    }

    fn text(&mut self, expected: &dyn Expected) -> Result<Text<'de, '_>, JsonError> {
        self.expect(b'"', expected)?;
        self.string()
    }

    fn number(&mut self, expected: &dyn Expected) -> Result<Number<'de>, JsonError> {
        match self.scanner.peek() {
            Some(b'-' | b'0'..=b'9') => self.scanner.number(),
            _ => Err(self.mismatch(expected)),
        }
    }

    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, JsonError> {
        let members = Members::open(self)?;
        let value = visitor.visit_map(members)?;
        self.scanner.close(b'}')?;
        Ok(value)
    }

    fn array<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, JsonError> {
        let items = Items::open(self)?;
        let value = visitor.visit_seq(items)?;
        self.scanner.close(b']')?;
        Ok(value)
    }

    fn any_but_object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, JsonError> {
        match self.scanner.peek() {
            Some(b'"') => self.string()?.visit(visitor),
            Some(b'-' | b'0'..=b'9') => visit_number(self.scanner.number()?, visitor),
            Some(b'[') => self.array(visitor),
            Some(b't' | b'f') => {
                let value = self.boolean(&visitor)?;
                visitor.visit_bool(value)
            }
            _ => {
                self.null(&visitor)?;
                visitor.visit_unit()
            }
        }
    }

    fn union<V: Visitor<'de>>(&mut self, tag: &'static str, visitor: V) -> Result<V::Value, JsonError> {
        if self.scanner.peek() == Some(b'{') {
            visitor.visit_map(Union::open(self, tag)?)
        } else {
            self.any_but_object(visitor)
        }
    }
}

impl<'de> Text<'de, '_> {
    pub(super) fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self {
            Self::Borrowed(text) => visitor.visit_borrowed_str(text),
            Self::Copied(text) => visitor.visit_str(text),
        }
    }
}

/// Passes on a number as the type that it was written as.
fn visit_number<'de, V: Visitor<'de>>(number: Number<'_>, visitor: V) -> Result<V::Value, JsonError> {
    match number {
        Number::Unsigned(number) => visitor.visit_u64(number),
        Number::Signed(number) => visitor.visit_i64(number),
        Number::Other(number) => visitor.visit_f64(to_float(number).ok_or_else(|| out_of_range(number))?),
    }
}

/// Passes on a number as an integer.
pub(super) fn visit_integer<'de, V: Visitor<'de>>(
    number: Number<'_>,
    visitor: V,
) -> Result<V::Value, JsonError> {
    let text = match number {
        Number::Unsigned(number) => return visitor.visit_u64(number),
        Number::Signed(number) => return visitor.visit_i64(number),
        Number::Other(text) => text,
    };
    let integer = to_integer(text).ok_or_else(|| no_integer(text))?;
    if integer.negative && integer.magnitude != 0 {
        match 0_i128.checked_sub_unsigned(integer.magnitude).map(|number| (number, i64::try_from(number))) {
            Some((_, Ok(number))) => visitor.visit_i64(number),
            Some((number, Err(_))) => visitor.visit_i128(number),
            None => Err(out_of_range(text)),
        }
    } else {
        match u64::try_from(integer.magnitude) {
            Ok(number) => visitor.visit_u64(number),
            Err(_) => visitor.visit_u128(integer.magnitude),
        }
    }
}

#[cold]
fn no_integer(number: &str) -> JsonError {
    if to_float(number).is_some_and(|float| float.fract() != 0.0) {
        JsonError::data(format!("expected an integer, found number {number}"))
    } else {
        out_of_range(number)
    }
}

#[cold]
fn out_of_range(number: &str) -> JsonError {
    JsonError::data(format!("number {number} is out of range"))
}

macro_rules! integers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            visit_integer(self.number(&visitor)?, visitor)
        }
    )+};
}

macro_rules! floats {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            visit_number(self.number(&visitor)?, visitor)
        }
    )+};
}

macro_rules! strings {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            self.text(&visitor)?.visit(visitor)
        }
    )+};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = JsonError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    floats! { deserialize_f32 deserialize_f64 }

    strings! { deserialize_str deserialize_string deserialize_char deserialize_identifier }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.scanner.peek() == Some(b'{') { self.object(visitor) } else { self.any_but_object(visitor) }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        let value = self.boolean(&visitor)?;
        visitor.visit_bool(value)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.scanner.peek() == Some(b'[') {
            return self.array(visitor);
        }
        match self.text(&visitor)? {
            Text::Borrowed(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Text::Copied(text) => visitor.visit_bytes(text.as_bytes()),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.scanner.peek() == Some(b'n') {
            self.scanner.literal("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.null(&visitor)?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match name.strip_prefix(UNION_MARKER) {
            Some(tag) => self.union(tag, visitor),
            None => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.scanner.peek() == Some(b'n') {
            self.scanner.literal("null")?;
            return visitor.visit_seq(Items::none(self));
        }
        self.expect(b'[', &visitor)?;
        self.array(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.expect(b'[', &visitor)?;
        self.array(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.scanner.peek() == Some(b'n') {
            self.scanner.literal("null")?;
            return visitor.visit_map(Members::none(self));
        }
        self.expect(b'{', &visitor)?;
        self.object(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.expect(b'{', &visitor)?;
        self.object(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match self.scanner.peek() {
            Some(b'"') => visitor.visit_enum(Enum::Name(self)),
            Some(b'{') => {
                let variant = Enum::open(self)?;
                let value = visitor.visit_enum(variant)?;
                self.scanner.close(b'}')?;
                Ok(value)
            }
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.scanner.skip_value()?;
        visitor.visit_unit()
    }
}
