//! What every API needs of a client, and no word about assistants: configuration, headers, forms.

pub mod config;
mod content;
pub mod de;
mod hooks;
#[cfg(feature = "helpers")]
pub mod model_json;
pub mod multipart;
pub mod nullable;
pub mod operation;
pub mod path;
#[cfg(feature = "schemars")]
pub mod strict_schema;
pub mod string_enum;
pub mod union;

pub use config::Config;
