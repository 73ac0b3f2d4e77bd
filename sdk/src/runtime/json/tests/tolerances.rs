//! What servers send although the standard forbids it, or serde_json rejects it.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::{Value, json};

use super::sample::{Choice, Text};
use super::{error_text, fail, read};

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(read::<Value>("\u{feff}{\"a\":1}"), json!({ "a": 1 }));
    assert_eq!(read::<Value>("\u{feff} 1"), json!(1));
    fail::<Value>("\u{feff}\u{feff}1");
    fail::<Value>("[\u{feff}1]");
}

#[test]
fn lone_surrogates_are_replaced() {
    for (json, text) in [
        (r#""\ud800""#, "\u{fffd}"),
        (r#""\udc00""#, "\u{fffd}"),
        (r#""\ud83d\ude00""#, "😀"),
        (r#""\uD83D\uDE00""#, "😀"),
        (r#""a\ud800b""#, "a\u{fffd}b"),
        (r#""\ud800\n""#, "\u{fffd}\n"),
        (r#""\ud800\u0041""#, "\u{fffd}A"),
        (r#""\ud800\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\udc00\ud800""#, "\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(read::<String>(json), text, "{json}");
    }
    fail::<String>(r#""\ud800\u00""#);
}

#[test]
fn control_characters_are_read() {
    assert_eq!(read::<String>("\"a\n\t\0\u{1f}b\""), "a\n\t\0\u{1f}b");
    assert_eq!(read::<String>("\"a\n\\n\""), "a\n\n");
}

#[test]
fn integers_may_look_like_floats() {
    for (json, number) in [
        ("1.0", 1),
        ("3e9", 3_000_000_000),
        ("-0.0", 0),
        ("-0", 0),
        ("0e999999999999999999999", 0),
        ("1.50e1", 15),
        ("120E-1", 12),
        ("-2.5e+3", -2500),
        ("9007199254740993.0", 9_007_199_254_740_993),
        ("9.223372036854775807e18", i64::MAX),
        ("-9223372036854775808.00", i64::MIN),
    ] {
        assert_eq!(read::<i64>(json), number, "{json}");
    }
    assert_eq!(read::<u64>("18446744073709551615.0"), u64::MAX);
    assert_eq!(read::<u32>("3e9"), 3_000_000_000);
    assert_eq!(read::<u8>("1.0"), 1);
    assert_eq!(read::<i128>("-170141183460469231731687303715884105728"), i128::MIN);
    assert_eq!(read::<u128>("340282366920938463463374607431768211455"), u128::MAX);
    assert_eq!(read::<i128>("-5"), -5);
}

#[test]
fn integers_are_exact_or_rejected() {
    assert_eq!(error_text::<i64>("1.5"), ".: expected an integer, found number 1.5");
    assert_eq!(error_text::<i64>("1e-3"), ".: expected an integer, found number 1e-3");
    assert_eq!(error_text::<i64>("1e400"), ".: number 1e400 is out of range");
    assert_eq!(
        error_text::<i64>("1e99999999999999999999"),
        ".: number 1e99999999999999999999 is out of range"
    );
    assert_eq!(error_text::<u8>("256.0"), ".: expected u8, found number 256");
    assert_eq!(error_text::<u8>("-1"), ".: expected u8, found number -1");
    assert_eq!(error_text::<u64>("-1.0"), ".: expected u64, found number -1");
    assert_eq!(error_text::<i32>("3e9"), ".: expected i32, found number 3000000000");
    fail::<i64>("9223372036854775808");
    fail::<u64>("18446744073709551616");
    fail::<i64>("1e39");
    assert_eq!(error_text::<i64>("\"1\""), ".: expected an integer, found string \"1\"");
}

#[test]
fn floats_may_look_like_integers() {
    assert_eq!(read::<f64>("1"), 1.0);
    assert_eq!(read::<f32>("-3"), -3.0);
    assert_eq!(read::<f64>("1e2"), 100.0);
    assert_eq!(read::<f64>("123456789012345678901234567890"), 1.234_567_890_123_456_8e29);
    assert_eq!(error_text::<f64>("1e999"), ".: number 1e999 is out of range");
}

#[derive(Debug, Default, PartialEq, Deserialize)]
struct Lists {
    list: Vec<u8>,
    map: BTreeMap<String, u8>,
}

#[test]
fn null_is_an_empty_list_or_map_and_no_struct() {
    assert_eq!(read::<Lists>(r#"{"list":null,"map":null}"#), Lists::default());
    assert_eq!(read::<HashMap<u8, u8>>("null"), HashMap::new());
    assert_eq!(read::<Vec<Vec<u8>>>("[null,[1]]"), [vec![], vec![1]]);
    assert_eq!(read::<Option<Vec<u8>>>("null"), None);
    assert_eq!(error_text::<Lists>("null"), ".: expected struct Lists, found null");
    assert_eq!(error_text::<(u8,)>("null"), ".: expected a tuple of size 1, found null");
    assert_eq!(error_text::<Vec<u8>>("nul"), ".: expected `null`, but the JSON ends here");
}

#[test]
fn structs_are_objects() {
    assert_eq!(error_text::<Lists>("[[],{}]"), ".: expected struct Lists, found an array");
}

#[test]
fn the_last_of_repeated_keys_counts() {
    assert_eq!(read::<Text>(r#"{"text":"a","text":"b"}"#).text, "b");
    // The earlier ones need not have the right type.
    assert_eq!(read::<Text>(r#"{"text":1,"text":{},"text":"b"}"#).text, "b");
    assert_eq!(read::<Text>(r#"{"te\u0078t":"a","text":"b"}"#).text, "b");
    assert_eq!(read::<Value>(r#"{"a":1,"a":2}"#), json!({ "a": 2 }));
    let choices =
        r#"[{"type":"text","text":"a" , "text":"b"},{"x":{"text":1,"text":2},"type":"text","text":"c"}]"#;
    assert_eq!(
        read::<Vec<Choice>>(choices),
        ["b", "c"].map(|text| Choice::Text(Text { text: text.to_owned() }))
    );
}

#[test]
fn repeated_keys_do_not_move_errors() {
    let json = "{\"list\":[1],\n\"list\":[2,\"x\"],\"map\":{}}";
    let error = fail::<Lists>(json);
    assert_eq!(error.to_string(), "list[1]: expected an integer, found string \"x\" at line 2 column 11");
    assert_eq!(error.offset(), json.find("\"x\"").expect("it is there"));
    // In text that is not JSON, that is the error.
    let error = fail::<Lists>("{\"list\":[1],\"list\":[2],@}");
    assert_eq!(error.message(), "expected a key, found `@`");
}
