//! Hand-written helper methods of generated types.
//!
//! Feature `helpers`, on by default.

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
