//! Questions to runs.

use crate::types::{RunObject, RunStatus, RunToolCallObject};

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
    pub fn tool_calls(&self) -> &[RunToolCallObject] {
        match &self.required_action {
            Some(action) => &action.submit_tool_outputs.tool_calls,
            None => &[],
        }
    }
}
