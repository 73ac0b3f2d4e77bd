//! Types like the ones that are generated: structs, lists, maps and unions within each other.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value, json};

use crate::runtime::json::tagged_union::TaggedUnion;
use crate::runtime::json::{event, tagged_union};

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Sample {
    pub(super) name: String,
    pub(super) size: u32,
    pub(super) share: f64,
    pub(super) is_ready: bool,
    #[serde(default)]
    pub(super) note: Option<String>,
    #[serde(default)]
    pub(super) samples: Vec<Sample>,
    #[serde(default)]
    pub(super) by_name: BTreeMap<String, Sample>,
    #[serde(default)]
    pub(super) choices: Vec<Choice>,
}

/// A union with the tag `type`.
#[derive(Debug, PartialEq)]
pub(super) enum Choice {
    Text(Text),
    Sample(Box<Sample>),
    Number(Number),
    Several(Vec<Choice>),
    Unknown(Value),
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Text {
    pub(super) text: String,
}

impl TaggedUnion for Choice {
    const MARKER: &'static str = "$union:type";

    fn unknown(value: Value) -> Self {
        Self::Unknown(value)
    }

    fn number(number: Number) -> Self {
        Self::Number(number)
    }

    fn array<'de, A: serde::de::SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        tagged_union::items(array).map(Self::Several)
    }

    fn object<'de, D: Deserializer<'de>>(tag: &str, json: D) -> Result<Self, D::Error> {
        match tag {
            "text" => Text::deserialize(json).map(Self::Text),
            "sample" => Box::deserialize(json).map(Self::Sample),
            _ => Value::deserialize(json).map(Self::Unknown),
        }
    }
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        tagged_union::deserialize(deserializer)
    }
}

/// A union of events.
#[derive(Debug, PartialEq)]
pub(super) enum Event {
    Created(Text),
    Unknown(Value),
}

impl TaggedUnion for Event {
    const MARKER: &'static str = "$union:event";

    fn unknown(value: Value) -> Self {
        Self::Unknown(value)
    }

    fn object<'de, D: Deserializer<'de>>(tag: &str, json: D) -> Result<Self, D::Error> {
        match tag {
            "created" => event::data(json).map(Self::Created),
            _ => Value::deserialize(json).map(Self::Unknown),
        }
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        tagged_union::deserialize(deserializer)
    }
}

/// JSON of a `Sample`.
pub(super) fn sample() -> impl Strategy<Value = Value> {
    sample_json(json!([]), json!([]), json!({})).prop_recursive(4, 24, 3, |inner| {
        let choice = prop_oneof![
            "[a-z\"]{0,5}".prop_map(|text| json!({ "text": text, "type": "text" })),
            inner.clone().prop_map(|mut sample| {
                sample["type"] = json!("sample");
                sample
            }),
        ];
        let choices = prop::collection::vec(choice, 0..3);
        let by_name = prop::collection::vec(("[a-z]{1,3}", inner.clone()), 0..3);
        (prop::collection::vec(inner, 0..3), choices, by_name).prop_flat_map(|(samples, choices, by_name)| {
            let by_name = by_name.into_iter().collect::<Map<_, _>>();
            sample_json(samples.into(), choices.into(), by_name.into())
        })
    })
}

fn sample_json(samples: Value, choices: Value, by_name: Value) -> impl Strategy<Value = Value> {
    ("[a-z,{}\\[\\]\"]{0,6}", any::<u32>(), -1e9..1e9, any::<bool>()).prop_map(
        move |(name, size, share, is_ready)| {
            json!({
                "name": name, "size": size, "share": share, "is_ready": is_ready, "note": "a note",
                "samples": samples, "choices": choices, "by_name": by_name,
            })
        },
    )
}
