//! Tools and what they give back.

use crate::types::{
    AssistantTool, CodeInterpreterTool, FileSearchTool, FunctionObject, FunctionTool, ToolOutput,
};

impl AssistantTool {
    /// The code interpreter.
    pub fn code_interpreter() -> Self {
        Self::CodeInterpreter(CodeInterpreterTool::default())
    }

    /// File search, with the server's own settings.
    pub fn file_search() -> Self {
        Self::FileSearch(FileSearchTool::default())
    }

    /// A function of yours.
    pub fn function(function: FunctionObject) -> Self {
        Self::Function(FunctionTool { function, type_: Default::default() })
    }
}

impl ToolOutput {
    /// The output of the call with this id.
    pub fn new(tool_call_id: impl Into<String>, output: impl Into<String>) -> Self {
        Self { tool_call_id: Some(tool_call_id.into()), output: Some(output.into()) }
    }
}
