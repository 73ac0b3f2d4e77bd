//! A property that may be absent, `null`, or have a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A property that may be absent, `null`, or have a value.
///
/// In an update, an absent property is unchanged and `null` clears it. Properties are absent by default, and absent
/// properties are not sent.
///
/// ```
/// use openai_assistants::Nullable;
/// use openai_assistants::types::UpdateThreadRequest;
///
/// let mut update = UpdateThreadRequest::default();
/// assert_eq!(serde_json::to_string(&update)?, "{}");
/// update.metadata = Nullable::Null;
/// assert_eq!(serde_json::to_string(&update)?, r#"{"metadata":null}"#);
/// update.metadata = [("ticket", "SW-0417")].into();
/// assert_eq!(serde_json::to_string(&update)?, r#"{"metadata":{"ticket":"SW-0417"}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// Absent.
    #[default]
    Absent,
    /// Present and `null`.
    Null,
    /// Present with a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether the property is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the property is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the property has a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Returns the value; `None` if absent or `null`.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Converts to a reference to the value.
    pub fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// Converts to a mutable reference to the value.
    pub fn as_mut(&mut self) -> Nullable<&mut T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// Maps the value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(change(value)),
        }
    }

    /// Returns the value, or `other`.
    pub fn unwrap_or(self, other: T) -> T {
        self.value().unwrap_or(other)
    }

    /// Takes the property and leaves it absent.
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Nullable<T>> for Option<T> {
    fn from(property: Nullable<T>) -> Self {
        property.value()
    }
}

impl From<&str> for Nullable<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.to_owned())
    }
}

impl From<&String> for Nullable<String> {
    fn from(text: &String) -> Self {
        Self::Value(text.clone())
    }
}

impl<T, const N: usize> From<[T; N]> for Nullable<Vec<T>> {
    fn from(items: [T; N]) -> Self {
        Self::Value(items.into())
    }
}

impl<K: Into<String>, V: Into<U>, U, const N: usize> From<[(K, V); N]> for Nullable<BTreeMap<String, U>> {
    fn from(pairs: [(K, V); N]) -> Self {
        Self::Value(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An absent property is not deserialized: its field has a default.
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}
