//! Slots: places for the values of members while an object is read. Structs share the code for all members of
//! one type.

use std::collections::BTreeMap;

use serde::de::{Deserialize, DeserializeOwned, Error, MapAccess};

use super::loose::Loose;
use super::scalar::{Mismatch, Scalar};
use super::strings::Strings;

/// A place for the value of a member.
pub(crate) trait Slot<'de, A: MapAccess<'de>> {
    fn read(&mut self, object: &mut A) -> Result<(), A::Error>;

    /// Whether the member has to be there and is not.
    fn is_missing(&self) -> bool {
        false
    }

    /// The other name of a member that has no value yet.
    fn alias(&self) -> Option<&'static str> {
        None
    }
}

/// A member that has to be there.
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

/// A member whose type has a value for null.
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

/// A member with a default, which null leaves as it is.
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

/// An object or a union that may be there in another form.
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

/// A scalar of a neighbouring type.
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
        // The error belongs to the value, so it is made where the value is read.
        self.value = object.next_value_seed(Convert(self.convert))?;
        Ok(())
    }

    fn alias(&self) -> Option<&'static str> {
        self.alias.filter(|_| self.value.is_none())
    }
}

struct Convert<T>(fn(Scalar<'_>) -> Result<Option<T>, Mismatch>);

impl<'de, T> serde::de::DeserializeSeed<'de> for Convert<T> {
    type Value = Option<T>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        (self.0)(Scalar::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A map of texts, whose values may be anything.
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

/// The type of a member that is a map of texts.
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
