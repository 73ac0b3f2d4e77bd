//! Checks a selected document before any pass runs: reports what progenitor and typify would panic on or
//! misread, everything at once, each with its JSON pointer.

mod operations;
mod references;
mod schemas;

use serde_json::Value;

use super::Document;
use crate::error::{Diagnostic, Error, Result};

/// Reports every construct of `document` that cannot be generated.
///
/// # Errors
/// When there is at least one; the error lists all of them.
pub fn check(document: &Document) -> Result<()> {
    let mut diagnostics = Vec::new();
    version(document, &mut diagnostics);
    references::check(document, &mut diagnostics);
    // These follow references and say nothing about those that do not resolve.
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
            "give an OpenAPI 3.0 or 3.1 document",
        ));
    }
}

/// `node` itself, or what it refers to if it is a reference that resolves.
fn through<'a>(document: &'a Document, node: &'a Value) -> &'a Value {
    let mut node = node;
    // Chains are short. The bound ends a circle of references, which `references` reports.
    for _ in 0..64 {
        match super::reference(node).and_then(|target| document.resolve(target)) {
            Some(target) => node = target,
            None => break,
        }
    }
    node
}
