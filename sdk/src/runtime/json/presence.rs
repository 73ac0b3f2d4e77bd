//! When a member is there, and what is read in its place. `object!` names one of these for each member.
//!
//! Each makes the slot into which a member is read, and writes the field.

use serde::{Serialize, Serializer};

use super::nullable::Nullable;
use super::object::Writer;
use super::slot::{DefaultSlot, FromStrings, LooseSlot, OptionalSlot, RequiredSlot, ScalarSlot, StringsSlot};

/// A member that has to be there.
pub(crate) struct Required;

impl Required {
    pub(crate) fn slot<T>(self) -> RequiredSlot<T> {
        RequiredSlot { value: None, alias: None }
    }

    pub(crate) fn write<S: Serializer, T: Serialize>(
        self,
        object: &mut Writer<S>,
        key: &'static str,
        value: &T,
    ) {
        object.member(key, value);
    }
}

/// A member that has to be there, by this other name if not by its own.
pub(crate) struct RequiredOr(pub(crate) &'static str);

impl RequiredOr {
    pub(crate) fn slot<T>(self) -> RequiredSlot<T> {
        RequiredSlot { value: None, alias: Some(self.0) }
    }

    pub(crate) fn write<S: Serializer, T: Serialize>(
        self,
        object: &mut Writer<S>,
        key: &'static str,
        value: &T,
    ) {
        object.member(key, value);
    }
}

/// A member that is left out if it has no value.
pub(crate) struct Optional;

impl Optional {
    pub(crate) fn slot<T: Default>(self) -> OptionalSlot<T> {
        OptionalSlot(T::default())
    }

    pub(crate) fn write<S: Serializer, T: Serialize + IsAbsent>(
        self,
        object: &mut Writer<S>,
        key: &'static str,
        value: &T,
    ) {
        object.optional(key, value);
    }
}

/// A member that is always written, and has a default if it is missing: an empty list, `null`.
pub(crate) struct Always;

impl Always {
    pub(crate) fn slot<T: Default>(self) -> DefaultSlot<T> {
        DefaultSlot(T::default())
    }

    pub(crate) fn write<S: Serializer, T: Serialize>(
        self,
        object: &mut Writer<S>,
        key: &'static str,
        value: &T,
    ) {
        object.member(key, value);
    }
}

/// A constant, which can be missing.
pub(crate) struct Or<T>(pub(crate) fn() -> T);

impl<T: Serialize> Or<T> {
    pub(crate) fn slot(self) -> DefaultSlot<T> {
        DefaultSlot(self.0())
    }

    pub(crate) fn write<S: Serializer>(self, object: &mut Writer<S>, key: &'static str, value: &T) {
        object.member(key, value);
    }
}

/// A response's object or union, `None` if it comes in another form.
pub(crate) struct Loose;

impl Loose {
    pub(crate) fn slot<T>(self) -> LooseSlot<T> {
        LooseSlot(None)
    }

    pub(crate) fn write<S: Serializer, T: Serialize>(
        self,
        object: &mut Writer<S>,
        key: &'static str,
        value: &Option<T>,
    ) {
        object.optional(key, value);
    }
}

/// A response's map of texts, whose values may come as anything.
pub(crate) struct Strings;

impl Strings {
    pub(crate) fn slot(self) -> StringsSlot {
        StringsSlot(None)
    }

    pub(crate) fn write<S: Serializer, T: Serialize + FromStrings + IsAbsent>(
        self,
        object: &mut Writer<S>,
        key: &'static str,
        value: &T,
    ) {
        object.optional(key, value);
    }
}

/// A response's member that is a scalar, and may come as a scalar of another type. `None` if it is missing.
pub(crate) trait ScalarMember: Sized {
    type Value: Serialize;

    fn slot(self) -> ScalarSlot<Self::Value>;

    fn write<S: Serializer>(self, object: &mut Writer<S>, key: &'static str, value: &Option<Self::Value>) {
        object.optional(key, value);
    }
}

/// A member to which some servers give this other name.
pub(crate) struct Aliased<P>(pub(crate) P, pub(crate) &'static str);

impl<P: ScalarMember> ScalarMember for Aliased<P> {
    type Value = P::Value;

    fn slot(self) -> ScalarSlot<P::Value> {
        ScalarSlot { alias: Some(self.1), ..self.0.slot() }
    }
}

macro_rules! scalar_members {
    ($($(#[$about:meta])* $name:ident: $value:ty = $convert:expr;)+) => {$(
        $(#[$about])*
        pub(crate) struct $name;

        impl ScalarMember for $name {
            type Value = $value;

            fn slot(self) -> ScalarSlot<$value> {
                ScalarSlot { value: None, alias: None, convert: $convert }
            }
        }
    )+};
}

scalar_members! {
    /// A text.
    Text: String = |value| Ok(value.into_text().map(Into::into));
    /// An integer, such as a counter.
    Count: i64 = |value| value.into_integer();
    /// A time in Unix seconds.
    Time: i64 = |value| value.into_time();
    /// A number.
    Float: f64 = |value| value.into_number();
    /// A boolean.
    Boolean: bool = |value| value.into_boolean();
}

/// What an optional member can be.
pub(crate) trait IsAbsent {
    fn is_absent(&self) -> bool;
}

impl<T> IsAbsent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> IsAbsent for Nullable<T> {
    fn is_absent(&self) -> bool {
        Self::is_absent(self)
    }
}

impl<K, V> IsAbsent for std::collections::BTreeMap<K, V> {
    fn is_absent(&self) -> bool {
        false
    }
}
