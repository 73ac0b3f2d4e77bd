//! Tests of the behaviour that the module documents, through its entry point.

mod enums;
mod paths;
mod sample;
mod structs;
pub(super) mod texts;
mod tolerances;
mod unions;
mod values;

use serde::de::DeserializeOwned;

use super::decode::from_slice;
use super::error::JsonError;

/// Decodes JSON that must be accepted.
#[track_caller]
fn read<T: DeserializeOwned>(json: &str) -> T {
    from_slice(json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// Returns the error for JSON that must be rejected.
#[track_caller]
fn fail<T: DeserializeOwned>(json: &str) -> JsonError {
    match from_slice::<T>(json.as_bytes()) {
        Ok(_) => panic!("accepted: {json}"),
        Err(error) => error,
    }
}

/// Returns the path and message of the error, as one text.
#[track_caller]
fn error_text<T: DeserializeOwned>(json: &str) -> String {
    let error = fail::<T>(json);
    format!("{}: {}", error.path().unwrap_or("."), error.message())
}
