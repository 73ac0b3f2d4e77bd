//! A request before it is sent: its operation, path, query, body, and the settings of this one call.

pub(crate) mod base;
pub(crate) mod multipart;
pub(crate) mod operation;
pub(crate) mod options;
pub(crate) mod range;
pub(crate) mod setting;
