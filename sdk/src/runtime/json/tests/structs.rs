//! Derived types are deserialized as by serde_json.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::{error_text, fail, read};
use crate::runtime::json::nullable::Nullable;
use crate::runtime::json::reader::Reader;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plain {
    first_name: String,
    #[serde(default)]
    count: u8,
    maybe: Option<Box<Plain>>,
    #[serde(default = "seven", alias = "otherwise")]
    with_default: i64,
}

fn seven() -> i64 {
    7
}

#[test]
fn structs() {
    let plain = Plain { first_name: "a".to_owned(), count: 0, maybe: None, with_default: 7 };
    assert_eq!(read::<Plain>(r#"{"firstName":"a"}"#), plain);
    assert_eq!(read::<Plain>(r#"{"maybe":null,"new":[{}],"firstName":"a"}"#), plain);
    let nested =
        Plain { maybe: Some(Box::new(plain)), first_name: "b".to_owned(), count: 2, with_default: -1 };
    assert_eq!(
        read::<Plain>(r#"{"firstName":"b","count":2,"otherwise":-1,"maybe":{"firstName":"a"}}"#),
        nested
    );
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: (),
}

#[test]
fn unknown_fields_can_be_rejected() {
    assert_eq!(read::<Strict>(r#"{"a":null}"#), Strict { a: () });
    assert_eq!(error_text::<Strict>(r#"{"a":null,"b":1}"#), "b: unknown field `b`, expected `a`");
}

#[derive(Debug, PartialEq, Deserialize)]
struct Flat {
    a: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[test]
fn flattened_members() {
    let rest = [("b".to_owned(), json!([1.5]))].into();
    assert_eq!(read::<Flat>(r#"{"a":1,"b":[1.5]}"#), Flat { a: 1, rest });
}

#[derive(Debug, PartialEq, Deserialize)]
struct Borrowed<'a> {
    text: &'a str,
    #[serde(borrow)]
    copied: Cow<'a, str>,
}

#[test]
fn strings_without_escapes_are_borrowed() {
    let json = r#"{"text":"ä","copied":"\t"}"#;
    let read = Borrowed::deserialize(&mut Reader::new(json)).expect("strings");
    assert_eq!(read, Borrowed { text: "ä", copied: "\t".into() });
    assert_eq!(read.text.as_ptr(), json[9..].as_ptr());
}

#[test]
fn bytes() {
    assert_eq!(read::<Vec<u8>>("[1,2,255]"), [1, 2, 255]);
    let borrowed = <&[u8]>::deserialize(&mut Reader::new("\"ab\""));
    assert_eq!(borrowed.expect("bytes"), b"ab");
    fail::<Vec<u8>>("\"ab\"");
}

#[derive(Debug, PartialEq, Eq, Hash, Deserialize)]
struct Id(String);

#[derive(Debug, PartialEq, Eq, Hash, Deserialize)]
enum Side {
    Left,
    Right,
}

#[test]
fn maps_with_keys_of_several_types() {
    assert_eq!(
        read::<HashMap<String, u8>>(r#"{"a":1,"\n":2}"#),
        [("a".to_owned(), 1), ("\n".to_owned(), 2)].into()
    );
    assert_eq!(read::<HashMap<i8, u8>>(r#"{"-1":1,"7":2}"#), [(-1, 1), (7, 2)].into());
    assert_eq!(read::<HashMap<u64, u8>>(r#"{"18446744073709551615":1}"#), [(u64::MAX, 1)].into());
    assert_eq!(read::<HashMap<bool, u8>>(r#"{"true":1}"#), [(true, 1)].into());
    assert_eq!(read::<HashMap<char, u8>>(r#"{"ä":1}"#), [('ä', 1)].into());
    assert_eq!(read::<HashMap<Id, u8>>(r#"{"a":1}"#), [(Id("a".to_owned()), 1)].into());
    assert_eq!(read::<HashMap<Option<Side>, u8>>(r#"{"Left":1}"#), [(Some(Side::Left), 1)].into());
    for key in ["", " 1", "1 ", "+1", "1x", "a"] {
        fail::<HashMap<i8, u8>>(&format!("{{\"{key}\":1}}"));
    }
    fail::<HashMap<Side, u8>>(r#"{"Middle":1}"#);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Pair(u8, String);

#[derive(Debug, PartialEq, Deserialize)]
struct Nothing;

#[test]
fn tuples_and_units() {
    assert_eq!(read::<(u8, String, [i8; 2])>(r#"[1,"a",[-1,0]]"#), (1, "a".to_owned(), [-1, 0]));
    assert_eq!(read::<Pair>(r#"[1,"a"]"#), Pair(1, "a".to_owned()));
    assert_eq!(error_text::<Pair>("[1]"), ".: invalid length 1, expected tuple struct Pair with 2 elements");
    fail::<Pair>(r#"[1,"a",2]"#);
    read::<()>(" null ");
    assert_eq!(read::<Nothing>("null"), Nothing);
    read::<IgnoredAny>(r#"{"a":[1,{"b":"\u0041"}]}"#);
    assert_eq!(read::<char>("\"ü\""), 'ü');
    fail::<char>("\"ab\"");
    fail::<()>("0");
}

#[derive(Debug, PartialEq, Deserialize)]
enum Outer {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

#[test]
fn enums_in_the_form_of_serde() {
    let json = r#"["Unit",{"Unit":null},{"Newtype":1},{"Tuple":[1,2]},{"Struct":{"a":1}}]"#;
    let all = [Outer::Unit, Outer::Unit, Outer::Newtype(1), Outer::Tuple(1, 2), Outer::Struct { a: 1 }];
    assert_eq!(read::<Vec<Outer>>(json), all);
    assert_eq!(serde_json::from_str::<Vec<Outer>>(json).expect("the same"), all);
    for wrong in [
        "\"Newtype\"",
        "\"Other\"",
        "{}",
        "{\"Unit\":1}",
        "{\"Newtype\":1,\"Unit\":null}",
        "{\"Newtype\"}",
        "1",
        "null",
        "[\"Unit\"]",
        "{\"Tuple\":[1]}",
        "{\"Tuple\":[1,2,3]}",
        "{\"Struct\":[1]}",
    ] {
        fail::<Outer>(wrong);
    }
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Internal {
    A { size: u8 },
    B,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(i64),
    Text(String),
    Many(Vec<Untagged>),
}

#[test]
fn enums_that_serde_buffers() {
    assert_eq!(read::<Internal>(r#"{"size":1,"kind":"a"}"#), Internal::A { size: 1 });
    assert_eq!(read::<Internal>(r#"{"kind":"b"}"#), Internal::B);
    let many = vec![Untagged::Number(1), Untagged::Text("a".to_owned()), Untagged::Many(vec![])];
    assert_eq!(read::<Untagged>(r#"[1,"a",[]]"#), Untagged::Many(many));
}

#[derive(Debug, PartialEq, Deserialize)]
struct Property {
    #[serde(default)]
    value: Nullable<Vec<u8>>,
}

#[test]
fn nullable_properties() {
    let value = |json: &str| read::<Property>(json).value;
    assert_eq!(value("{}"), Nullable::Absent);
    assert_eq!(value(r#"{"value":null}"#), Nullable::Null);
    assert_eq!(value(r#"{"value":[1]}"#), Nullable::Value(vec![1]));
    assert_eq!(error_text::<Property>(r#"{"value":1}"#), "value: expected an array, found number 1");
    assert_eq!(serde_json::to_value(Nullable::Value(1)).expect("a number"), json!(1));
    assert_eq!(serde_json::to_value(Nullable::<u8>::Null).expect("null"), json!(null));
    assert_eq!(Nullable::from("a").map(|text: String| text.len()).value(), Some(1));
    assert_eq!(Option::<u8>::from(Nullable::Null), None);
}
