//! A text that is borrowed from the JSON where it has no escapes: keys and tags.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A text, borrowed if possible.
#[derive(Default)]
pub(crate) struct LentText<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for LentText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = LentText<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<LentText<'de>, E> {
        Ok(LentText(text.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<LentText<'de>, E> {
        Ok(LentText(text.to_owned().into()))
    }
}
