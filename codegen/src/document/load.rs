//! Parses a text into a [`Document`].
//!
//! YAML is parsed as YAML 1.2: only `true` and `false` are booleans (`required: [x, y]` has two strings), an anchor may be
//! redefined, and numbers may exceed 64 bits.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Document, Object};
use crate::error::{Diagnostic, Error, Result};

/// Parses JSON (a text whose first character is `{`) or YAML.
///
/// # Errors
/// Fails with line and column of a syntax error, or if the root is not a mapping.
pub fn load(text: &str) -> Result<Document> {
    let root = if text.trim_start().starts_with('{') { json(text)? } else { yaml(text)? };
    if !root.is_object() {
        return Err(self::error("line 1", "the document is not a mapping", "start it with openapi: 3.1.0"));
    }
    Ok(Document::new(root))
}

fn json(text: &str) -> Result<Value> {
    serde_json::from_str(text).map(|Unique(root)| root).map_err(|error| {
        let location = format!("line {}, column {}", error.line(), error.column());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        self::error(&location, message, "correct the JSON there")
    })
}

fn yaml(text: &str) -> Result<Value> {
    let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false, budget: None };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let location = error.location().map_or_else(
            || "the document".to_owned(),
            |at| format!("line {}, column {}", at.line(), at.column()),
        );
        // The location is shown already; advice after it is for users of the parser.
        let message = error.without_snippet().to_string();
        let message = message.split([',', '\n']).next().unwrap_or_default();
        let message = message.split(" at line ").next().unwrap_or_default();
        self::error(&location, message, "correct the YAML there")
    })
}

/// A JSON value that rejects duplicate keys; `Value` would keep the last.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> std::result::Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> std::result::Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> std::result::Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Value, A::Error> {
        let mut object = Object::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(serde::de::Error::custom(format_args!("duplicate mapping key: {key}")));
            }
            let Unique(value) = members.next_value()?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

fn error(location: &str, message: &str, help: &str) -> Error {
    Error::new("load", Diagnostic::new(location, message, help))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn root(text: &str) -> Value {
        load(text).expect("the text is well formed").root().clone()
    }

    #[test]
    fn yaml_words_that_look_like_booleans_are_strings() {
        assert_eq!(
            root("required: [x, y]\nanswer: no\nflag: true"),
            json!({
                "required": ["x", "y"], "answer": "no", "flag": true
            })
        );
    }

    #[test]
    fn integers_over_64_bits_are_parsed() {
        let value = root("minimum: -9223372036854776000\nmaximum: 9223372036854776000");
        assert_eq!(value["minimum"].as_f64(), Some(-9_223_372_036_854_776_000.0));
        assert_eq!(value["maximum"].as_f64(), Some(9_223_372_036_854_776_000.0));
    }

    #[test]
    fn an_anchor_can_be_redefined() {
        let value = root("a: &x {v: 1}\nb: *x\nc: &x {v: 2}\nd: *x");
        assert_eq!(value, json!({ "a": {"v": 1}, "b": {"v": 1}, "c": {"v": 2}, "d": {"v": 2} }));
    }

    #[test]
    fn json_and_yaml_give_the_same_document() {
        let yaml = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
        let json = r#" {"info": {"version": "1", "title": "T"}, "openapi": "3.1.0"}"#;
        assert_eq!(load(yaml), load(json));
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        insta::assert_snapshot!(load("a: 1\nb: [1,\nc: 2\n").unwrap_err(), @"load: line 2, column 4: unclosed bracket '['; correct the YAML there");
        insta::assert_snapshot!(load("{\"a\": }").unwrap_err(), @"load: line 1, column 7: expected value; correct the JSON there");
        insta::assert_snapshot!(load("{\"a\": 1, \"a\": 2}").unwrap_err(), @"load: line 1, column 12: duplicate mapping key: a; correct the JSON there");
        insta::assert_snapshot!(load("a: 1\na: 2\n").unwrap_err(), @"load: line 2, column 1: duplicate mapping key: a; correct the YAML there");
        insta::assert_snapshot!(load("- a\n").unwrap_err(), @"load: line 1: the document is not a mapping; start it with openapi: 3.1.0");
    }
}
