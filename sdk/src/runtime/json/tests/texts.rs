//! Strategies: arbitrary JSON in arbitrary layout, and text that is almost JSON.

use proptest::prelude::*;
use serde_json::{Map, Value};

/// Any JSON value.
pub(in super::super) fn json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1000..1000_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        string().prop_map(Value::from),
    ];
    scalar.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((string(), inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_]{0,20}", any::<String>(), "[\"\\\\/\u{0}-\u{1f}é😀\u{fffd}\u{feff}]{0,12}"]
}

/// Prints a value with whitespace in places and some characters escaped, as decided by `choices`.
pub(in super::super) fn print(value: &Value, choices: &[u8]) -> String {
    let mut printer = Printer { text: String::new(), choices, next: 0 };
    printer.value(value);
    printer.space();
    printer.text
}

struct Printer<'a> {
    text: String,
    choices: &'a [u8],
    next: usize,
}

impl Printer<'_> {
    fn choose(&mut self) -> u8 {
        self.next += 1;
        self.choices.get(self.next % self.choices.len().max(1)).copied().unwrap_or_default()
    }

    fn space(&mut self) {
        match self.choose() % 16 {
            choice @ 0..4 => self.text.push([' ', '\n', '\t', '\r'][usize::from(choice)]),
            4 => self.text.push_str("  \n\n "),
            _ => {}
        }
    }

    fn value(&mut self, value: &Value) {
        self.space();
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.comma(index);
                    self.value(item);
                }
                self.space();
                self.text.push(']');
            }
            Value::Object(members) => {
                self.text.push('{');
                for (index, (key, member)) in members.iter().enumerate() {
                    self.comma(index);
                    self.space();
                    self.string(key);
                    self.space();
                    self.text.push(':');
                    self.value(member);
                }
                self.space();
                self.text.push('}');
            }
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.space();
            self.text.push(',');
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            if self.choose().is_multiple_of(5) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    self.text.push_str(&format!("\\u{unit:04x}"));
                }
            } else {
                let quoted = Value::from(character.to_string()).to_string();
                self.text.push_str(&quoted[1..quoted.len() - 1]);
            }
        }
        self.text.push('"');
    }
}

/// JSON with some characters replaced, removed or inserted; or a few tokens in any order.
pub(in super::super) fn nearly_json() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..3_usize, token());
    let edited = (json(), any::<Vec<u8>>(), prop::collection::vec(edit, 0..4));
    let edited = edited.prop_map(|(value, choices, edits)| {
        let mut characters: Vec<_> = print(&value, &choices).chars().map(String::from).collect();
        for (place, removed, token) in edits {
            let start = place.index(characters.len() + 1);
            let end = (start + removed).min(characters.len());
            characters.splice(start..end, [token]);
        }
        characters.concat()
    });
    prop_oneof![edited, prop::collection::vec(token(), 0..12).prop_map(|tokens| tokens.concat())]
}

fn token() -> impl Strategy<Value = String> {
    prop_oneof![
        "[\\[\\]{}:,\" ]",
        "-?[0-9]{1,3}",
        "-?[0-9]{18,22}",
        "[-+.eE]",
        "\\\\[\"\\\\/bfnrtux]",
        "\\\\u00[0-9a-fg]{2}",
        "true|false|null|tru|nul|\"a\":|\"b\"",
        "[a-zé😀\u{a0}]",
    ]
}
