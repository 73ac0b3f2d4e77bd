//! Enums of strings that a server may extend.

use std::collections::HashMap;

use serde_json::json;

use super::{error_text, fail, read};
use crate::runtime::json::open_enum::open_enum;

open_enum! {
    /// A state.
    State {
        /// Waiting.
        Queued = "queued",
        InProgress = "in_progress",
        One = "1",
    }
}

fn unknown(text: &str) -> State {
    State::Unknown(text.to_owned())
}

#[test]
fn values_are_read_and_written() {
    assert_eq!(
        read::<Vec<State>>(r#"["queued","in_progress","new","que\u0075ed"]"#),
        [State::Queued, State::InProgress, unknown("new"), State::Queued]
    );
    assert_eq!(serde_json::from_value::<State>(json!("queued")).expect("a state"), State::Queued);
    assert_eq!(
        serde_json::to_value([State::InProgress, unknown("new")]).expect("strings"),
        json!(["in_progress", "new"])
    );
    assert_eq!(read::<HashMap<State, u8>>(r#"{"queued":1}"#), [(State::Queued, 1)].into());
}

#[test]
fn numbers_and_booleans_are_read_as_text() {
    assert_eq!(read::<Vec<State>>("[7,-7,1.0,1e30,true]"), ["7", "-7", "1.0", "1e30", "true"].map(unknown));
    // Unless the text is known.
    assert_eq!(read::<State>("1"), State::One);
    assert_eq!(serde_json::from_value::<State>(json!(1.0)).expect("a number"), unknown("1.0"));
}

#[test]
fn null_and_what_is_larger_are_errors() {
    assert_eq!(error_text::<State>("null"), ".: expected a string, found null");
    assert_eq!(error_text::<Vec<State>>("[[]]"), "[0]: expected a string, found an array");
    fail::<State>("{}");
}

#[test]
fn conversions() {
    let text = "queued".to_owned();
    assert_eq!(State::from("queued"), State::Queued);
    assert_eq!(State::from(&text), State::Queued);
    assert_eq!(State::from(text), State::Queued);
    assert_eq!(State::from("new".to_owned()), unknown("new"));
    assert_eq!("1".parse(), Ok(State::One));
    assert_eq!(State::Queued.as_ref(), "queued");
    assert_eq!(format!("{:>8}|{}", State::Queued, unknown("new")), "  queued|new");
}
