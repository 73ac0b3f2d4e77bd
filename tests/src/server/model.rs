//! The scripted mock model: a [`Script`] turns a [`Conversation`] into the [`Plan`] of a run, by rules or by a function.

mod arguments;
mod plan;
mod script;

pub use plan::{Action, Conversation, End, FunctionCall, Plan};
pub(crate) use script::Times;
pub use script::{Rule, Script, ScriptError};
