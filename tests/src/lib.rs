//! What the tests of the SDK need on the other end of the wire, and beside it.
//!
//! - [`Recorder`]: answers every request with what the document's example says, and keeps the request;
//! - [`server`]: the whole API with state, and a scripted double of the model; `cargo xtask serve` starts it;
//! - [`wire`]: a server of exact bytes, for faults;
//! - [`clock`]: a clock that does not wait;
//! - [`mod@bench`]: a server in another process, CPU time and memory, for benches.

pub mod bench;
pub mod clock;
mod recorder;
pub mod server;
pub mod wire;

pub use recorder::{Answers, Recorded, Recorder};
