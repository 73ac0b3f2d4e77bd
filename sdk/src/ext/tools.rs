//! Constructors of tool outputs.

use crate::types::ToolOutput;

impl ToolOutput {
    /// The output of the call with this id.
    pub fn new(tool_call_id: impl Into<String>, output: impl Into<String>) -> Self {
        Self { tool_call_id: Some(tool_call_id.into()), output: Some(output.into()) }
    }
}
