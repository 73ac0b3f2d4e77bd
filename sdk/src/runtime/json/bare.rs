//! Union variants without a payload: objects with only a tag.

use serde::de::IgnoredAny;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serializer};

/// Ignores the object and returns the variant.
pub(crate) fn read<'de, D: Deserializer<'de>, T>(json: D, variant: T) -> Result<T, D::Error> {
    IgnoredAny::deserialize(json).map(|_| variant)
}

/// Writes an object with the tag.
pub(crate) fn write<S: Serializer>(name: &'static str, tag: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(Some(1))?;
    object.serialize_entry(name, tag)?;
    object.end()
}
