//! Checks references: local, existing targets of the right kind, without cycles.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Document, Kind, Location, reference, walk};
use crate::error::Diagnostic;

pub(super) fn check(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    walk::visit(document.root(), Kind::Root, &Location::ROOT, &mut |kind, at, node| {
        let Some(raw) = node.get("$ref") else { return };
        let at = at.to_string();
        let Some(target) = raw.as_str() else {
            diagnostics.push(Diagnostic::new(at, "the $ref is not a string", "write it as a string"));
            return;
        };
        if !target.starts_with("#/") {
            diagnostics.push(Diagnostic::new(
                at,
                format!("{target} is outside this document"),
                "copy its target to #/components",
            ));
        } else if document.resolve(target).is_none() {
            diagnostics.push(Diagnostic::new(
                at,
                format!("{target} does not exist"),
                "define it or correct the reference",
            ));
        } else if !sections(kind).iter().any(|section| is_member(target, section)) {
            diagnostics.push(Diagnostic::new(
                at,
                format!("{target} is not allowed here"),
                format!("refer to a member of {}", sections(kind).join(" or ")),
            ));
        }
    });
    for name in document.components().keys() {
        let start = super::super::component_reference(name);
        if leads_to_itself(document, &start) {
            diagnostics.push(Diagnostic::new(
                start,
                "the schema is defined by itself",
                "break the cycle of references with an object or an array",
            ));
        }
    }
}

/// The allowed targets of a reference in a node of this kind.
fn sections(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Schema => &["#/components/schemas"],
        Kind::Parameter => &["#/components/parameters", "#/components/headers"],
        Kind::Content => &["#/components/responses", "#/components/requestBodies"],
        _ => &[],
    }
}

fn is_member(target: &str, section: &str) -> bool {
    target
        .strip_prefix(section)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|name| !name.contains('/'))
}

/// Whether `start` is an alternative or alias of itself, without a property or an array in between.
fn leads_to_itself(document: &Document, start: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = vec![start.to_owned()];
    while let Some(target) = pending.pop() {
        for next in document.resolve(&target).map(aliases).unwrap_or_default() {
            if next == start {
                return true;
            }
            if seen.insert(next.clone()) {
                pending.push(next);
            }
        }
    }
    false
}

/// The references that `schema` is an alias or union of.
fn aliases(schema: &Value) -> Vec<String> {
    let direct = reference(schema).map(str::to_owned);
    let inner = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|key| schema.get(key)?.as_array());
    direct.into_iter().chain(inner.flatten().flat_map(aliases)).collect()
}
