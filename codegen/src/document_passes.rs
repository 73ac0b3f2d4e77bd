//! Document passes: OpenAPI as published in, OpenAPI as progenitor reads it and as we like it out.
//!
//! A pass has one reason, named by its group:
//!
//! - [`upstream`]: the published description is wrong; each pass carries its evidence.
//! - [`lowering`]: the description is right, but OpenAPI 3.1, and progenitor reads 3.0.
//! - [`shaping`]: both are right, but the Rust that comes out would read or behave badly.
//!
//! A pass says how many places it touched. On the checked-in document a pass that touches none is an
//! error, so that nobody maintains a patch for a fault that upstream has mended.

pub mod lowering;
pub mod shaping;
pub mod upstream;

use crate::config::Config;
use crate::document::Document;
use crate::error::{Diagnostic, Error, Result};

/// How many places a pass touched.
pub type Sites = usize;

/// A named pass.
pub struct Pass {
    /// Group and file name, for example `lowering/null_alternatives`.
    pub name: &'static str,
    apply: fn(&mut Document, &Config) -> Result<Sites>,
}

macro_rules! passes {
    ($($group:ident :: $name:ident $(($config:ident))?),* $(,)?) => {
        [$(Pass {
            name: concat!(stringify!($group), "/", stringify!($name)),
            apply: passes!(@apply $group $name $($config)?),
        }),*]
    };
    (@apply $group:ident $name:ident config) => { $group::$name::apply };
    (@apply $group:ident $name:ident) => { |document, _| $group::$name::apply(document) };
}

/// Every document pass, in the order in which they run.
pub const ALL: &[Pass] = &passes![
    lowering::dereference,
    upstream::operation_names,
    upstream::recursive_references,
    upstream::misplaced_required,
    upstream::binary_downloads,
    upstream::error_responses,
    upstream::list_envelopes,
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
    shaping::deprecations(config),
    shaping::validation_keywords,
    shaping::closed_objects,
    shaping::defaults,
    shaping::open_strings,
    lowering::nullable_components,
    shaping::inline_aliases,
    shaping::hoist_inline_schemas,
    shaping::event_union,
    shaping::names(config),
    shaping::const_properties,
    shaping::multipart,
    shaping::event_streams,
    shaping::three_states,
    shaping::optional_nullables,
    shaping::optional_lists,
    shaping::unused_components(config),
];

/// What a pass did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The pass.
    pub name: &'static str,
    /// How many places it touched.
    pub sites: Sites,
}

/// Runs every pass over `document`.
///
/// # Errors
/// The first pass that cannot do its work; with `all_must_apply` also every pass that found none.
pub fn run(document: &mut Document, config: &Config, all_must_apply: bool) -> Result<Vec<Report>> {
    let mut reports = Vec::with_capacity(ALL.len());
    for pass in ALL {
        let sites = (pass.apply)(document, config)?;
        reports.push(Report { name: pass.name, sites });
    }
    if all_must_apply {
        never_applied(&reports)?;
    }
    Ok(reports)
}

/// An error for every report without a site.
pub(crate) fn never_applied(reports: &[Report]) -> Result<()> {
    let idle = reports.iter().filter(|report| report.sites == 0).map(|report| {
        Diagnostic::new(
            format!("codegen/src/{}", source_file(report.name)),
            format!("the pass {} was never applied", report.name),
            "delete it: the document no longer needs it",
        )
    });
    Error::unless_empty("passes", idle.collect())
}

fn source_file(name: &str) -> String {
    if name.starts_with("ast/") { format!("{name}.rs") } else { format!("document_passes/{name}.rs") }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Before and after, as a pass's test shows them.

    use serde_json::{Value, json};

    use super::*;

    /// Applies a pass to a document whose component `Subject` is `schema`; shows that component.
    pub(crate) fn schema(apply: fn(&mut Document) -> Result<Sites>, schema: Value) -> String {
        let mut document = Document::new(json!({ "components": { "schemas": { "Subject": schema } } }));
        let sites = apply(&mut document).expect("the pass applies");
        show(sites, &document.components()["Subject"])
    }

    /// Applies a pass to a whole document and shows all of it.
    pub(crate) fn document(apply: impl Fn(&mut Document) -> Result<Sites>, document: Value) -> String {
        let mut document = Document::new(document);
        let sites = apply(&mut document).expect("the pass applies");
        show(sites, document.root())
    }

    fn show(sites: Sites, after: &Value) -> String {
        let mut text = format!("sites: {sites}\n");
        outline(after, 0, &mut text);
        text
    }

    /// YAML as far as these tests need it.
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
