//! The description is right and readable; these passes decide how the Rust that comes out reads.

pub mod closed_objects;
pub mod constants;
pub mod defaults;
pub mod deprecations;
pub mod event_union;
pub mod limits;
pub mod multipart;
pub mod named_types;
pub mod names;
pub mod nullable_components;
pub mod open_strings;
pub mod orphans;
pub mod plain_components;
