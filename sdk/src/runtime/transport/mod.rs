//! One attempt: sends an HTTP request and receives the response.

pub(crate) mod attempt;
mod body;
pub(crate) mod redact;
mod redirect;
pub(crate) mod trace;
