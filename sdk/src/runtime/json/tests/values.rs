//! Arbitrary JSON is read as its value and other text is rejected; compared to serde_json.

use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::from_slice;
use super::sample::{Choice, Sample};
use super::texts::{json, nearly_json, print};

proptest! {
    #[test]
    fn every_value_is_read_as_it_was_printed(value in json(), choices in any::<Vec<u8>>()) {
        let text = print(&value, &choices);
        let read: Value = from_slice(text.as_bytes())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(read, value);
        prop_assert!(from_slice::<IgnoredAny>(text.as_bytes()).is_ok());
    }

    #[test]
    fn every_number_keeps_its_value(
        number in any::<f64>(),
        digits in "[1-9][0-9]{0,30}",
        exponent in -300..300_i32,
    ) {
        let value: Value = from_slice(format!("{number:?}").as_bytes()).expect("a number");
        prop_assert_eq!(value.as_f64(), Some(number));
        let text = format!("{digits}e{exponent}");
        let nearest = text.parse().ok().filter(|number: &f64| number.is_finite());
        prop_assert_eq!(from_slice::<f64>(text.as_bytes()).ok(), nearest);
    }

    #[test]
    fn validity_agrees_with_serde_json(text in nearly_json()) {
        let ours = from_slice::<Value>(text.as_bytes());
        let theirs = serde_json::from_str::<Value>(&text);
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) => prop_assert!(same(ours, theirs), "{ours} {theirs}"),
            (Err(_), Err(_)) => {}
            // Accepted here: lone surrogates and control characters.
            (Ok(_), Err(error)) => {
                let error = error.to_string();
                let tolerated = ["surrogate", "hex escape", "control character"];
                prop_assert!(tolerated.iter().any(|what| error.contains(what)), "{}", error);
            }
            // With `arbitrary_precision`, serde_json accepts numbers of any size.
            (Err(error), Ok(_)) => prop_assert!(error.message().ends_with("is out of range"), "{}", error),
        }
    }

    #[test]
    fn skipping_rejects_what_decoding_rejects(text in nearly_json()) {
        let skipped = from_slice::<IgnoredAny>(text.as_bytes());
        match from_slice::<Value>(text.as_bytes()) {
            Ok(_) => prop_assert!(skipped.is_ok()),
            // The size of a skipped number is not checked.
            Err(error) if error.message().contains("out of range") => {}
            Err(error) => {
                let skipped = skipped.expect_err("not JSON");
                prop_assert_eq!(
                    (skipped.message(), skipped.path(), skipped.offset()),
                    (error.message(), error.path(), error.offset())
                );
            }
        }
    }

    #[test]
    fn nothing_panics(bytes in any::<Vec<u8>>(), text in nearly_json()) {
        for json in [&bytes[..], text.as_bytes()] {
            _ = from_slice::<Value>(json).map_err(|error| error.to_string());
            _ = from_slice::<Sample>(json).map_err(|error| error.to_string());
            _ = from_slice::<Choice>(json).map_err(|error| error.to_string());
            _ = from_slice::<Vec<(u8, char, Option<i128>)>>(json).map_err(|error| error.to_string());
        }
    }
}

/// Whether two values are equal, up to the last digit of floats: serde_json does not always round to nearest.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(key, ours)| theirs.get(key).is_some_and(|theirs| same(ours, theirs)))
        }
        // With `arbitrary_precision`, a large integer is no float for serde_json.
        (Value::Number(ours), Value::Number(theirs)) if ours != theirs && ours.is_f64() => {
            let (ours, theirs) = (ours.as_f64().unwrap_or(f64::NAN), theirs.as_f64().unwrap_or(f64::NAN));
            (ours - theirs).abs() <= ours.abs() * 1e-15
        }
        _ => ours == theirs,
    }
}

#[test]
fn numbers_keep_their_type() {
    let read = |json: &str| from_slice::<Value>(json.as_bytes()).expect("a number");
    assert!(read("7").is_u64());
    assert!(read("-7").is_i64());
    assert!(read("7.0").is_f64());
    assert_eq!(read("18446744073709551615"), Value::from(u64::MAX));
    assert_eq!(read("18446744073709551616"), Value::from(18_446_744_073_709_551_616.0));
    assert_eq!(read("-9223372036854775808"), Value::from(i64::MIN));
    assert_eq!(read("-9223372036854775809"), Value::from(-9_223_372_036_854_775_809.0));
    assert_eq!(read("-0").as_f64(), serde_json::from_str::<Value>("-0").expect("a number").as_f64());
    assert!(from_slice::<Value>(b"1e400").is_err());
    for wrong in ["-", "01", "00", "-01", "1.", ".5", "1e", "1e+", "+1", "0x10", "1_000", "NaN", "Infinity"] {
        assert!(from_slice::<Value>(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn nesting_has_a_limit() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert!(from_slice::<Value>(nested(128).as_bytes()).is_ok());
    assert!(from_slice::<IgnoredAny>(nested(128).as_bytes()).is_ok());
    let error = from_slice::<Value>(nested(129).as_bytes()).expect_err("too deep");
    assert_eq!(error.message(), "arrays and objects are nested more than 128 levels deep");
    assert_eq!(error.offset(), 128);
    assert!(from_slice::<IgnoredAny>(nested(1_000_000).as_bytes()).is_err());
    // The limit is about depth, not about count.
    let flat = format!("[{}[]]", "[[]],".repeat(1000));
    assert!(from_slice::<Value>(flat.as_bytes()).is_ok());
}
