//! Unions that a server may extend at any time.
//!
//! An object is told by its tag, anything else by its JSON type. The tag is read on the way: when it is the
//! first key, which is how servers write it, nothing is buffered; keys before it are kept and replayed. A
//! tag that is known leads to its payload and to no other, so a malformed payload is an error that names
//! the field; a tag that is not known leads to `Unknown`, which keeps the object as it came.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

/// What the generated code says of a union; everything that it does not say is unknown.
pub(crate) trait Union: Sized {
    /// The property by which objects are told apart; empty when there is one sort of object at most.
    const TAG: &'static str = "";

    /// Keeps what fits nothing else.
    fn unknown(value: Value) -> Self;

    /// A string.
    fn string(text: String) -> Self {
        Self::unknown(Value::String(text))
    }

    /// A number.
    fn number(number: Number) -> Self {
        Self::unknown(Value::Number(number))
    }

    /// A boolean.
    fn boolean(value: bool) -> Self {
        Self::unknown(Value::Bool(value))
    }

    /// An array.
    fn array<'de, A: SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        seq(array).map(Self::unknown)
    }

    /// An object with this tag; the tag is among the keys of `object`, too.
    fn object<'de, A: MapAccess<'de>>(tag: &str, object: A) -> Result<Self, A::Error> {
        let _ = tag;
        payload(object).map(Self::unknown)
    }
}

/// Reads a union.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Union>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(UnionVisitor(PhantomData))
}

/// Reads the payload of an object.
pub(crate) fn payload<'de, A: MapAccess<'de>, T: Deserialize<'de>>(object: A) -> Result<T, A::Error> {
    T::deserialize(MapAccessDeserializer::new(object))
}

/// Reads the items of an array.
pub(crate) fn seq<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(array: A) -> Result<T, A::Error> {
    T::deserialize(serde::de::value::SeqAccessDeserializer::new(array))
}

struct UnionVisitor<T>(PhantomData<T>);

impl<'de, T: Union> Visitor<'de> for UnionVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of several kinds of value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::string(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        Ok(T::string(text))
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
        let mut before = Vec::new();
        if T::TAG.is_empty() {
            return T::object("", Replay::new(before, object));
        }
        while let Some(Text(key)) = object.next_key()? {
            let value: Member<'de> = object.next_value()?;
            if key != T::TAG {
                before.push((key, value));
                continue;
            }
            let tag = match &value {
                Member::Text(tag) => tag.clone(),
                Member::Other(_) => Cow::Borrowed(""),
            };
            before.push((key, value));
            return T::object(&tag, Replay::new(before, object));
        }
        let members = before.into_iter().map(|(key, value)| (key.into_owned(), value.into()));
        Ok(T::unknown(Value::Object(members.collect())))
    }
}

/// A string that is borrowed where the parser can lend it.
struct Text<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(MemberVisitor)? {
            Member::Text(text) => Ok(Self(text)),
            Member::Other(_) => Err(D::Error::custom("a key is a string")),
        }
    }
}

/// Reads the string itself, or what wraps one.
impl<'de> Deserializer<'de> for Text<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// What was read before the tag. Most of it is short strings: ids, and the tag itself.
enum Member<'de> {
    Text(Cow<'de, str>),
    Other(Value),
}

impl From<Member<'_>> for Value {
    fn from(member: Member<'_>) -> Self {
        match member {
            Member::Text(text) => Self::String(text.into_owned()),
            Member::Other(value) => value,
        }
    }
}

