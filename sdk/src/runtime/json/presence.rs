//! The kinds of members: whether a member is required, and which values are accepted in place of its own. `object!` names
//! one for each member.
//!
//! A kind creates the slot that a member is decoded into, and encodes the field: by [`Encode`], which always writes it, or
//! by [`EncodeOptional`], which omits it without a value.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::nullable::Nullable;
use super::object::Writer;
use super::slot::{DefaultSlot, LooseSlot, OptionalSlot, RequiredSlot, ScalarSlot, StringsSlot};

/// Encodes a member that is always written.
pub(crate) trait Encode: Sized {
    fn write<S: Serializer, T: Serialize>(self, object: &mut Writer<S>, key: &'static str, value: &T) {
        object.member(key, value);
    }
}

/// Encodes a member that is omitted without a value.
pub(crate) trait EncodeOptional: Sized {
    fn write<S: Serializer, T: Serialize + IsAbsent>(
        self,
        object: &mut Writer<S>,
        key: &'static str,
        value: &T,
    ) {
        object.optional(key, value);
    }
}

/// A required member.
pub(crate) struct Required;

impl Encode for Required {}

impl Required {
    pub(crate) fn slot<T>(self) -> RequiredSlot<T> {
        RequiredSlot { value: None, alias: None }
    }
}

/// A required member with another name that some servers use.
pub(crate) struct RequiredOr(pub(crate) &'static str);

impl Encode for RequiredOr {}

impl RequiredOr {
    pub(crate) fn slot<T>(self) -> RequiredSlot<T> {
        RequiredSlot { value: None, alias: Some(self.0) }
    }
}

/// An optional member.
pub(crate) struct Optional;

impl EncodeOptional for Optional {}

impl Optional {
    pub(crate) fn slot<T: Default>(self) -> OptionalSlot<T> {
        OptionalSlot(T::default())
    }
}

/// A member with a default: an empty list, `null`.
pub(crate) struct Always;

impl Encode for Always {}

impl Always {
    pub(crate) fn slot<T: Default>(self) -> DefaultSlot<T> {
        DefaultSlot(T::default())
    }
}

/// A constant, which servers may omit.
pub(crate) struct Or<T>(pub(crate) fn() -> T);

impl<T> Encode for Or<T> {}

impl<T> Or<T> {
    pub(crate) fn slot(self) -> DefaultSlot<T> {
        DefaultSlot(self.0())
    }
}

/// An object or a union of a response, `None` if the server sends another form.
pub(crate) struct Loose;

impl EncodeOptional for Loose {}

impl Loose {
    pub(crate) fn slot<T>(self) -> LooseSlot<T> {
        LooseSlot(None)
    }
}

/// A map of strings of a response, whose values may have other types.
pub(crate) struct Strings;

impl EncodeOptional for Strings {}

impl Strings {
    pub(crate) fn slot(self) -> StringsSlot {
        StringsSlot(None)
    }
}

/// A scalar of a response, which servers may send as another scalar type.
pub(crate) trait ScalarMember: Sized {
    type Value;

    fn slot(self) -> ScalarSlot<Self::Value>;
}

/// A scalar with another name that some servers use.
pub(crate) struct Aliased<P>(pub(crate) P, pub(crate) &'static str);

impl<P> EncodeOptional for Aliased<P> {}

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

        impl EncodeOptional for $name {}

        impl ScalarMember for $name {
            type Value = $value;

            fn slot(self) -> ScalarSlot<$value> {
                ScalarSlot { value: None, alias: None, convert: $convert }
            }
        }
    )+};
}

scalar_members! {
    /// A string.
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

/// Whether an optional field has no value.
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

/// A map that cannot be null is written even if it is empty.
impl<K, V> IsAbsent for BTreeMap<K, V> {
    fn is_absent(&self) -> bool {
        false
    }
}
