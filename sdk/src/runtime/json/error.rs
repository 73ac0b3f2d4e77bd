//! The error of decoding: what is wrong, and where.
//!
//! An error is created with its message and offset. The path, line and column are derived from the offset
//! once, at the end, so that successful decoding does not have to keep track of them.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::path::path_to;

/// How many characters of an unexpected string are quoted.
const MAX_QUOTED: usize = 60;

/// An error with its position in the JSON. Boxed, so that results stay small.
pub(crate) struct JsonError(Box<Details>);

struct Details {
    message: String,
    /// Whether the text is not JSON, as opposed to JSON of another type.
    is_syntax: bool,
    /// Unknown while the error is on its way from a visitor to the array or object that it was called for.
    offset: Option<usize>,
    path: String,
    line: usize,
    column: usize,
}

impl JsonError {
    /// The text at `offset` is not JSON.
    #[cold]
    pub(super) fn syntax(message: String, offset: usize) -> Self {
        let mut error = Self::data(message).at(offset);
        error.0.is_syntax = true;
        error
    }

    /// The JSON is not what was expected.
    #[cold]
    pub(crate) fn data(message: String) -> Self {
        let (path, line, column) = (String::new(), 1, 1);
        Self(Box::new(Details { message, is_syntax: false, offset: None, path, line, column }))
    }

    /// A member of the root that must be there is missing.
    #[cold]
    pub(crate) fn missing(key: &'static str) -> Self {
        let mut error = Self::data(format!("missing field `{key}`"));
        error.0.path = key.to_owned();
        error
    }

    /// Sets the offset unless it is known. The innermost array or object sets it first.
    #[cold]
    pub(super) fn at(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }

    /// Derives the path, line and column from the offset.
    ///
    /// `json` is the text as it arrived and `read` is the text that was read, in which repeated
    /// members may be blanked.
    #[cold]
    pub(super) fn located_in(mut self, json: &[u8], read: &str) -> Self {
        let offset = self.offset();
        let before = String::from_utf8_lossy(json.get(..offset).unwrap_or(json));
        let before = before.trim_start_matches('\u{feff}');
        let line = before.rsplit('\n').next().unwrap_or_default();
        self.0.line = before.matches('\n').count() + 1;
        self.0.column = line.chars().count() + 1;
        self.0.path = path_to(read, offset);
        self
    }

    /// Whether the text is not JSON, as opposed to JSON of another type.
    pub(crate) fn is_syntax(&self) -> bool {
        self.0.is_syntax
    }

    /// What is wrong.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// The path to the value, such as `data[3].content[0].text.value`; `None` for the root.
    pub(crate) fn path(&self) -> Option<&str> {
        Some(&*self.0.path).filter(|path| !path.is_empty())
    }

    /// The line, starting at 1.
    pub(crate) fn line(&self) -> usize {
        self.0.line
    }

    /// The column in characters, starting at 1.
    pub(crate) fn column(&self) -> usize {
        self.0.column
    }

    /// The offset in bytes.
    pub(crate) fn offset(&self) -> usize {
        self.0.offset.unwrap_or_default()
    }
}

/// Shows the path and message without the position, which means nothing in an error of another deserializer.
pub(super) struct PathAndMessage<'a>(pub(super) &'a JsonError);

impl fmt::Display for PathAndMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = self.0.path() {
            write!(f, "{path}: ")?;
        }
        f.write_str(self.0.message())
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {} column {}", PathAndMessage(self), self.line(), self.column())
    }
}

impl fmt::Debug for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonError({:?})", self.to_string())
    }
}

impl std::error::Error for JsonError {}

impl Error for JsonError {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::data(message.to_string())
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::data(format!("expected {}, found {}", json_type(&expected.to_string()), Found(found)))
    }

    /// For example an integer that is out of range: the Rust type says what the range is.
    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::data(format!("expected {expected}, found {}", Found(found)))
    }
}

/// What serde calls an expected number, in terms of JSON instead of Rust.
fn json_type(expected: &str) -> &str {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "an integer",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "an integer",
        "f32" | "f64" => "a number",
        "a sequence" => "an array",
        "a map" => "an object",
        other => other,
    }
}

/// Shows a value in terms of JSON instead of Rust.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Unit | Unexpected::Option => f.write_str("null"),
            Unexpected::Bool(value) => write!(f, "boolean {value}"),
            Unexpected::Unsigned(number) => write!(f, "number {number}"),
            Unexpected::Signed(number) => write!(f, "number {number}"),
            Unexpected::Float(number) => write!(f, "number {number:?}"),
            Unexpected::Str(text) => match text.char_indices().nth(MAX_QUOTED) {
                Some((end, _)) => write!(f, "string {:?}..", &text[..end]),
                None => write!(f, "string {text:?}"),
            },
            Unexpected::Seq => f.write_str("an array"),
            Unexpected::Map => f.write_str("an object"),
            other => other.fmt(f),
        }
    }
}
