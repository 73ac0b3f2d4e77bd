//! Questions to messages.

use crate::types::{MessageContent, MessageObject};

impl MessageObject {
    /// The text of the message: its text parts, with an empty line between them.
    ///
    /// Images, refusals and kinds that are not known yet are passed over; they are in `content`.
    pub fn text(&self) -> String {
        let parts = self.content.iter().filter_map(|part| match part {
            MessageContent::Text(text) => Some(text.text.value.as_str()),
            _ => None,
        });
        parts.collect::<Vec<_>>().join("\n\n")
    }
}
