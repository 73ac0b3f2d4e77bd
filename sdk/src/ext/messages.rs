//! Methods of messages.

use serde::de::DeserializeOwned;

use crate::ParseError;
use crate::runtime::json::model_json;
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

    /// The text of the message, which is JSON, as a type of yours, for messages in a JSON format.
    ///
    /// A `null` that the type refuses counts as left out.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, or not what `T` reads; the error names the message and the place. A refusal
    /// by the model is no text: it is in `content`.
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
