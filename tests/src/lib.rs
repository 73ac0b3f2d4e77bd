//! What the tests of the SDK need on the other end of the wire, and beside it.
//!
//! - [`Recorder`]: answers every request with what the document's example says, and keeps the request;
//! - [`assistant`]: a small stateful server, enough for a conversation from start to answer;
//! - [`wire`]: a server of exact bytes, for faults;
//! - [`clock`]: a clock that nobody waits for.

pub mod assistant;
pub mod clock;
mod recorder;
pub mod wire;

pub use recorder::{Answers, Recorded, Recorder};
