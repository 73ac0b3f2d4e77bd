//! The argument types of setters and constructors.
//!
//! Five traits define the accepted types of texts, integers, numbers, lists and maps; [`Setting`] adds `Option` and
//! [`Nullable`] of them, and generated types. The traits are implemented here and in generated code only. Their names are
//! chosen for readable compiler messages.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::runtime::json::nullable::Nullable;

/// A text: `&str`, `String`, `&String`, `Cow<str>`, `Box<str>`, `Arc<str>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a text",
    label = "expected a text",
    note = "texts are `&str`, `String`, `&String`, `Cow<str>`, `Box<str>` and `Arc<str>`; other values have `.to_string()`"
)]
pub trait Text {
    #[doc(hidden)]
    fn into_text(self) -> String;
}

macro_rules! texts {
    ($($text:ty),*) => {
        $(impl Text for $text {
            fn into_text(self) -> String {
                self.into()
            }
        })*
    };
}

texts!(&str, String, &String, Cow<'_, str>, Box<str>);

impl Text for Arc<str> {
    fn into_text(self) -> String {
        (*self).to_owned()
    }
}

impl Text for &Cow<'_, str> {
    fn into_text(self) -> String {
        self.clone().into_owned()
    }
}

/// An integer of any type. One that does not fit `i64` is an
/// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the request is sent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integer",
    label = "expected an integer",
    note = "integers are `i8` to `i128`, `u8` to `u128`, `isize` and `usize`; parse texts, and round floats"
)]
pub trait Integer {
    #[doc(hidden)]
    fn into_integer(self) -> i64;
}

/// A number: an integer of up to 32 bits, `i64`, `u64`, `usize`, `f32` or `f64`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "expected a number",
    note = "numbers are `f64`, `f32` and the integers"
)]
pub trait Number {
    #[doc(hidden)]
    fn into_number(self) -> f64;
}

macro_rules! integers {
    ($($integer:ty),*) => {
        $(
            impl Integer for $integer {
                fn into_integer(self) -> i64 {
                    i64::try_from(self).unwrap_or(OUT_OF_RANGE)
                }
            }

            impl Number for $integer {
                fn into_number(self) -> f64 {
                    self as f64
                }
            }
        )*
    };
}

integers!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

/// Marks an integer that does not fit. No member of an API has this value, and `range` rejects it.
pub(crate) const OUT_OF_RANGE: i64 = i64::MAX;

impl Number for f64 {
    fn into_number(self) -> f64 {
        self
    }
}

impl Number for f32 {
    fn into_number(self) -> f64 {
        // Via the decimal form, so that 0.7_f32 is 0.7 and not 0.699999988079071.
        self.to_string().parse().unwrap_or(f64::from(self))
    }
}

/// A list: an array, a `Vec`, a slice, a set. Collect other iterators.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list",
    label = "expected a list",
    note = "lists are arrays, `Vec`, slices, `HashSet` and `BTreeSet`; collect other iterators into a `Vec`"
)]
pub trait List {
    /// The type of the items.
    type Item;
    #[doc(hidden)]
    fn into_items(self) -> impl Iterator<Item = Self::Item>;
}

macro_rules! lists {
    ($([$($generics:tt)*] $list:ty;)*) => {
        $(impl<T, $($generics)*> List for $list {
            type Item = T;
            fn into_items(self) -> impl Iterator<Item = T> {
                self.into_iter()
            }
        })*
    };
}

lists! {
    [] Vec<T>;
    [const N: usize] [T; N];
    [S] HashSet<T, S>;
    [] BTreeSet<T>;
}

macro_rules! borrowed_lists {
    ($([$($generics:tt)*] $list:ty;)*) => {
        $(impl<T: Clone, $($generics)*> List for &$list {
            type Item = T;
            fn into_items(self) -> impl Iterator<Item = T> {
                self.iter().cloned()
            }
        })*
    };
}

borrowed_lists! {
    [] [T];
    [] Vec<T>;
    [const N: usize] [T; N];
    [S] HashSet<T, S>;
    [] BTreeSet<T>;
}

/// A map from texts: an array, `Vec` or slice of pairs, a `HashMap`, a `BTreeMap`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a map",
    label = "expected pairs of a name and a value",
    note = "maps are arrays and `Vec` of pairs, `HashMap` and `BTreeMap`"
)]
pub trait Map {
    /// The type of the values.
    type Value;
    #[doc(hidden)]
    fn into_pairs(self) -> impl Iterator<Item = (String, Self::Value)>;
}

macro_rules! maps {
    ($([$($generics:tt)*] $map:ty;)*) => {
        $(impl<K: Text, V, $($generics)*> Map for $map {
            type Value = V;
            fn into_pairs(self) -> impl Iterator<Item = (String, V)> {
                self.into_iter().map(|(name, value)| (name.into_text(), value))
            }
        })*
    };
}

