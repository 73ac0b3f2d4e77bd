//! Enums of strings that a server may extend at any time.
//!
//! There are many such enums, so the macro expands to little: one match per direction and one line per trait.
//! The functions below it are shared.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// Defines an enum of strings with a variant for unknown strings.
///
/// `open_enum! { /// A state. State { /// Waiting. Queued = "queued" } }` gives `State::Queued`,
/// `State::Unknown(String)`, and the conversions from and to strings.
macro_rules! open_enum {
    (
        $(#[$about:meta])*
        $name:ident {
            $($(#[$about_variant:meta])* $variant:ident = $value:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about_variant])* $variant,)+
            /// A value that this version of the SDK does not know.
            Unknown(::std::string::String),
        }

        impl $name {
            /// Returns the value on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => value,
                }
            }
        }

        impl $crate::runtime::json::open_enum::OpenEnum for $name {
            #[inline]
            fn known(value: &str) -> ::std::option::Option<Self> {
                ::std::option::Option::Some(match value {
                    $($value => Self::$variant,)+
                    _ => return ::std::option::Option::None,
                })
            }

            #[inline]

            fn unknown(value: ::std::string::String) -> Self {
                Self::Unknown(value)
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                $crate::runtime::json::open_enum::from_str(value)
            }
        }

        impl ::std::convert::From<&::std::string::String> for $name {
            #[inline]
            fn from(value: &::std::string::String) -> Self {
                $crate::runtime::json::open_enum::from_str(value)
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                $crate::runtime::json::open_enum::from_string(value)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]

            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok($crate::runtime::json::open_enum::from_str(value))
            }
        }

        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::json::open_enum::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use open_enum;

/// The part that differs between enums.
pub(crate) trait OpenEnum: Sized {
    /// The variant of a value.
    fn known(value: &str) -> Option<Self>;

    /// The variant of an unknown value.
    fn unknown(value: String) -> Self;
}

pub(crate) fn from_str<T: OpenEnum>(value: &str) -> T {
    T::known(value).unwrap_or_else(|| T::unknown(value.to_owned()))
}

pub(crate) fn from_string<T: OpenEnum>(value: String) -> T {
    T::known(&value).unwrap_or_else(|| T::unknown(value))
}

/// Deserializes a string, or a number or boolean as its text.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: OpenEnum>(deserializer: D) -> Result<T, D::Error> {
    // The visitor returns text, so that it is compiled once and not per enum.
    Ok(match deserializer.deserialize_any(TextVisitor)? {
        Cow::Borrowed(value) => from_str(value),
        Cow::Owned(value) => from_string(value),
    })
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Cow<'de, str>, E> {
        Ok(value.to_owned().into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Cow<'de, str>, E> {
        Ok(value.into())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Cow<'de, str>, E> {
        Ok(value.to_string().into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Cow<'de, str>, E> {
        Ok(number.to_string().into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Cow<'de, str>, E> {
        Ok(number.to_string().into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Cow<'de, str>, E> {
        // `to_string` would print 1.0 as 1.
        Ok(format!("{number:?}").into())
    }
}
