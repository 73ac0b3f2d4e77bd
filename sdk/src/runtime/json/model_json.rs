//! Reading JSON that a model wrote.
//!
//! Strict mode leaves nothing out: what a type may do without arrives as `null`. Types that take `null` read
//! it; others, such as a number with `#[serde(default)]`, read the JSON without the `null`s they refuse.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use crate::runtime::json::pointer::below;

/// Why JSON that a model wrote is not a value of the type.
///
/// The message is fit to be sent back as the output of a tool call, so that the model can mend its arguments.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{subject}: {}{problem}", place(path))]
#[non_exhaustive]
pub struct ParseError {
    subject: String,
    path: String,
    problem: String,
}

impl ParseError {
    /// JSON pointer to the value that the type refused, such as `/place/city`; empty for all of it.
    pub fn path(&self) -> &str {
        &self.path
    }
}

fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("at {path}: ") }
}

/// Reads JSON; `subject` is what the error calls it.
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
                // Each round has fewer `null`s than the one before.
                if !leave_out_null(&mut value, &path) {
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

/// Takes the refused `null` out of its object. A value that was refused as a whole (flattened, or a variant
/// of an enum) does not tell which of its `null`s was meant: all of them go.
fn leave_out_null(value: &mut Value, path: &str) -> bool {
    let Some(refused) = value.pointer_mut(path) else { return false };
    if !refused.is_null() {
        return leave_out_nulls(refused);
    }
    let Some((parent, key)) = path.rsplit_once('/') else { return false };
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.is_some_and(|parent| parent.remove(&key.replace("~1", "/").replace("~0", "~")).is_some())
}

fn leave_out_nulls(value: &mut Value) -> bool {
    match value {
        Value::Object(object) => {
            let before = object.len();
            object.retain(|_, member| !member.is_null());
            let inside = object.values_mut().map(leave_out_nulls).filter(|left_out| *left_out).count();
            inside > 0 || object.len() < before
        }
        Value::Array(items) => items.iter_mut().map(leave_out_nulls).filter(|left_out| *left_out).count() > 0,
        _ => false,
    }
}
