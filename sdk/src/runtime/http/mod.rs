//! HTTP basics: URLs, headers, time, redaction, the HTTP client.

pub(crate) mod client;
pub(crate) mod headers;
pub(crate) mod path;
pub(crate) mod query;
pub(crate) mod redact;
pub(crate) mod time;
