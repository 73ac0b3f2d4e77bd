//! Decodes JSON that a model wrote.
//!
//! In strict mode, optional properties are sent as `null`. For types that reject `null`, such as a number with
//! `#[serde(default)]`, the `null`s are removed.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use crate::runtime::json::pointer::below;

/// The error of decoding JSON that a model wrote.
///
/// The message can be sent back as the output of a tool call, so that the model can correct its arguments.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{subject}: {}{problem}", location(path))]
#[non_exhaustive]
pub struct ParseError {
    subject: String,
    path: String,
    problem: String,
}

impl ParseError {
    /// Returns the JSON pointer to the rejected value, such as `/place/city`; empty for the root.
    pub fn path(&self) -> &str {
        &self.path
    }
}

fn location(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("at {path}: ") }
}

/// Decodes JSON; `subject` is its name in errors.
pub(crate) fn parse<T: DeserializeOwned>(text: &str, subject: impl Fn() -> String) -> Result<T, ParseError> {
    let failed = |path: String, error: serde_json::Error| ParseError {
        subject: subject(),
        path,
        problem: error.to_string(),
    };
    let mut value: Value = serde_json::from_str(text).map_err(|error| failed(String::new(), error))?;
    loop {
        match serde_path_to_error::deserialize(&value) {
            Ok(read) => return Ok(read),
            Err(error) => {
                let path = pointer(error.path());
                // Each iteration removes at least one `null`.
                if !remove_null(&mut value, &path) {
                    return Err(failed(path, error.into_inner()));
                }
            }
        }
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    let keys = path.iter().map_while(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    });
    keys.fold(String::new(), |at, key| below(&at, &key))
}

/// Removes the rejected `null` from its object. If a larger value was rejected (flattened, or a variant of an enum), removes
/// all of its `null`s.
fn remove_null(value: &mut Value, path: &str) -> bool {
    let Some(rejected) = value.pointer_mut(path) else { return false };
    if !rejected.is_null() {
        return remove_nulls(rejected);
    }
    let Some((parent, key)) = path.rsplit_once('/') else { return false };
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.is_some_and(|parent| parent.remove(&key.replace("~1", "/").replace("~0", "~")).is_some())
}

fn remove_nulls(value: &mut Value) -> bool {
    match value {
        Value::Object(object) => {
            let before = object.len();
            object.retain(|_, member| !member.is_null());
            let inside = object.values_mut().map(remove_nulls).filter(|left_out| *left_out).count();
            inside > 0 || object.len() < before
        }
        Value::Array(items) => items.iter_mut().map(remove_nulls).filter(|left_out| *left_out).count() > 0,
        _ => false,
    }
}
