//! Slots: the storage of members while an object is decoded. All members of one type share the compiled code.

use std::collections::BTreeMap;

use serde::de::{Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess};

use super::loose::Loose;
use super::scalar::{Mismatch, Scalar};
use super::strings::Strings;

/// The storage of a member.
pub(crate) trait Slot<'de, A: MapAccess<'de>> {
    fn read(&mut self, object: &mut A) -> Result<(), A::Error>;

    /// Whether a required member is missing.
    fn is_missing(&self) -> bool {
        false
    }

    /// The other name of a member, until it has a value.
    fn alias(&self) -> Option<&'static str> {
        None
    }
}

/// A required member.
pub(crate) struct RequiredSlot<T> {
    pub(super) value: Option<T>,
    pub(super) alias: Option<&'static str>,
}

impl<T> RequiredSlot<T> {
    pub(crate) fn take(self) -> T {
        self.value.expect("read_members refuses an object without a required member")
    }
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for RequiredSlot<T> {
    fn read(&mut self, object: &mut A) -> Result<(), A::Error> {
        self.value = Some(object.next_value()?);
        Ok(())
    }

    fn is_missing(&self) -> bool {
        self.value.is_none()
    }

    fn alias(&self) -> Option<&'static str> {
        self.alias.filter(|_| self.value.is_none())
    }
}

/// A member whose type decodes null.
pub(crate) struct OptionalSlot<T>(pub(super) T);

impl<T> OptionalSlot<T> {
    pub(crate) fn take(self) -> T {
        self.0
    }
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for OptionalSlot<T> {
    fn read(&mut self, object: &mut A) -> Result<(), A::Error> {
        self.0 = object.next_value()?;
        Ok(())
    }
}

/// A member with a default, also for null.
pub(crate) struct DefaultSlot<T>(pub(super) T);

impl<T> DefaultSlot<T> {
    pub(crate) fn take(self) -> T {
        self.0
    }
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for DefaultSlot<T> {
    fn read(&mut self, object: &mut A) -> Result<(), A::Error> {
        if let Some(value) = object.next_value()? {
            self.0 = value;
        }
        Ok(())
    }
}

/// An object or a union, `None` for other forms of it.
pub(crate) struct LooseSlot<T>(pub(super) Option<T>);

impl<T> LooseSlot<T> {
    pub(crate) fn take(self) -> Option<T> {
        self.0
    }
}

impl<'de, A: MapAccess<'de>, T: DeserializeOwned> Slot<'de, A> for LooseSlot<T> {
    fn read(&mut self, object: &mut A) -> Result<(), A::Error> {
        let Loose(value) = object.next_value()?;
        self.0 = value;
        Ok(())
    }
}

/// A scalar, converted from other scalar types.
pub(crate) struct ScalarSlot<T> {
    pub(super) value: Option<T>,
    pub(super) alias: Option<&'static str>,
    pub(super) convert: fn(Scalar<'_>) -> Result<Option<T>, Mismatch>,
}

impl<T> ScalarSlot<T> {
    pub(crate) fn take(self) -> Option<T> {
        self.value
    }
}

impl<'de, A: MapAccess<'de>, T> Slot<'de, A> for ScalarSlot<T> {
    fn read(&mut self, object: &mut A) -> Result<(), A::Error> {
        // The conversion runs inside the deserializer, so that its error has the position of the value.
        let value = object.next_value_seed(Convert(self.convert))?;
        // Under one of two names the value may be null.
        if value.is_some() || self.alias.is_none() {
            self.value = value;
        }
        Ok(())
    }

    fn alias(&self) -> Option<&'static str> {
        self.alias.filter(|_| self.value.is_none())
    }
}

struct Convert<T>(fn(Scalar<'_>) -> Result<Option<T>, Mismatch>);

impl<'de, T> DeserializeSeed<'de> for Convert<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        (self.0)(Scalar::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A map of strings, converted from values of any type.
pub(crate) struct StringsSlot(pub(super) Option<BTreeMap<String, String>>);

impl StringsSlot {
    pub(crate) fn take<T: FromStrings>(self) -> T {
        T::from_strings(self.0)
    }
}

impl<'de, A: MapAccess<'de>> Slot<'de, A> for StringsSlot {
    fn read(&mut self, object: &mut A) -> Result<(), A::Error> {
        let Strings(strings) = object.next_value()?;
        self.0 = strings;
        Ok(())
    }
}

/// The type of a map of strings.
pub(crate) trait FromStrings {
    fn from_strings(strings: Option<BTreeMap<String, String>>) -> Self;
}

impl FromStrings for BTreeMap<String, String> {
    fn from_strings(strings: Option<BTreeMap<String, String>>) -> Self {
        strings.unwrap_or_default()
    }
}

impl FromStrings for Option<BTreeMap<String, String>> {
    fn from_strings(strings: Option<BTreeMap<String, String>>) -> Self {
        strings
    }
}
