//! In: components that other passes have replaced. Out: only those that something still refers to.
//!
//! progenitor generates every component, used or not: the list of model names, for example, or the
//! unions that went into the one event union.

use crate::document::{Document, select};
use crate::error::Result;
use crate::passes::Sites;
use crate::source::Source;

/// Drops what neither an operation nor a root schema leads to.
pub fn apply(document: &mut Document, source: &Source) -> Result<Sites> {
    // A root may have been renamed by `[names]`.
    let roots: Vec<String> =
        source.select.schemas.iter().map(|name| source.names.get(name).unwrap_or(name).clone()).collect();
    Ok(select::retain_reachable(document, &roots))
}
