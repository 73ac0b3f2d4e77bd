//! Helpers for Rust code, shared by code passes and emitters.

pub(crate) mod arguments;
pub(crate) mod constants;
pub mod serde_attributes;
pub(crate) mod syntax;
pub(crate) mod type_graph;
