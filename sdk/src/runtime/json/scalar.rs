//! Scalars that servers send as another JSON type: numbers as strings, times as dates, objects as strings.
//!
//! One visitor decodes any value into a [`Scalar`], which is converted then. So all members share one compiled visitor.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::timestamp;

/// Any JSON value. Strings are borrowed if possible.
pub(crate) enum Scalar<'de> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// An integer above `i64::MAX`.
    Unsigned(u64),
    Float(f64),
    Text(Cow<'de, str>),
    /// An array or an object.
    Other(Value),
}

/// The message for a value that cannot be converted.
pub(crate) type Mismatch = String;

impl<'de> Scalar<'de> {
    /// Converts to a string; other values than strings to their JSON text.
    pub(crate) fn into_text(self) -> Option<Cow<'de, str>> {
        Some(match self {
            Self::Null => return None,
            Self::Boolean(value) => value.to_string().into(),
            Self::Integer(number) => number.to_string().into(),
            Self::Unsigned(number) => number.to_string().into(),
            // `to_string` would print 1.0 as 1.
            Self::Float(number) => format!("{number:?}").into(),
            Self::Text(text) => text,
            Self::Other(value) => value.to_string().into(),
        })
    }

    /// Converts to an integer, from `7.0` and `"7"` as well. An empty string is `None`.
    pub(super) fn into_integer(self) -> Result<Option<i64>, Mismatch> {
        match self {
            Self::Null => Ok(None),
            Self::Integer(number) => Ok(Some(number)),
            Self::Float(number) if number.fract() == 0.0 => in_range(number).map(Some),
            Self::Text(text) if text.is_empty() => Ok(None),
            Self::Text(ref text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(self.mismatch("an integer")),
            },
            other => Err(other.mismatch("an integer")),
        }
    }

    /// Converts to a time in Unix seconds, from floats and dates as well. -1 is `None`. Milliseconds are not converted.
    pub(super) fn into_time(self) -> Result<Option<i64>, Mismatch> {
        let seconds = match self {
            Self::Float(number) => in_range(number.floor()).map(Some)?,
            Self::Text(ref text) if text.contains([':', '-', '.']) => match timestamp::parse(text) {
                Some(seconds) => Some(seconds),
                None => Err(self.mismatch("a time"))?,
            },
            other => other.into_integer().map_err(|message| message.replace("an integer", "a time"))?,
        };
        Ok(seconds.filter(|seconds| *seconds != -1))
    }

    /// Converts to a number, from a string as well.
    pub(super) fn into_number(self) -> Result<Option<f64>, Mismatch> {
        match self {
            Self::Null => Ok(None),
            Self::Integer(number) => Ok(Some(number as f64)),
            Self::Unsigned(number) => Ok(Some(number as f64)),
            Self::Float(number) => Ok(Some(number)),
            Self::Text(text) if text.is_empty() => Ok(None),
            Self::Text(ref text) => match text.parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => Ok(Some(number)),
                None => Err(self.mismatch("a number")),
            },
            other => Err(other.mismatch("a number")),
        }
    }

    /// Converts to a boolean, from a string, 0 and 1 as well.
    pub(crate) fn into_boolean(self) -> Result<Option<bool>, Mismatch> {
        match self {
            Self::Null => Ok(None),
            Self::Boolean(value) => Ok(Some(value)),
            Self::Integer(0) => Ok(Some(false)),
            Self::Integer(1) => Ok(Some(true)),
            Self::Text(text) if text.is_empty() => Ok(None),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            other => Err(other.mismatch("a boolean")),
        }
    }

    #[cold]
    fn mismatch(self, expected: &str) -> Mismatch {
        let found = match &self {
            Self::Null => "null".to_owned(),
            Self::Boolean(value) => format!("boolean {value}"),
            Self::Text(text) => {
                let start: String = text.chars().take(60).collect();
                format!("string {start:?}")
            }
            Self::Other(Value::Array(_)) => "an array".to_owned(),
            Self::Other(_) => "an object".to_owned(),
            Self::Integer(_) | Self::Unsigned(_) | Self::Float(_) => {
                format!("number {}", self.into_text().unwrap_or_default())
            }
        };
        format!("expected {expected}, found {found}")
    }
}

