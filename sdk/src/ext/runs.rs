//! Methods of runs.

use serde::de::DeserializeOwned;

use crate::ParseError;
use crate::runtime::json::model_json;
use crate::types::{RunObject, RunStatus, RunToolCall};

impl RunStatus {
    /// Whether the run will not go on by itself: it has ended, or waits for the outputs of tool calls.
    ///
    /// A state that is not known yet does not count: it may be followed by another.
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
    /// The function calls whose outputs the run waits for; none unless it `requires_action`.
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
    /// The arguments that the model wrote, as a type of yours.
    ///
    /// A `null` that the type refuses counts as left out, and no text at all as `{}`: so some models call a
    /// function without arguments.
    ///
    /// # Errors
    ///
    /// When the model's text is not JSON, or not what `T` reads; the error names the function and the place.
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
