//! The runtime, independent of the Assistants API: HTTP, JSON, attempts, retries, pagination, polling.
//!
//! A module imports only modules of its own and of lower layers:
//!
//! | layer | modules |
//! |---|---|
//! | 0 | [`error`], [`http`], [`json`], `schema` |
//! | 1 | [`auth`], [`middleware`] |
//! | 2 | [`config`], [`request`], [`response`], [`retry`] |
//! | 3 | [`transport`] |
//! | 4 | [`call`] |
//! | 5 | [`pagination`], `polling` |

pub(crate) mod auth;
pub(crate) mod call;
pub(crate) mod config;
pub(crate) mod error;
#[allow(dead_code, reason = "a selection of resources may need no ids, and no query")]
pub(crate) mod http;
#[allow(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "a selection of resources may have no union, or no enum"
)]
pub(crate) mod json;
pub(crate) mod middleware;
pub(crate) mod pagination;
#[cfg(feature = "helpers")]
pub(crate) mod polling;
#[allow(dead_code, reason = "a selection of resources may have no body, or no form")]
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod retry;
#[cfg(feature = "schemars")]
pub(crate) mod schema;
pub(crate) mod transport;
