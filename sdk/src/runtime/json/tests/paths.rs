//! Errors carry the path and position of the value.

use std::collections::HashMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::sample::{Choice, Sample, sample};
use super::texts::print;
use super::{error_text, fail, from_slice, read};

/// Marks the scalar to replace.
const MARKER: &str = "@@";

/// The replacements: two values of another type, and text that is not JSON.
const BROKEN: &[&str] = &["[7]", "{\"a\": 1}", "tru", "\"\\x\"", "@", "01", "", "\"\n\u{1}"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_path_names_a_broken_scalar(
        sample in sample(),
        place in any::<prop::sample::Index>(),
        choices in any::<Vec<u8>>(),
        broken in prop::sample::select(BROKEN),
    ) {
        from_slice::<Sample>(sample.to_string().as_bytes())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut places = Vec::new();
        scalars(&sample, "", "", &mut places);
        let (pointer, path) = place.get(&places);
        let mut sample = sample.clone();
        *sample.pointer_mut(pointer).expect("the pointer is valid") = MARKER.into();
        let text = print_marked(&sample, &choices);
        let offset = text.find(MARKER).expect("the marker is in the text");
        let error = fail::<Sample>(&text.replace(MARKER, broken));
        prop_assert_eq!(error.path(), Some(&**path), "{}", error);
        if broken.starts_with(['[', '{']) {
            prop_assert_eq!(error.offset(), offset);
        } else {
            prop_assert!(error.offset() >= offset);
        }
    }
}

/// Prints a value, with the mark unquoted.
fn print_marked(value: &Value, choices: &[u8]) -> String {
    let mut text = print(value, choices);
    // The mark may have been escaped.
    for escaped in ["@@", "\\u0040@", "@\\u0040", "\\u0040\\u0040"] {
        text = text.replace(&format!("\"{escaped}\""), MARKER);
    }
    text
}

/// Collects the pointers and paths of all scalars that must have their type.
fn scalars(value: &Value, pointer: &str, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(key, _)| *key != "type") {
                let dot = if path.is_empty() { "" } else { "." };
                scalars(member, &format!("{pointer}/{key}"), &format!("{path}{dot}{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                scalars(item, &format!("{pointer}/{index}"), &format!("{path}[{index}]"), found);
            }
        }
        _ => found.push((pointer.to_owned(), path.to_owned())),
    }
}

const GOOD: &str = r#""name":"n","size":1,"share":0.5,"is_ready":true"#;

