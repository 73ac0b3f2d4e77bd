//! What a model is told, and what it does about it.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// What a run's model is told.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// The text of the user's last message.
    pub question: String,
    /// The name of the model.
    pub model: String,
    /// The instructions of the run.
    pub instructions: String,
    /// The tools that the run may use, as they were sent.
    pub tools: Vec<Value>,
    /// Whether there are vector stores to search.
    pub searchable: bool,
    /// The format that the answer has to have: `"auto"` or an object.
    pub response_format: Value,
    /// Whether several functions may be called at once.
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

/// What a run does, and how it ends.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// One after the other.
    pub actions: Vec<Action>,
    /// How it ends.
    pub end: End,
    /// How long it works before its end; a text that it says is spread over that time.
    pub takes: Duration,
}

/// A step of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Runs code that leaves logs.
    RunCode {
        /// The code.
        input: String,
        /// What it prints.
        logs: String,
    },
    /// Searches the vector stores of thread and assistant by the user's question.
    Search,
    /// Calls functions of the caller, and waits for their outputs.
    Call(Vec<FunctionCall>),
    /// Writes a message. `{outputs}` in it becomes what the functions gave back, a line each, `{passage}` the best
    /// passage found. `[1]` cites the file of that passage, `[2]` the second best; without any, `[1]` is appended.
    Say(String),
}

/// A function to be called.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionCall {
    /// Its name.
    pub name: String,
    /// Its arguments, as JSON text.
    pub arguments: String,
}

/// How a run ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum End {
    /// Well.
    #[default]
    Completed,
    /// With a `last_error`.
    Failed {
        /// `server_error`, `rate_limit_exceeded` or `invalid_prompt`.
        code: String,
        /// The words.
        message: String,
    },
    /// Cut short; the reason is `max_completion_tokens` or `max_prompt_tokens`.
    Incomplete {
        /// The reason.
        reason: String,
    },
    /// Too late.
    Expired,
    /// By its caller.
    Cancelled,
    /// With an `error` event in the stream; the run has failed.
    Broken {
        /// The words.
        message: String,
    },
}
