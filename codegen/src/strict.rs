//! Checks for the checked-in document and `source.toml` only: the provenance is correct, all passes and rows are applied,
//! and type names are not too long.

use heck::ToPascalCase;

use crate::config::Config;
use crate::document::{Document, Schema, component_reference};
use crate::error::{Diagnostic, Error, Result};
use crate::sites::{Report, never_applied};

const STAGE: &str = "strict";

/// The maximum length of a type name.
const MAX_NAME_LENGTH: usize = 40;

/// Checks the document after all document passes.
///
/// # Errors
/// Fails if `info` differs from `[upstream]`, a pass or a row was never applied, or a type name is too long.
pub fn check_document(document: &Document, config: &Config, reports: &[Report]) -> Result<()> {
    let mut diagnostics = never_applied(reports);
    provenance(document, config, &mut diagnostics);
    long_names(document, &mut diagnostics);
    Error::unless_empty(STAGE, diagnostics)
}

/// Checks the code passes.
///
/// # Errors
/// Fails if a pass was never applied.
pub fn check_code(reports: &[Report]) -> Result<()> {
    Error::unless_empty(STAGE, never_applied(reports))
}

/// Compares `[upstream]` with the document's `info`.
fn provenance(document: &Document, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let info = &document.root()["info"];
    for (key, expected) in [("title", &config.upstream.title), ("version", &config.upstream.version)] {
        if info[key] != expected.as_str() {
            let message =
                format!("the {key} is {}, but [upstream] of source.toml has {expected:?}", info[key]);
            let help = "update the document or [upstream]";
            diagnostics.push(Diagnostic::new(format!("#/info/{key}"), message, help));
        }
    }
}

fn long_names(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for (name, schema) in document.components() {
        let Some(schema) = schema.as_object() else { continue };
        // A single value is a constant, without a type.
        let is_type = schema.contains_key("properties")
            || !schema.members("oneOf").is_empty()
            || schema.enum_values().len() > 1;
        let rust_name = name.to_pascal_case();
        if is_type && rust_name.len() > MAX_NAME_LENGTH {
            let message = format!(
                "the name {rust_name} has {} characters, more than {MAX_NAME_LENGTH}",
                rust_name.len()
            );
            diagnostics.push(Diagnostic::new(
                component_reference(name),
                message,
                "add a row to [names] of source.toml",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::testing::config;

    #[test]
    fn provenance_and_names_are_checked() {
        let document = Document::new(json!({
            "info": { "title": "T", "version": "2" },
            "components": { "schemas": {
                "MessageContentTextAnnotationsFilePathObjectFilePath": { "properties": {} },
                "MessageContentTextAnnotationsFilePathObjectType": { "enum": ["file_path"] },
                "Short": { "properties": {} }
            } }
        }));
        insta::assert_snapshot!(check_document(&document, &config(""), &[]).unwrap_err(), @r#"
        strict: 2 problems
          #/components/schemas/MessageContentTextAnnotationsFilePathObjectFilePath: the name MessageContentTextAnnotationsFilePathObjectFilePath has 51 characters, more than 40; add a row to [names] of source.toml
          #/info/version: the version is "2", but [upstream] of source.toml has "1"; update the document or [upstream]
        "#);
    }
}