impl<'de> Deserialize<'de> for Member<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Member<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Member<'de>, E> {
        Ok(Member::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Member<'de>, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Member<'de>, E> {
        Ok(Member::Text(Cow::Owned(text)))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Member<'de>, E> {
        Ok(Member::Other(value.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Member<'de>, E> {
        Ok(Member::Other(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Member<'de>, E> {
        Ok(Member::Other(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Member<'de>, E> {
        Ok(Member::Other(number.into()))
    }

    fn visit_unit<E: Error>(self) -> Result<Member<'de>, E> {
        Ok(Member::Other(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Member<'de>, A::Error> {
        seq(array).map(Member::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Member<'de>, A::Error> {
        payload(object).map(Member::Other)
    }
}

/// An object of which the first members have been read already.
struct Replay<'de, A> {
    before: std::vec::IntoIter<(Cow<'de, str>, Member<'de>)>,
    /// The value that belongs to the key handed out last, if it was one of `before`.
    value: Option<(Cow<'de, str>, Member<'de>)>,
    rest: A,
}

impl<'de, A> Replay<'de, A> {
    fn new(before: Vec<(Cow<'de, str>, Member<'de>)>, rest: A) -> Self {
        Self { before: before.into_iter(), value: None, rest }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replay<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let Some((key, value)) = self.before.next() else { return self.rest.next_key_seed(seed) };
        let read = seed.deserialize(key.as_ref().into_deserializer());
        self.value = Some((key, value));
        read.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        let Some((key, value)) = self.value.take() else { return self.rest.next_value_seed(seed) };
        replay(&key, value, seed)
    }
}

/// Reads a member that was kept. The parser is past it and cannot say where it was, so the error does.
fn replay<'de, S: DeserializeSeed<'de>, E: Error>(
    key: &str,
    member: Member<'de>,
    seed: S,
) -> Result<S::Value, E> {
    match member {
        Member::Text(text) => {
            seed.deserialize(Text(text)).map_err(|error| E::custom(format_args!("{key}: {error}")))
        }
        Member::Other(value) => {
            let mut track = serde_path_to_error::Track::new();
            let read = seed.deserialize(serde_path_to_error::Deserializer::new(value, &mut track));
            read.map_err(|error| match track.path().to_string() {
                path if path == "." => E::custom(format_args!("{key}: {error}")),
                path if path.starts_with('[') => E::custom(format_args!("{key}{path}: {error}")),
                path => E::custom(format_args!("{key}.{path}: {error}")),
            })
        }
    }
}

/// A union whose tag and payload stand side by side, as an event's name and data do.
pub(crate) trait EventUnion: Sized {
    /// The event of this name with this data.
    fn read<'de, D: Deserializer<'de>>(event: &str, data: D) -> Result<Self, D::Error>;
}

/// Reads `{"event": .., "data": ..}` in either order.
pub(crate) fn deserialize_event<'de, D: Deserializer<'de>, T: EventUnion>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(EventVisitor(PhantomData))
}

struct EventVisitor<T>(PhantomData<T>);

impl<'de, T: EventUnion> Visitor<'de> for EventVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event and its data")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        let (mut event, mut before, mut read) = (None, None, None);
        while let Some(Text(key)) = object.next_key()? {
            match (&*key, &event) {
                ("event", _) => event = Some(object.next_value::<Text<'de>>()?.0),
                ("data", Some(event)) => {
                    read = Some(object.next_value_seed(Data { event, union: PhantomData })?);
                }
                ("data", None) => before = Some(object.next_value::<Member<'de>>()?),
                _ => _ = object.next_value::<IgnoredAny>()?,
            }
        }
        let event = event.ok_or_else(|| A::Error::missing_field("event"))?;
        match (read, before) {
            (Some(read), _) => Ok(read),
            (None, Some(data)) => replay("data", data, Data { event: &event, union: PhantomData }),
            (None, None) => Err(A::Error::missing_field("data")),
        }
    }
}

/// The data of the event that has this name.
struct Data<'a, T> {
    event: &'a str,
    union: PhantomData<T>,
}

impl<'de, T: EventUnion> DeserializeSeed<'de> for Data<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(self.event, deserializer)
    }
}

/// Writes `{"event": .., "data": ..}`.
pub(crate) fn serialize_event<S: Serializer>(
    event: &str,
    data: &impl Serialize,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_struct("Event", 2)?;
    object.serialize_field("event", event)?;
    object.serialize_field("data", data)?;
    object.end()
}
