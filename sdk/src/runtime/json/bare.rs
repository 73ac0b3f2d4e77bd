//! Alternatives of a union that have their tag alone: variants without a payload.

use serde::de::IgnoredAny;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serializer};

/// Reads the object, which says nothing more.
pub(crate) fn read<'de, D: Deserializer<'de>, T>(json: D, variant: T) -> Result<T, D::Error> {
    IgnoredAny::deserialize(json).map(|_| variant)
}

/// Writes an object of the tag.
pub(crate) fn write<S: Serializer>(name: &'static str, tag: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(Some(1))?;
    object.serialize_entry(name, tag)?;
    object.end()
}
