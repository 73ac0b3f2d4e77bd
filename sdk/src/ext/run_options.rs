//! Constructors of run options.

use crate::types::{NamedToolChoice, NamedToolChoiceFunction, ToolChoice};

impl ToolChoice {
    /// The model must call this function.
    ///
    /// ```
    /// use openai_assistants::types::ToolChoice;
    ///
    /// let choice = ToolChoice::function("get_weather");
    /// assert_eq!(
    ///     serde_json::to_value(&choice)?,
    ///     serde_json::json!({ "type": "function", "function": { "name": "get_weather" } })
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn function(name: impl Into<String>) -> Self {
        NamedToolChoice::function(NamedToolChoiceFunction::new(name.into())).into()
    }
}
