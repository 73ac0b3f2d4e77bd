//! What knows assistants: constructors and questions on the generated types that a document cannot say.
//! Feature `helpers`, on by default; without it the crate is what any document would give.


mod messages;
mod polling;
mod runs;
#[cfg(feature = "schemars")]
mod schemas;
mod tools;
