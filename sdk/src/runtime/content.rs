//! JSON that was read before anybody could know what it is, and is read again when it is known.
//!
//! A `serde_json::Value` would do, but it copies every string and sorts every object. This keeps what the
//! parser lends, in the order in which it came; and as the parser is past it when it turns out to be wrong,
//! errors carry their path.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Any JSON.
pub(crate) enum Content<'de> {
    Null,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(Cow<'de, str>),
    Array(Vec<Self>),
    Object(Members<'de>),
}

/// The members of an object, in order.
pub(crate) type Members<'de> = Vec<(Cow<'de, str>, Content<'de>)>;

impl From<Content<'_>> for Value {
    fn from(content: Content<'_>) -> Self {
        match content {
            Content::Null => Self::Null,
            Content::Bool(value) => value.into(),
            Content::Signed(number) => number.into(),
            Content::Unsigned(number) => number.into(),
            Content::Float(number) => number.into(),
            Content::Text(text) => Self::String(text.into_owned()),
            Content::Array(items) => items.into_iter().map(Self::from).collect(),
            Content::Object(members) => {
                members.into_iter().map(|(key, member)| (key.into_owned(), Self::from(member))).collect()
            }
        }
    }
}

/// A string that is borrowed where the parser can lend it.
pub(crate) struct Text<'de>(pub(crate) Cow<'de, str>);

impl<'de> serde::Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text)))
    }
}

impl<'de> serde::Deserialize<'de> for Content<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Content<'de>, E> {
        Ok(Content::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Content<'de>, E> {
        Ok(Content::Bool(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Content<'de>, E> {
        Ok(Content::Signed(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Content<'de>, E> {
        Ok(Content::Unsigned(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Content<'de>, E> {
        Ok(Content::Float(number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Content<'de>, E> {
        Ok(Content::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Content<'de>, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Content<'de>, E> {
        Ok(Content::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Content<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = array.next_element()? {
            items.push(item);
        }
        Ok(Content::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Content<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((Text(key), member)) = object.next_entry()? {
            members.push((key, member));
        }
        Ok(Content::Object(members))
    }
}

/// Why content could not be read, and where in it.
#[derive(Debug)]
pub(crate) struct Fault {
    message: String,
    /// From the inside out.
    path: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

impl Fault {
    fn below(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for step in self.path.iter().rev() {
            match step {
                Step::Key(key) => write!(f, "{separator}{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
            separator = ".";
        }
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), path: Vec::new() }
    }
}

impl<'de> Deserializer<'de> for Content<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Signed(number) => visitor.visit_i64(number),
            Self::Unsigned(number) => visitor.visit_u64(number),
            Self::Float(number) => visitor.visit_f64(number),
            Self::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Self::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Self::Array(items) => visitor.visit_seq(Items { items: items.into_iter(), index: 0 }),
            Self::Object(members) => visitor.visit_map(Entries { members: members.into_iter(), next: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    /// A union asks by the name of its tag: it comes first, so that nothing before it is kept once more.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if let Self::Object(members) = &mut self
            && let Some(tag) = members.iter().position(|(key, _)| key == name)
        {
            members.swap(0, tag);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self {
            Self::Text(text) => visitor.visit_enum(text.into_deserializer()),
            other => Value::from(other).deserialize_enum("", &[], visitor).map_err(Fault::custom),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'de> {
    items: std::vec::IntoIter<Content<'de>>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|fault| fault.below(Step::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries<'de> {
    members: std::vec::IntoIter<(Cow<'de, str>, Content<'de>)>,
    /// The member whose key was handed out last.
    next: Option<(Cow<'de, str>, Content<'de>)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        self.next = self.members.next();
        self.next.as_ref().map(|(key, _)| seed.deserialize(key.as_ref().into_deserializer())).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (key, value) =
            self.next.take().ok_or_else(|| Fault::custom("a value was asked for before its key"))?;
        read_member(&key, value, seed)
    }
}

/// Reads a member of an object.
pub(crate) fn read_member<'de, S: DeserializeSeed<'de>>(
    key: &str,
    member: Content<'de>,
    seed: S,
) -> Result<S::Value, Fault> {
    seed.deserialize(member).map_err(|fault| fault.below(Step::Key(key.to_owned())))
}
