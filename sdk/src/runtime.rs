//! What every API needs of a client, and no word about assistants: configuration, headers, forms.

pub mod config;
mod hooks;
pub mod multipart;
pub mod operation;

pub use config::Config;
