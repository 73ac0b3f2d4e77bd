//! Turns an OpenAPI document into the sources of the SDK: text in, files as strings out.
//!
//! The pipeline, in the order in which a document goes through it:
//!
//! 1. [`config`]: what to take and how to name it, from `source.toml`;
//! 2. [`document`]: YAML or JSON becomes a [`document::Document`], is cut to the selection and checked;
//! 3. [`document_passes`]: repair what upstream got wrong, lower 3.1 to 3.0, shape how the Rust reads;
//! 4. [`mod@model`]: the typed view of the result, which every later stage reads;
//! 5. [`progenitor`]: types and the parts of requests;
//! 6. [`code_passes`]: passes over the types;
//! 7. [`emit`]: resources with their requests, types, and the outline for reviewers.
//!
//! [`generate`] is all of it, and a pure function: the same texts give the same bytes on every machine.
//! Only [`output`] touches the disk.
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

/// What a generation starts from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The text of the OpenAPI document, YAML or JSON.
    pub document: &'a str,
    /// The text of `source.toml`.
    pub config: &'a str,
    /// Whether a pass or a name that applies nowhere is an error: so for the checked-in document, which
    /// they were written for, and not for another.
    pub strict: bool,
}

/// What comes out.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The generated files, by path below `sdk/src/generated`.
    pub files: Files,
    /// The API in one line per operation and one line per type.
    pub outline: String,
    /// What each pass did, in the order in which they ran.
    pub reports: Vec<Report>,
}

/// Generates the SDK's sources. After each stage, `progress` gets its name and what it found.
///
/// # Errors
/// The first stage that cannot go on, with every fault it found and where.
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
    let mut model = model::build(&document, &config);
    let tolerance = Report { name: "model/responses", sites: model::responses::relax(&mut model, &config) };
    if input.strict {
        strict::check_code(std::slice::from_ref(&tolerance))?;
    }
    reports.push(tolerance);
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