/// Floats have exact integers up to 2^53.
fn in_range(number: f64) -> Result<i64, Mismatch> {
    if number >= i64::MIN as f64 && number < i64::MAX as f64 {
        Ok(number as i64)
    } else {
        Err(format!("number {number:?} is out of range"))
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(text.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(text.to_owned().into()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(text.into()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Boolean(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(i64::try_from(number).map_or(Scalar::Unsigned(number), Scalar::Integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Float(number))
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar<'de>, D::Error> {
        Scalar::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Scalar<'de>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(array)).map(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Scalar<'de>, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(object))?;
        // With `arbitrary_precision`, serde_json hands out numbers as objects of its own.
        Ok(match value {
            Value::Number(number) => number
                .as_i64()
                .map(Scalar::Integer)
                .or_else(|| number.as_u64().map(Scalar::Unsigned))
                .or_else(|| number.as_f64().map(Scalar::Float))
                .unwrap_or_else(|| Scalar::Text(number.to_string().into())),
            value => Scalar::Other(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode;
    use super::*;

    fn read(json: &str) -> Scalar<'_> {
        decode::read(json).unwrap_or_else(|error| panic!("{json} is JSON: {error}"))
    }

    #[test]
    fn anything_but_null_is_a_text() {
        let text = |json| read(json).into_text().map(Cow::into_owned);
        for (json, expected) in [
            (r#""a""#, "a"),
            ("7", "7"),
            ("18446744073709551615", "18446744073709551615"),
            ("1.0", "1.0"),
            ("true", "true"),
            (r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"[1,"x"]"#, r#"[1,"x"]"#),
        ] {
            assert_eq!(text(json).as_deref(), Some(expected));
        }
        assert_eq!(text("null"), None);
    }

    #[test]
    fn integers_of_any_spelling() {
        for json in ["7", "7.0", r#""7""#, "0.7e1"] {
            assert_eq!(read(json).into_integer(), Ok(Some(7)), "{json}");
        }
        for json in ["null", r#""""#] {
            assert_eq!(read(json).into_integer(), Ok(None), "{json}");
        }
        for (json, expected) in [
            ("7.5", "expected an integer, found number 7.5"),
            ("1e300", "number 1e300 is out of range"),
            ("18446744073709551615", "expected an integer, found number 18446744073709551615"),
            ("true", "expected an integer, found boolean true"),
            (r#""x""#, "expected an integer, found string \"x\""),
            ("[]", "expected an integer, found an array"),
        ] {
            assert_eq!(read(json).into_integer(), Err(expected.to_owned()));
        }
    }

    #[test]
    fn times_are_seconds() {
        for json in ["1719000000", "1719000000.9", r#""1719000000""#, r#""2024-06-21T20:00:00Z""#] {
            assert_eq!(read(json).into_time(), Ok(Some(1_719_000_000)), "{json}");
        }
        for json in ["null", "-1", "-1.0", r#""""#] {
            assert_eq!(read(json).into_time(), Ok(None), "{json}");
        }
        // Milliseconds stay as they came.
        assert_eq!(read("1719000000000").into_time(), Ok(Some(1_719_000_000_000)));
        assert_eq!(read("{}").into_time(), Err("expected a time, found an object".to_owned()));
        let error = read(r#""next-week""#).into_time();
        assert_eq!(error, Err("expected a time, found string \"next-week\"".to_owned()));
    }

    #[test]
    fn numbers_and_booleans() {
        for json in ["0.5", r#""0.5""#, "5e-1"] {
            assert_eq!(read(json).into_number(), Ok(Some(0.5)), "{json}");
        }
        assert_eq!(read(r#""nan""#).into_number(), Err("expected a number, found string \"nan\"".to_owned()));
        for json in ["true", r#""True""#, "1"] {
            assert_eq!(read(json).into_boolean(), Ok(Some(true)), "{json}");
        }
        assert_eq!(read("2").into_boolean(), Err("expected a boolean, found number 2".to_owned()));
    }
}
