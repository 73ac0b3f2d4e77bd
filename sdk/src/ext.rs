//! Helpers that know assistants: methods on the generated types that a document cannot describe.
//!
//! Feature `helpers`, on by default. Without it the crate is what any document would give.

#[cfg(feature = "vector_stores")]
mod filters;
#[cfg(feature = "threads")]
mod messages;
mod polling;
#[cfg(feature = "threads")]
mod run_options;
#[cfg(feature = "threads")]
mod runs;
#[cfg(feature = "schemars")]
mod schemas;
#[cfg(feature = "threads")]
mod tools;
