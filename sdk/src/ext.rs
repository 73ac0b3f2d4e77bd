//! What knows assistants: constructors and questions on the generated types that a document cannot say.
//! Feature `helpers`, on by default; without it the crate is what any document would give.

mod jobs;
mod messages;
mod runs;
#[cfg(feature = "schemars")]
mod schemas;
mod tools;
