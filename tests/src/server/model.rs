//! The double of the model: a [`Conversation`] arrives, a [`Plan`] of what the run does leaves. The [`Script`]
//! decides, by rules or by a function of the test's.

mod arguments;
mod plan;
mod script;

pub use plan::{Action, Conversation, End, FunctionCall, Plan};
pub(crate) use script::Times;
pub use script::{Rule, Script, ScriptError};
