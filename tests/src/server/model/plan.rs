//! The input of the mock model, and its plan.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// The input of the mock model.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// The text of the last user message.
    pub question: String,
    /// The name of the model.
    pub model: String,
    /// The instructions of the run.
    pub instructions: String,
    /// The tools that the run may use, as sent.
    pub tools: Vec<Value>,
    /// Whether there are vector stores to search.
    pub searchable: bool,
    /// The response format: `"auto"` or an object.
    pub response_format: Value,
    /// Whether functions may be called in parallel.
    pub parallel_tool_calls: bool,
}

impl Conversation {
    /// Whether the run may use a tool of this type.
    pub fn has(&self, kind: &str) -> bool {
        self.tools.iter().any(|tool| tool["type"] == kind)
    }

    /// The functions that the run may call.
    pub fn functions(&self) -> impl Iterator<Item = &Value> {
        self.tools.iter().filter(|tool| tool["type"] == "function").map(|tool| &tool["function"])
    }
}

/// The steps of a run, and its outcome.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The steps, in order.
    pub actions: Vec<Action>,
    /// How it ends.
    pub end: End,
    /// How long the run takes; its messages are spread over that time.
    pub takes: Duration,
}

/// A step of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Runs code that prints logs.
    RunCode {
        /// The code.
        input: String,
        /// The output.
        logs: String,
    },
    /// Searches the vector stores of thread and assistant for the user's question.
    Search,
    /// Requires function calls, and waits for their outputs.
    Call(Vec<FunctionCall>),
    /// Writes a message. `{outputs}` is replaced with the functions' outputs, one per line, and `{passage}` with the best
    /// passage found. `[1]` cites the file of that passage, `[2]` the second best; without any, `[1]` is appended.
    Say(String),
}

/// A function call.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionCall {
    /// The name of the function.
    pub name: String,
    /// The arguments, as JSON text.
    pub arguments: String,
}

/// How a run ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum End {
    /// With status `completed`.
    #[default]
    Completed,
    /// With status `failed`, and a `last_error`.
    Failed {
        /// `server_error`, `rate_limit_exceeded` or `invalid_prompt`.
        code: String,
        /// The message.
        message: String,
    },
    /// With status `incomplete`.
    Incomplete {
        /// `max_completion_tokens` or `max_prompt_tokens`.
        reason: String,
    },
    /// With status `expired`.
    Expired,
    /// With status `cancelled`.
    Cancelled,
    /// With status `failed`, and an `error` event in the stream.
    Broken {
        /// The message.
        message: String,
    },
}