maps! {
    [const N: usize] [(K, V); N];
    [] Vec<(K, V)>;
    [S] HashMap<K, V, S>;
    [] BTreeMap<K, V>;
}

macro_rules! borrowed_maps {
    ($([$($generics:tt)*] $map:ty;)*) => {
        $(impl<K: Clone + Text, V: Clone, $($generics)*> Map for &$map {
            type Value = V;
            fn into_pairs(self) -> impl Iterator<Item = (String, V)> {
                self.iter().map(|(name, value)| (name.clone().into_text(), value.clone()))
            }
        })*
    };
}

borrowed_maps! {
    [] [(K, V)];
    [] Vec<(K, V)>;
    [const N: usize] [(K, V); N];
    [S] HashMap<K, V, S>;
    [] BTreeMap<K, V>;
}

/// A generated type: a struct, a union or an enum.
#[doc(hidden)]
pub trait Value {}

/// A generated type that can be created from a text, such as an enum.
#[doc(hidden)]
pub trait FromText: Value + From<String> {}

/// The argument of a setter for a member of type `T`: the value, a type that converts to it, or an `Option` of them. `None`
/// leaves the member unset. Setters of nullable members take `Setting<T>` and accept a [`Nullable`] as well; others take
/// `Setting<T, Null = NotAllowed>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be set as a `{T}`",
    label = "expected a `{T}`, or an `Option` of it",
    note = "texts take `&str` and `String`; integers and numbers any integer; lists arrays, `Vec`, slices and sets; \
            maps arrays of pairs, `HashMap` and `BTreeMap`; enums and unions their own type, their variants' types, \
            and a text if they have such a form"
)]
pub trait Setting<T> {
    /// Whether the argument can be `null`: [`NotAllowed`] or [`Possible`].
    type Null;
    #[doc(hidden)]
    fn into_setting(self) -> Nullable<T>;
}

/// A setting that is not `null`.
#[derive(Debug, Clone, Copy)]
pub enum NotAllowed {}

/// A setting that can be `null`: a [`Nullable`].
#[derive(Debug, Clone, Copy)]
pub enum Possible {}

impl<S: Text> Setting<String> for S {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<String> {
        Nullable::Value(self.into_text())
    }
}

impl<S: Integer> Setting<i64> for S {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<i64> {
        Nullable::Value(self.into_integer())
    }
}

impl<S: Number> Setting<f64> for S {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<f64> {
        Nullable::Value(self.into_number())
    }
}

impl Setting<bool> for bool {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<bool> {
        Nullable::Value(self)
    }
}

impl<T, S: List<Item: Into<T>>> Setting<Vec<T>> for S {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<Vec<T>> {
        Nullable::Value(list(self))
    }
}

impl<T, S: Map<Value: Into<T>>> Setting<BTreeMap<String, T>> for S {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<BTreeMap<String, T>> {
        Nullable::Value(map(self))
    }
}

/// Members of any shape.
impl Setting<serde_json::Map<String, serde_json::Value>> for serde_json::Map<String, serde_json::Value> {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<Self> {
        Nullable::Value(self)
    }
}

impl Setting<serde_json::Value> for serde_json::Value {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<Self> {
        Nullable::Value(self)
    }
}

impl<T: Value> Setting<T> for T {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<T> {
        Nullable::Value(self)
    }
}

macro_rules! values_from_texts {
    ($($text:ty),*) => {
        $(impl<T: FromText> Setting<T> for $text {
            type Null = NotAllowed;
            fn into_setting(self) -> Nullable<T> {
                Nullable::Value(T::from(self.into_text()))
            }
        })*
    };
}

values_from_texts!(&str, String, &String, Cow<'_, str>, &Cow<'_, str>, Box<str>, Arc<str>);

impl<T, S: Setting<T, Null = NotAllowed>> Setting<T> for Option<S> {
    type Null = NotAllowed;
    fn into_setting(self) -> Nullable<T> {
        self.map_or(Nullable::Absent, S::into_setting)
    }
}

/// Only for `T`, so that the type of `Nullable::Null` can be inferred.
impl<T> Setting<T> for Nullable<T> {
    type Null = Possible;
    fn into_setting(self) -> Self {
        self
    }
}

/// Converts the items of a list.
pub(crate) fn list<T>(list: impl List<Item: Into<T>>) -> Vec<T> {
    list.into_items().map(Into::into).collect()
}

/// Converts the values of a map.
pub(crate) fn map<T>(map: impl Map<Value: Into<T>>) -> BTreeMap<String, T> {
    map.into_pairs().map(|(name, value)| (name, value.into())).collect()
}
