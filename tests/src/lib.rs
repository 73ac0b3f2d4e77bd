//! What the tests of the SDK need on the other end of the wire.
//!
//! - [`Recorder`]: answers every request with what the document's example says, and keeps the request;
//! - [`assistant`]: a small stateful server, enough for a conversation from start to answer.

pub mod assistant;
mod recorder;

pub use recorder::{Answers, Recorded, Recorder};
