//! Methods of runs.

use serde::de::DeserializeOwned;

use crate::ParseError;
use crate::runtime::json::model_json;
use crate::types::{RunObject, RunStatus, RunToolCall};

impl RunStatus {
    /// Whether the status is terminal: the run has ended, or requires tool outputs.
    ///
    /// An unknown status is not terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(
            self,
            Self::RequiresAction
                | Self::Cancelled
                | Self::Completed
                | Self::Failed
                | Self::Expired
                | Self::Incomplete
        )
    }
}

impl RunObject {
    /// Returns the function calls whose outputs the run requires; empty unless its status is `requires_action`.
    pub fn tool_calls(&self) -> &[RunToolCall] {
        match &self.required_action {
            Some(action) if self.status == RunStatus::RequiresAction => {
                &action.submit_tool_outputs.tool_calls
            }
            _ => &[],
        }
    }
}

impl RunToolCall {
    /// Decodes the arguments that the model wrote.
    ///
    /// A `null` that the type rejects is treated as absent, and an empty text as `{}`, as some models call functions without
    /// arguments like this.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON, or `T` cannot be decoded from it; the error has the function's name and the location.
    ///
    /// ```
    /// use openai_assistants::types::RunToolCall;
    /// use serde_json::json;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Weather {
    ///     place: String,
    ///     #[serde(default)]
    ///     hours: u8,
    /// }
    ///
    /// let call: RunToolCall = serde_json::from_value(json!({
    ///     "id": "call_1",
    ///     "type": "function",
    ///     "function": { "name": "weather", "arguments": r#"{"place": "Oslo", "hours": null}"# },
    /// }))?;
    /// let weather: Weather = call.arguments()?;
    /// assert_eq!((weather.place.as_str(), weather.hours), ("Oslo", 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn arguments<T: DeserializeOwned>(&self) -> Result<T, ParseError> {
        let text = if self.function.arguments.trim().is_empty() { "{}" } else { &self.function.arguments };
        model_json::parse(text, || format!("arguments of the function `{}`", self.function.name))
    }
}
