//! Enums of strings that a server may extend at any time.
//!
//! The macro expands to as little as it can, because there are many such enums: a match in each direction, and
//! one line for each trait. What the traits do is written once, in the functions below it.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// Defines an enum of strings with a variant for those that are not known yet.
///
/// `open_enum! { /// A state. State { /// Waiting. Queued = "queued" } }` gives `State::Queued`,
/// `State::Unknown(String)`, and everything that turns them into strings and back.
macro_rules! open_enum {
    (
        $(#[$about:meta])*
        $name:ident {
            $($(#[$about_variant:meta])* $variant:ident = $value:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about_variant])* $variant,)+
            /// A value that this version of the SDK does not know, as it came.
            Unknown(::std::string::String),
        }

        impl $name {
            /// The value as it is on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => value,
                }
            }
        }

        impl $crate::runtime::json::open_enum::OpenEnum for $name {
            fn known(value: &str) -> ::std::option::Option<Self> {
                ::std::option::Option::Some(match value {
                    $($value => Self::$variant,)+
                    _ => return ::std::option::Option::None,
                })
            }

            fn unknown(value: ::std::string::String) -> Self {
                Self::Unknown(value)
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                $crate::runtime::json::open_enum::from_str(value)
            }
        }

        impl ::std::convert::From<&::std::string::String> for $name {
            fn from(value: &::std::string::String) -> Self {
                $crate::runtime::json::open_enum::from_str(value)
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                $crate::runtime::json::open_enum::from_string(value)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok($crate::runtime::json::open_enum::from_str(value))
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::json::open_enum::deserialize(deserializer)
            }
        }
    };
}

#[allow(unused_imports)]
pub(crate) use open_enum;

/// What differs between one open enum and another.
pub(crate) trait OpenEnum: Sized {
    /// The variant of a value.
    fn known(value: &str) -> Option<Self>;

    /// The variant of a value that is not known.
    fn unknown(value: String) -> Self;
}

pub(crate) fn from_str<T: OpenEnum>(value: &str) -> T {
    T::known(value).unwrap_or_else(|| T::unknown(value.to_owned()))
}

pub(crate) fn from_string<T: OpenEnum>(value: String) -> T {
    T::known(&value).unwrap_or_else(|| T::unknown(value))
}

/// Reads a string, and the text of a number or boolean as one that is not known.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: OpenEnum>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(EnumVisitor(PhantomData))
}

struct EnumVisitor<T>(PhantomData<T>);

impl<T: OpenEnum> Visitor<'_> for EnumVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        Ok(from_str(value))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<T, E> {
        Ok(from_string(value))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        Ok(T::unknown(value.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok(T::unknown(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        Ok(T::unknown(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        // Not by `to_string`, for which 1.0 is 1.
        Ok(T::unknown(format!("{number:?}")))
    }
}
