//! Generates the sources of the SDK from an OpenAPI document.
//!
//! The pipeline:
//!
//! 1. [`config`]: parses `source.toml`: selection, headers, names;
//! 2. [`document`]: parses YAML or JSON into a [`document::Document`], reduces it to the selection and checks it;
//! 3. [`document_passes`]: correct upstream errors, convert 3.1 to 3.0, improve the generated Rust;
//! 4. [`mod@model`]: the typed model of the result, the input of all later stages;
//! 5. [`progenitor`]: generates types and the parts of requests;
//! 6. [`code_passes`]: transform the types;
//! 7. [`emit`]: emits resources with their requests, types, and the outline for reviewers.
//!
//! [`generate`] runs the pipeline. It is a pure function: the same input gives the same output on every machine. Only
//! [`output`] accesses the disk.
//!
//! ```
//! # fn main() -> Result<(), codegen::error::Error> {
//! let document = "
//! openapi: 3.1.0
//! info: { title: Pets, version: '1' }
//! paths:
//!   /pets/{id}:
//!     get:
//!       operationId: getPet
//!       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
//!       responses: { '200': { description: A pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
//! components:
//!   schemas: { Pet: { type: object, properties: { name: { type: [string, 'null'] } } } }
//! ";
//! let config = "
//! upstream = { title = 'Pets', version = '1', published = 2026-01-01 }
//! select = { paths = ['/pets'], schemas = [] }
//! ";
//! let output = codegen::generate(&codegen::Input { document, config, strict: false }, &mut |_, _| {})?;
//! assert!(output.outline.contains("GET /pets/{id}: pets.retrieve(id: String) -> Pet"));
//! assert!(output.files["types/pets.rs"].contains("pub struct Pet"));
//! # Ok(())
//! # }
//! ```

#![deny(missing_docs)]

pub mod code_passes;
pub mod config;
pub mod document;
pub mod document_passes;
pub mod emit;
pub mod error;
pub mod model;
pub mod output;
pub mod progenitor;
pub mod rust;
pub mod sites;
mod strict;

use config::Config;
use document::Document;
use error::Result;
use output::Files;
use sites::Report;

/// The input of [`generate`].
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The text of the OpenAPI document, YAML or JSON.
    pub document: &'a str,
    /// The text of `source.toml`.
    pub config: &'a str,
    /// Whether a pass or a name that is never applied is an error. True for the checked-in document, which they were written
    /// for.
    pub strict: bool,
}

/// The output of [`generate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The generated files, by path below `sdk/src/generated`.
    pub files: Files,
    /// The outline: one line per operation and one line per type.
    pub outline: String,
    /// The report of each pass, in order of execution.
    pub reports: Vec<Report>,
}

/// Generates the SDK's sources. Calls `progress` after each stage with its name and a summary.
///
/// # Errors
/// Returns the error of the first stage that fails, with all diagnostics of that stage.
pub fn generate(input: &Input<'_>, progress: &mut dyn FnMut(&'static str, String)) -> Result<Output> {
    let config = Config::parse(input.config)?;
    let mut document = document::load::load(input.document)?;
    progress("load", counts(&document));
    document::select::select(&mut document, &config.select)?;
    document::check::check(&document)?;
    progress("select and check", counts(&document));
    let mut reports = document_passes::run(&mut document, &config)?;
    reports.push(Report { name: "config/headers", sites: config.header_sites(&document) });
    if input.strict {
        strict::check_document(&document, &config, &reports)?;
    }
    progress("document passes", sites(&reports));
    let model = model::build(&document, &config);
    progress("model", format!("{} operations, {} schemas", model.operations.len(), model.schemas.len()));
    let progenitor::Generated { mut types, functions } = progenitor::generate(&document)?;
    progress("progenitor", format!("{} functions, {} items of types", functions.len(), types.len()));
    let code_reports = code_passes::run(&mut types, &model);
    if input.strict {
        strict::check_code(&code_reports)?;
    }
    progress("code passes", sites(&code_reports));
    reports.extend(code_reports);

    let parts = emit::Source { model: &model, types: &types, functions: &functions };
    let outline = emit::outline::outline(&parts);
    let mut files = Files::new();
    emit::resources::resources(&parts, &mut files)?;
    emit::types::types(&parts, &mut files);
    let lines: usize = files.values().map(|text| text.lines().count()).sum();
    progress("emit", format!("{} files, {lines} lines", files.len()));
    Ok(Output { files, outline, reports })
}

fn counts(document: &Document) -> String {
    format!("{} operations, {} schemas", document.operations().count(), document.components().len())
}

fn sites(reports: &[Report]) -> String {
    let sites: usize = reports.iter().map(|report| report.sites.total()).sum();
    format!("{} passes, {sites} sites", reports.len())
}
