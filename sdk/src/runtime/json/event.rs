//! Adjacently tagged unions: `{"event": name, "data": payload}`, in either order.
//!
//! These are tagged unions with the tag `event`, whose payload is deserialized by [`data`].

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Deserializes the member `data` of an object and ignores the others.
///
/// # Errors
/// Fails if there is no such member.
pub(crate) fn data<'de, D: Deserializer<'de>, T: Deserialize<'de>>(object: D) -> Result<T, D::Error> {
    object.deserialize_map(DataVisitor(PhantomData))
}

struct DataVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for DataVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event and its data")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        let mut data = None;
        while let Some(key) = object.next_key()? {
            match key {
                Member::Data if data.is_some() => return Err(A::Error::duplicate_field("data")),
                Member::Data => data = Some(object.next_value()?),
                Member::Other => _ = object.next_value::<IgnoredAny>()?,
            }
        }
        data.ok_or_else(|| A::Error::missing_field("data"))
    }
}

enum Member {
    Data,
    Other,
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(MemberVisitor)
    }
}

struct MemberVisitor;

impl Visitor<'_> for MemberVisitor {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Member, E> {
        Ok(if key == "data" { Member::Data } else { Member::Other })
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
