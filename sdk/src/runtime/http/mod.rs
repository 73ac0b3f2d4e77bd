//! HTTP below requests: URLs, headers, time, secrets, the client that sends.

pub(crate) mod client;
pub(crate) mod headers;
pub(crate) mod path;
pub(crate) mod query;
pub(crate) mod redact;
pub(crate) mod time;
