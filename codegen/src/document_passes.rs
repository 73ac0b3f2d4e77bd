//! Document passes: transform the published OpenAPI document into one for progenitor.
//!
//! Each pass has one reason; the groups are:
//!
//! - [`upstream`]: corrects errors of the published description, with evidence.
//! - [`lowering`]: rewrites constructs that progenitor, which supports OpenAPI 3.0, or typify rejects or misinterprets.
//! - [`shaping`]: improves the generated Rust.

pub mod lowering;
pub mod shaping;
pub mod upstream;

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::{Report, Sites};

/// A document pass.
pub struct Pass {
    /// Group and file name, for example `lowering/null_alternatives`.
    pub name: &'static str,
    /// Changes the document and returns the number of changes.
    pub apply: fn(&mut Document, &Config) -> Result<Sites>,
}

macro_rules! passes {
    ($($group:ident :: $name:ident),* $(,)?) => {
        [$(Pass { name: concat!(stringify!($group), "/", stringify!($name)), apply: $group::$name::apply }),*]
    };
}

/// Every document pass, in the order in which they run.
pub const ALL: &[Pass] = &passes![
    lowering::dereference,
    upstream::operation_names,
    upstream::recursive_references,
    upstream::misplaced_required,
    upstream::binary_downloads,
    upstream::error_responses,
    upstream::list_cursors,
    upstream::search_queries,
    upstream::untrue_required,
    upstream::stray_event_properties,
    lowering::any_of_to_one_of,
    lowering::null_alternatives,
    upstream::nullable_wrappers,
    lowering::required_alternatives,
    lowering::typed_unions,
    lowering::unwrap_singletons,
    lowering::reference_siblings,
    lowering::implied_objects,
    lowering::annotations,
    lowering::version,
    shaping::deprecations,
    shaping::verbs,
    shaping::validation_keywords,
    shaping::closed_objects,
    shaping::defaults,
    shaping::open_strings,
    lowering::nullable_components,
    shaping::inline_aliases,
    shaping::hoist_inline_schemas,
    shaping::event_union,
    shaping::unused_components,
    shaping::names,
    shaping::const_properties,
    shaping::multipart,
];

/// Runs all passes over `document`.
///
/// # Errors
/// Returns the error of the first pass that fails.
pub fn run(document: &mut Document, config: &Config) -> Result<Vec<Report>> {
    ALL.iter().map(|pass| Ok(Report { name: pass.name, sites: (pass.apply)(document, config)? })).collect()
}

#[cfg(test)]
pub(crate) mod testing {
    //! Snapshots for the tests of passes.

    use serde_json::{Value, json};

    use super::*;
    use crate::config::testing::config;

    type Apply = fn(&mut Document, &Config) -> Result<Sites>;

    /// Applies a pass to a document whose component `Subject` is `schema`, and returns an outline of that component.
    pub(crate) fn schema(apply: Apply, schema: Value) -> String {
        let mut document = Document::new(json!({ "components": { "schemas": { "Subject": schema } } }));
        let sites = apply(&mut document, &config("")).expect("the pass applies");
        show(&sites, &document.components()["Subject"])
    }

    /// Applies a pass to a document, and returns an outline of it.
    pub(crate) fn document(apply: Apply, document: Value) -> String {
        document_with(apply, "", document)
    }

    /// [`document`] with these tables in `source.toml`.
    pub(crate) fn document_with(apply: Apply, tables: &str, document: Value) -> String {
        let mut document = Document::new(document);
        let sites = apply(&mut document, &config(tables)).expect("the pass applies");
        show(&sites, document.root())
    }

    /// The sites, in total and by row, and an outline of the schema or document.
    fn show(sites: &Sites, after: &Value) -> String {
        let mut text = format!("sites: {sites}\n");
        for (row, sites) in sites.rows().filter(|(_, sites)| *sites > 0) {
            text.push_str(&format!("  {row}: {sites}\n"));
        }
        outline(after, 0, &mut text);
        text
    }

    /// Simple YAML.
    fn outline(node: &Value, depth: usize, text: &mut String) {
        let pad = "  ".repeat(depth);
        match node {
            Value::Object(object) if !object.is_empty() => {
                for (key, value) in object {
                    entry(&format!("{pad}{key}:"), value, depth, text);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for item in items {
                    entry(&format!("{pad}-"), item, depth, text);
                }
            }
            scalar => text.push_str(&format!("{pad}{scalar}\n")),
        }
    }

    fn entry(head: &str, value: &Value, depth: usize, text: &mut String) {
        let flat = value.to_string();
        if flat.len() + head.len() <= 90 {
            text.push_str(&format!(
                "{head} {}\n",
                flat.replace('"', "").replace(',', ", ").replace(':', ": ")
            ));
        } else {
            text.push_str(&format!("{head}\n"));
            outline(value, depth + 1, text);
        }
    }
}
