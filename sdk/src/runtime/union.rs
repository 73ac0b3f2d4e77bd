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

use super::content::{Content, Members, Text, read_member};

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
    // The name tells `Content` what to hand out first; to everything else it means nothing.
    deserializer.deserialize_newtype_struct(T::TAG, UnionVisitor(PhantomData))
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

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        let mut before = Vec::new();
        if T::TAG.is_empty() {
            return T::object("", Replay::new(None, before, object));
        }
        while let Some((Text(key), value)) = object.next_entry()? {
            if key != T::TAG {
                before.push((key, value));
                continue;
            }
            let tag = match &value {
                Content::Text(tag) => tag.clone(),
                _ => Cow::Borrowed(""),
            };
            return T::object(&tag, Replay::new(Some((key, value)), before, object));
        }
        Ok(T::unknown(Content::Object(before).into()))
    }
}

/// An object of which the first members have been read already.
struct Replay<'de, A> {
    tag: Option<(Cow<'de, str>, Content<'de>)>,
    before: std::vec::IntoIter<(Cow<'de, str>, Content<'de>)>,
    /// The value that belongs to the key handed out last, if the parser is past it.
    value: Option<(Cow<'de, str>, Content<'de>)>,
    rest: A,
}

impl<'de, A> Replay<'de, A> {
    fn new(tag: Option<(Cow<'de, str>, Content<'de>)>, before: Members<'de>, rest: A) -> Self {
        Self { tag, before: before.into_iter(), value: None, rest }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replay<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let next = self.tag.take().or_else(|| self.before.next());
        let Some((key, value)) = next else { return self.rest.next_key_seed(seed) };
        let read = seed.deserialize(key.as_ref().into_deserializer());
        self.value = Some((key, value));
        read.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        let Some((key, value)) = self.value.take() else { return self.rest.next_value_seed(seed) };
        read_member(&key, value, seed).map_err(A::Error::custom)
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
                ("data", None) => before = Some(object.next_value::<Content<'de>>()?),
                _ => _ = object.next_value::<IgnoredAny>()?,
            }
        }
        let event = event.ok_or_else(|| A::Error::missing_field("event"))?;
        match (read, before) {
            (Some(read), _) => Ok(read),
            (None, Some(data)) => {
                let seed = Data { event: &event, union: PhantomData };
                read_member("data", data, seed).map_err(A::Error::custom)
            }
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
