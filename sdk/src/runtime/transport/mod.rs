//! One attempt: an HTTP request out, a response in.

pub(crate) mod attempt;
mod body;
pub(crate) mod redact;
mod redirect;
pub(crate) mod trace;
