//! Improves the generated Rust, for descriptions that are correct and supported.

pub mod closed_objects;
pub mod const_properties;
pub mod defaults;
pub mod deprecations;
pub mod event_union;
pub mod hoist_inline_schemas;
pub mod inline_aliases;
pub mod multipart;
pub mod names;
pub mod open_strings;
mod rename;
pub mod unused_components;
pub mod validation_keywords;
pub mod verbs;
