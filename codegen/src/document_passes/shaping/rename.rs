//! Renames schemas and all references to them. Not a pass: `names` and `verbs` use it.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde_json::{Value, json};

use crate::document::{Document, component_reference};
use crate::error::{Diagnostic, Error, Result};

/// Renames the components that are keys of `renamed` to its values, for a pass with the given `table`.
///
/// # Errors
/// Fails if a new name is taken, or has the same Rust name as another.
pub(super) fn components(
    document: &mut Document,
    renamed: &BTreeMap<String, String>,
    pass: &str,
    table: &str,
) -> Result<()> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let kept = document.components().keys().filter(|name| !renamed.contains_key(*name));
    taken.extend(kept.map(|name| (name.to_pascal_case(), name.as_str())));
    let mut diagnostics = Vec::new();
    for (old, new) in renamed {
        if let Some(other) = taken.insert(new.to_pascal_case(), old) {
            diagnostics.push(Diagnostic::new(
                component_reference(old),
                format!("the new name {new} is taken by {other}"),
                format!("choose another name in {table} of source.toml"),
            ));
        }
    }
    Error::unless_empty(pass, diagnostics)?;

    let components = document.components_mut();
    let moved: Vec<_> =
        renamed.iter().filter_map(|(old, new)| Some((new.clone(), components.remove(old)?))).collect();
    components.extend(moved);
    document.schemas_mut(|_, schema| {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(crate::document::component_name);
        if let Some(new) = target.and_then(|target| renamed.get(&target)) {
            schema.insert("$ref".to_owned(), json!(component_reference(new)));
        }
    });
    document.root_mut().sort_all_objects();
    Ok(())
}
