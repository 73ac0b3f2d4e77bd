//! Unions: the tag in every place, malformed payloads, and other deserializers.

use std::fmt::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::sample::{Choice, Event, Text, sample};
use super::texts::print;
use super::{error_text, fail, from_slice, read};
use crate::runtime::json::event::serialize_event;
use crate::runtime::json::tagged_union::{self, TaggedUnion};

fn text(text: &str) -> Choice {
    Choice::Text(Text { text: text.to_owned() })
}

#[test]
fn the_tag_may_be_anywhere() {
    assert_eq!(read::<Choice>(r#"{"type":"text","text":"a"}"#), text("a"));
    assert_eq!(read::<Choice>(r#" { "text" : "a" , "type" : "text" } "#), text("a"));
    assert_eq!(
        read::<Choice>(r#"{"x":{"type":"other"},"y":[{"type":1}],"text":"a","type":"text","z":0}"#),
        text("a")
    );
    assert_eq!(read::<Choice>(r#"{"t\u0079pe":"t\u0065xt","text":"a"}"#), text("a"));
}

#[test]
fn an_object_without_a_tag_is_unknown() {
    for json in [
        r#"{}"#,
        r#"{"text":"a"}"#,
        r#"{"type":null,"text":"a"}"#,
        r#"{"type":7}"#,
        r#"{"type":{"type":"text"}}"#,
        r#"{"type":"","text":"a"}"#,
        r#"{"type":"new","text":{"b":[1,1.5,-2]}}"#,
    ] {
        let value: Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(read::<Choice>(json), Choice::Unknown(value.clone()));
        assert_eq!(
            serde_json::from_value::<Choice>(value.clone()).expect("anything"),
            Choice::Unknown(value)
        );
    }
}

#[test]
fn the_last_tag_counts() {
    assert_eq!(read::<Choice>(r#"{"type":"text","type":"new"}"#), Choice::Unknown(json!({ "type": "new" })));
    assert_eq!(read::<Choice>(r#"{"type":"new","type":"text","text":"a"}"#), text("a"));
    assert_eq!(read::<Choice>(r#"{"type":"sample","text":"a","type":"text"}"#), text("a"));
    assert_eq!(read::<Choice>(r#"{"type":"new","text":"a","t\u0079pe":"text"}"#), text("a"));
    assert_eq!(read::<Choice>(r#"{"type":null,"type":"text","text":"a"}"#), text("a"));
    assert_eq!(
        read::<Vec<Choice>>(r#"[[{"type":"new","type":"text","text":"a"}]]"#),
        [Choice::Several(vec![text("a")])]
    );
}

#[test]
fn other_values_are_distinguished_by_their_json_type() {
    assert_eq!(read::<Choice>("7"), Choice::Number(7.into()));
    assert_eq!(read::<Choice>("-7"), Choice::Number((-7).into()));
    assert_eq!(read::<Choice>("7.5"), Choice::Number(serde_json::Number::from_f64(7.5).expect("finite")));
    for other in [json!("a\n"), json!(true), json!(null)] {
        assert_eq!(read::<Choice>(&other.to_string()), Choice::Unknown(other.clone()));
        assert_eq!(Choice::deserialize(&other).expect("anything"), Choice::Unknown(other));
    }
    assert_eq!(
        read::<Choice>("[1,[]]"),
        Choice::Several(vec![Choice::Number(1.into()), Choice::Several(vec![])])
    );
}

#[test]
fn a_known_tag_leads_to_its_payload_alone() {
    assert_eq!(
        error_text::<Choice>(r#"{"type":"text","text":7}"#),
        "text: expected a string, found number 7"
    );
    assert_eq!(error_text::<Choice>(r#"[{"type":"text"}]"#), "[0]: missing field `text`");
    assert_eq!(
        error_text::<Choice>(r#"[0,{"type":"sample","samples":[],"name":"n","size":-1}]"#),
        "[1].size: expected u32, found number -1"
    );
    fail::<Choice>(r#"{"type":"text","text":"a""#);
    fail::<Choice>(r#"{"type":"text","text":"a"]"#);
    fail::<Choice>(r#"{"type" "text"}"#);
    fail::<Choice>(r#"{"type":}"#);
}

#[test]
fn other_deserializers_read_unions_too() {
    let value = json!({ "text": "a", "type": "text" });
    assert_eq!(
        serde_json::from_value::<Vec<Choice>>(json!([value, 1])).expect("choices"),
        [text("a"), Choice::Number(1.into())]
    );
    assert_eq!(serde_json::from_str::<Choice>(&value.to_string()).expect("a choice"), text("a"));
    let wrong = json!({ "type": "sample", "name": "n", "size": 1, "share": 1, "is_ready": "yes" });
    let error = serde_json::from_value::<Vec<Choice>>(json!([[wrong]])).expect_err("not ready");
    assert_eq!(error.to_string(), "[0].is_ready: expected a boolean, found string \"yes\"");
}

/// A union that serde buffers first.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Buffered {
    Choice(Choice),
}

#[test]
fn a_union_may_have_been_buffered() {
    assert_eq!(read::<Buffered>(r#"{"text":"a","type":"text"}"#), Buffered::Choice(text("a")));
}

/// A union with one kind of object, which needs no tag.
#[derive(Debug, PartialEq)]
enum Short {
    Text(String),
    Long(Text),
    Unknown(Value),
}

impl TaggedUnion for Short {
    const MARKER: &'static str = "$union:";

    fn unknown(value: Value) -> Self {
        Self::Unknown(value)
    }

    fn text(text: String) -> Self {
        Self::Text(text)
    }

    fn object<'de, D: Deserializer<'de>>(tag: &str, json: D) -> Result<Self, D::Error> {
        assert_eq!(tag, "");
        Text::deserialize(json).map(Self::Long)
    }
}

impl<'de> Deserialize<'de> for Short {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        tagged_union::deserialize(deserializer)
    }
}

#[test]
fn one_kind_of_object_needs_no_tag() {
    let json = r#"["a",{"text":"b"},null,[1],true,5]"#;
    let all = [
        Short::Text("a".to_owned()),
        Short::Long(Text { text: "b".to_owned() }),
        Short::Unknown(json!(null)),
        Short::Unknown(json!([1])),
        Short::Unknown(json!(true)),
        Short::Unknown(json!(5)),
    ];
    assert_eq!(read::<Vec<Short>>(json), all);
    assert_eq!(serde_json::from_str::<Vec<Short>>(json).expect("the same"), all);
    assert_eq!(error_text::<Vec<Short>>(r#"["a",{}]"#), "[1]: missing field `text`");
}

#[test]
fn events_are_read_in_either_order() {
    let created = Event::Created(Text { text: "a".to_owned() });
    assert_eq!(read::<Event>(r#"{"event":"created","data":{"text":"a"}}"#), created);
    assert_eq!(read::<Event>(r#"{"data":{"text":"a"},"id":"1","event":"created"}"#), created);
    assert_eq!(read::<Event>(r#"{"event":"created","data":1,"data":{"text":"a"}}"#), created);
    assert_eq!(error_text::<Event>(r#"{"event":"created"}"#), ".: missing field `data`");
    assert_eq!(
        error_text::<Event>(r#"{"data":{"text":1},"event":"created"}"#),
        "data.text: expected a string, found number 1"
    );
    let new = json!({ "event": "new", "data": "[DONE]" });
    assert_eq!(read::<Event>(&new.to_string()), Event::Unknown(new.clone()));
    assert_eq!(serde_json::from_value::<Event>(new.clone()).expect("anything"), Event::Unknown(new));
}

#[test]
fn events_are_written() {
    struct Created;

    impl Serialize for Created {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize_event("created", &[1], serializer)
        }
    }

    assert_eq!(serde_json::to_string(&Created).expect("JSON"), r#"{"event":"created","data":[1]}"#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_way_to_read_a_union_gives_the_same(mut sample in sample(), choices in any::<Vec<u8>>()) {
        sample["type"] = json!("sample");
        let ours = from_slice::<Choice>(print(&sample, &choices).as_bytes())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(matches!(ours, Choice::Sample(_)));
        prop_assert_eq!(ours, serde_json::from_value::<Choice>(sample).expect("the same"));
    }
}

/// The longest possible look-ahead: unions nested as deep as allowed, with every tag last.
fn hostile(filler: &str) -> String {
    const LEVELS: usize = 63;
    let mut json = String::new();
    for _ in 0..LEVELS {
        json.push_str(r#"{"share":1,"choices":["#);
    }
    json.push_str(filler);
    for _ in 0..LEVELS {
        json.push_str(r#"],"name":"","size":1,"is_ready":true,"type":"sample"}"#);
    }
    json
}

fn filler(bytes: usize) -> String {
    let mut filler = "0".to_owned();
    while filler.len() < bytes {
        write!(filler, ",[],{{\"a\":\"\\u0041\"}},{}", filler.len()).expect("memory");
    }
    filler
}

#[test]
fn tags_at_the_end_of_a_deep_document_cost_one_pass_for_each_level() {
    let start = Instant::now();
    let json = hostile(&filler(1_000_000));
    assert!(from_slice::<Choice>(json.as_bytes()).is_ok());
    // A malformed payload at the end, and a repeated key: everything is read once more.
    let json = hostile(&(filler(100_000) + r#",{"type":"text","type":"text"}"#));
    assert!(from_slice::<Choice>(json.as_bytes()).is_err());
    // Without optimisation this takes some seconds, and would take hours if passes multiplied.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
