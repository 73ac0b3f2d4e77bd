//! What every API needs of a client, and no word about assistants: configuration, calls with
//! retries and errors, lists, jobs, forms.
//!
//! It goes with any document. What a document has no use for, a form or a union, is not used then.

pub mod builder;
pub mod call;
pub mod config;
mod content;
pub mod credentials;
#[allow(dead_code)]
pub mod de;
mod decoding;
mod environment;
pub mod error;
mod exchange;
mod logs;
pub mod middleware;
#[cfg(feature = "helpers")]
pub mod model_json;
#[allow(dead_code)]
pub mod multipart;
pub mod nullable;
pub mod operation;
pub mod options;
pub mod pagination;
pub mod path;
#[cfg(feature = "helpers")]
mod pointer;
#[cfg(feature = "helpers")]
pub mod polling;
mod reading;
mod redirect;
pub mod response;
mod retry;
mod secrets;
#[cfg(feature = "schemars")]
pub mod strict_schema;
pub mod string_enum;
pub mod timer;
#[allow(dead_code)]
pub mod union;
pub mod unlisted;

pub use config::Config;
