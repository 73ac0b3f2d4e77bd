//! Test servers and helpers for the tests of the SDK.
//!
//! - [`Recorder`]: responds with the examples of the document, and records the requests;
//! - [`server`]: the complete API with state and a scripted mock model; `cargo xtask serve` starts it;
//! - [`wire`]: a server that sends exact bytes, to test faults;
//! - [`clock`]: a clock that does not wait;
//! - [`mod@bench`]: a server in a separate process, CPU time and memory, for benches.

pub mod bench;
pub mod clock;
mod recorder;
pub mod server;
pub mod wire;

pub use recorder::{Recorded, Recorder, Responses};
