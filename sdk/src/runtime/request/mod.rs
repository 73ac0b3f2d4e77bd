//! Requests: operation, path, query, body, and options.

pub(crate) mod base;
pub(crate) mod multipart;
pub(crate) mod operation;
pub(crate) mod options;
pub(crate) mod range;
pub(crate) mod setting;
