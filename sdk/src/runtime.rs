//! What every API needs of a client, and no word about assistants: configuration, headers, forms.
//!
//! It goes with any document. What a document has no use for, a form or a union, is not used then.

pub mod config;
mod content;
#[allow(dead_code)]
pub mod de;
mod hooks;
#[cfg(feature = "helpers")]
pub mod model_json;
#[allow(dead_code)]
pub mod multipart;
pub mod nullable;
pub mod operation;
pub mod path;
#[cfg(feature = "schemars")]
pub mod strict_schema;
pub mod string_enum;
#[allow(dead_code)]
pub mod union;

pub use config::Config;