#[test]
fn a_type_that_is_wrong_has_the_path_of_its_value() {
    let json = format!(r#"{{{GOOD},"choices":[{{"type":"text","text":"a"}},{{"text":3,"type":"text"}}]}}"#);
    assert_eq!(error_text::<Sample>(&json), "choices[1].text: expected a string, found number 3");
    let json = format!(r#"{{{GOOD},"by_name":{{"a":null}}}}"#);
    assert_eq!(error_text::<Sample>(&json), "by_name.a: expected struct Sample, found null");
    assert_eq!(error_text::<Vec<u8>>("[1, 2, 300]"), "[2]: expected u8, found number 300");
    assert_eq!(error_text::<bool>("\"yes\""), ".: expected a boolean, found string \"yes\"");
    assert_eq!(
        error_text::<Vec<Vec<String>>>("[[], [\"a\", false]]"),
        "[1][1]: expected a string, found boolean false"
    );
    assert_eq!(error_text::<String>("[]"), ".: expected a string, found an array");
    assert_eq!(error_text::<String>("{}"), ".: expected a string, found an object");
    let long = format!("\"{}\"", "é".repeat(100));
    assert_eq!(
        error_text::<bool>(&long),
        format!(".: expected a boolean, found string \"{}\"..", "é".repeat(60))
    );
}

#[test]
fn a_field_that_is_missing_has_the_path_of_its_object() {
    let json = format!(r#"{{{GOOD},"samples":[{{{GOOD}}},{{"name":"n","size":1,"share":0.5}}]}}"#);
    assert_eq!(error_text::<Sample>(&json), "samples[1]: missing field `is_ready`");
    assert_eq!(error_text::<Sample>("{}"), ".: missing field `name`");
    assert_eq!(error_text::<Choice>(r#"{"type":"text"}"#), ".: missing field `text`");
    assert_eq!(error_text::<Vec<Choice>>(r#"[{"type":"text"}]"#), "[0]: missing field `text`");
}

#[test]
fn a_key_that_is_wrong_is_part_of_the_path() {
    assert_eq!(
        error_text::<HashMap<String, HashMap<u8, u8>>>(r#"{"a":{"1":1,"b":2}}"#),
        "a.b: expected an integer, found string \"b\""
    );
    assert_eq!(error_text::<HashMap<u8, u8>>(r#"{"300":1}"#), "300: expected u8, found number 300");
}

#[test]
fn syntax_errors_have_a_path_and_a_position() {
    let json = "{\n  \"name\": \"é\",\n  \"choices\": [\n    {\"type\": \"text\", \"text\": ü}\n  ]\n}";
    let error = fail::<Sample>(json);
    assert_eq!(error.path(), Some("choices[0].text"));
    assert_eq!(error.message(), "expected a value, found `ü`");
    assert_eq!((error.line(), error.column()), (4, 30));
    assert_eq!(error.offset(), json.find('ü').expect("it is there"));
    assert_eq!(error.to_string(), "choices[0].text: expected a value, found `ü` at line 4 column 30");
    assert_eq!(
        format!("{error:?}"),
        "JsonError(\"choices[0].text: expected a value, found `ü` at line 4 column 30\")"
    );
}

#[test]
fn syntax_errors_say_what_was_expected() {
    assert_eq!(error_text::<Value>(r#"{"a":[1 2]}"#), "a[0]: expected `,` or `]`, found `2`");
    assert_eq!(error_text::<Value>(r#"{"a":1 "b":2}"#), "a: expected `,` or `}`, found `\"`");
    assert_eq!(error_text::<Value>(r#"{"a" 1}"#), "a: expected `:`, found `1`");
    assert_eq!(error_text::<Value>(r#"{"a":1,}"#), ".: expected a key, found `}`");
    assert_eq!(error_text::<Value>("{1:1}"), ".: expected a key or `}`, found `1`");
    assert_eq!(error_text::<Value>("[1,]"), "[1]: expected a value, found `]`");
    assert_eq!(error_text::<Value>("[1,"), "[1]: expected a value, but the JSON ends here");
    assert_eq!(error_text::<Value>(""), ".: expected a value, but the JSON ends here");
    assert_eq!(error_text::<Value>(r#"{"a":"b"#), "a: expected `\"`, but the JSON ends here");
    assert_eq!(
        error_text::<Value>(r#"["\u12g4"]"#),
        "[0]: expected four hexadecimal digits after `\\u`, found `g`"
    );
    assert_eq!(error_text::<Value>("[nul]"), "[0]: expected `null`, found `]`");
    assert_eq!(error_text::<Value>("{} {}"), ".: expected the end of the JSON, found `{`");
    assert_eq!(error_text::<(u8, u8)>("[1,2,3]"), "[1]: expected `]`, found more");
}

#[test]
fn what_is_skipped_is_checked_and_has_a_path() {
    let json = format!(r#"{{{GOOD},"more":{{"b":[true,flase]}}}}"#);
    assert_eq!(error_text::<Sample>(&json), "more.b[1]: expected `false`, found `l`");
    let json = r#"{"more":[{"a":"\x"}],"type":"text"}"#;
    assert!(error_text::<Choice>(json).starts_with("more[0].a: expected one of"));
}

#[test]
fn text_that_is_not_utf8_has_a_path_and_a_position() {
    let error = from_slice::<Value>(b"{\"a\":\n[\"b\",\"c\xff\"]}").expect_err("no UTF-8");
    assert_eq!(error.to_string(), "a[1]: the text is not UTF-8 at line 2 column 8");
    assert_eq!(error.offset(), 13);
}

#[test]
fn a_byte_order_mark_counts_in_the_offset_only() {
    let error = fail::<Value>("\u{feff}[@]");
    assert_eq!((error.offset(), error.line(), error.column()), (4, 1, 2));
}

#[test]
fn paths_go_through_enums_and_tuples() {
    #[derive(Debug, Deserialize)]
    enum Shape {
        #[allow(dead_code)]
        Disk { radius: u8 },
        #[allow(dead_code)]
        Line(u8, u8),
    }
    assert_eq!(
        error_text::<Vec<Shape>>(r#"[{"Disk":{"radius":""}}]"#),
        "[0].Disk.radius: expected an integer, found string \"\""
    );
    assert_eq!(error_text::<Vec<Shape>>(r#"[{"Disk":{}}]"#), "[0].Disk: missing field `radius`");
    assert_eq!(
        error_text::<Vec<Shape>>(r#"[{"Line":[1,"2"]}]"#),
        "[0].Line[1]: expected an integer, found string \"2\""
    );
    assert!(error_text::<Vec<Shape>>(r#"["Square"]"#).starts_with("[0]: unknown variant `Square`"));
}

#[test]
fn keys_of_any_form_are_in_the_path() {
    assert_eq!(
        error_text::<HashMap<String, u8>>(r#"{"a.b":1,"\u0063 \"":""}"#),
        "c \": expected an integer, found string \"\""
    );
    assert_eq!(read::<Value>(r#"{"":{"":1}}"#), json!({ "": { "": 1 } }));
}

#[test]
fn errors_are_small() {
    assert_eq!(size_of::<Result<u64, super::JsonError>>(), 16);
    assert_eq!(size_of::<Result<(), super::JsonError>>(), 8);
}
