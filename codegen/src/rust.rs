//! Rust code as data: what code passes and emitters ask of it, and the rules by which both write.

pub(crate) mod arguments;
pub(crate) mod constants;
pub mod serde_attributes;
pub(crate) mod syntax;
pub(crate) mod type_graph;
