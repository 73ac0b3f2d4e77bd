//! Checks a selected document before any pass runs: reports all constructs that progenitor and typify would panic on or
//! misinterpret, with JSON pointers.

mod operations;
mod references;
mod schemas;

use serde_json::Value;

use super::Document;
use crate::error::{Diagnostic, Error, Result};

/// Reports all unsupported constructs of `document`.
///
/// # Errors
/// Fails if there is at least one; the error lists all of them.
pub fn check(document: &Document) -> Result<()> {
    let mut diagnostics = Vec::new();
    version(document, &mut diagnostics);
    references::check(document, &mut diagnostics);
    // These follow references, and ignore those that do not resolve.
    operations::check(document, &mut diagnostics);
    schemas::check(document, &mut diagnostics);
    Error::unless_empty("check", diagnostics)
}

fn version(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let version = document.root().get("openapi").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("3.0.") && !version.starts_with("3.1.") {
        let version = document.root().get("openapi").unwrap_or(&Value::Null);
        diagnostics.push(Diagnostic::new(
            "#/openapi",
            format!("the version is {version}"),
            "use an OpenAPI 3.0 or 3.1 document",
        ));
    }
}

/// The target of `node` if it is a reference that resolves, otherwise `node`.
fn through<'a>(document: &'a Document, node: &'a Value) -> &'a Value {
    let mut node = node;
    // Chains are short. The bound ends a cycle of references, which `references` reports.
    for _ in 0..64 {
        match super::reference(node).and_then(|target| document.resolve(target)) {
            Some(target) => node = target,
            None => break,
        }
    }
    node
}
