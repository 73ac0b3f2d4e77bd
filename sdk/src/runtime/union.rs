//! Unions that a server may extend at any time.
//!
//! An object is told by its tag, anything else by its JSON type. The tag is read on the way: when it is the
//! first key, which is how servers write it, nothing is buffered; keys before it are kept and replayed. A
//! tag that is known leads to its payload and to no other, so a malformed payload is an error that names
//! the field; a tag that is not known leads to `Unknown`, which keeps the object as it came.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Number, Value};

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
        let mut before = VecDeque::new();
        if T::TAG.is_empty() {
            return T::object("", Replay { before, value: None, rest: object });
        }
        while let Some(key) = object.next_key::<String>()? {
            if key == T::TAG {
                let tag: Value = object.next_value()?;
                let name = tag.as_str().unwrap_or_default().to_owned();
                before.push_front((key, tag));
                return T::object(&name, Replay { before, value: None, rest: object });
            }
            let value = object.next_value()?;
            before.push_back((key, value));
        }
        Ok(T::unknown(Value::Object(Map::from_iter(before))))
    }
}

/// An object of which the first members have been read already.
struct Replay<A> {
    before: VecDeque<(String, Value)>,
    /// The value that belongs to the key handed out last, if it was one of `before`.
    value: Option<(String, Value)>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replay<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let Some((key, value)) = self.before.pop_front() else { return self.rest.next_key_seed(seed) };
        let read = seed.deserialize(key.as_str().into_deserializer());
        self.value = Some((key, value));
        read.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            // The parser is past this value and cannot say where it was.
            Some((key, value)) => {
                seed.deserialize(value).map_err(|error| A::Error::custom(format_args!("{key}: {error}")))
            }
            None => self.rest.next_value_seed(seed),
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
    #[derive(Deserialize)]
    struct Event {
        event: String,
        data: Value,
    }
    let Event { event, data } = Event::deserialize(deserializer)?;
    T::read(&event, data).map_err(D::Error::custom)
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
