//! Methods of messages.

use serde::de::DeserializeOwned;

use crate::ParseError;
use crate::runtime::json::model_json;
use crate::types::{MessageContent, MessageObject};

impl MessageObject {
    /// Returns the text of the message: its text parts, separated by empty lines.
    ///
    /// Ignores images, refusals and unknown parts, which are in `content`.
    pub fn text(&self) -> String {
        let parts = self.content.iter().filter_map(|part| match part {
            MessageContent::Text(text) => Some(text.text.value.as_str()),
            _ => None,
        });
        parts.collect::<Vec<_>>().join("\n\n")
    }

    /// Decodes the text of a message in a JSON format.
    ///
    /// A `null` that the type rejects is treated as absent.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON, or `T` cannot be decoded from it; the error has the message id and the location. A
    /// refusal by the model is not text, but part of `content`.
    ///
    /// ```
    /// use openai_assistants::types::MessageObject;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Solution {
    ///     answer: f64,
    /// }
    ///
    /// # fn example(message: MessageObject) -> Result<(), Box<dyn std::error::Error>> {
    /// let solution: Solution = message.json()?;
    /// println!("{}", solution.answer);
    /// # Ok(())
    /// # }
    /// ```
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ParseError> {
        model_json::parse(&self.text(), || format!("text of the message {}", self.id))
    }
}
