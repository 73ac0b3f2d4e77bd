//! A request before it is sent: its operation, path, query, body, and the settings of this one call.

pub(crate) mod base;
#[allow(dead_code)]
pub(crate) mod multipart;
pub(crate) mod operation;
pub(crate) mod options;
#[allow(dead_code)]
pub(crate) mod setting;
