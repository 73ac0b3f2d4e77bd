//! What the reader promises, checked through its entry.

mod enums;
mod paths;
mod sample;
mod structs;
mod texts;
mod tolerances;
mod unions;
mod values;

use serde::de::DeserializeOwned;

use super::decode::from_slice;
use super::error::JsonError;

/// Decodes a text that is right.
#[track_caller]
fn read<T: DeserializeOwned>(json: &str) -> T {
    from_slice(json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// The error of a text that is wrong.
#[track_caller]
fn fail<T: DeserializeOwned>(json: &str) -> JsonError {
    match from_slice::<T>(json.as_bytes()) {
        Ok(_) => panic!("this is read: {json}"),
        Err(error) => error,
    }
}

/// The path and message of a text that is wrong, as one text.
#[track_caller]
fn told<T: DeserializeOwned>(json: &str) -> String {
    let error = fail::<T>(json);
    format!("{}: {}", error.path().unwrap_or("."), error.message())
}
