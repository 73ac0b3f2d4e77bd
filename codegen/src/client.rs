//! The one place that names progenitor: its settings, the call, and a guard around it.
//!
//! In: a document that every pass has been over. Out: Rust code as one file, before the code passes.
//! progenitor and typify panic on what they do not expect; the guard turns that into an error, and finds
//! out which operation or schema it was by generating each of them alone.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use quote::quote;
use serde_json::{Value, json};

use crate::document::{Document, component_reference, select};
use crate::error::{Error, Problem, Result};

const STAGE: &str = "progenitor";

/// Generates the client.
///
/// # Errors
/// When progenitor refuses the document or panics on it; the error names the operation or schema.
pub fn generate(document: &Document) -> Result<syn::File> {
    let api = parse(document)?;
    attempt(&api).map_err(|message| Error { stage: STAGE.to_owned(), problems: blame(document, &message) })
}

/// The document as the types of openapiv3.
fn parse(document: &Document) -> Result<OpenAPI> {
    serde_path_to_error::deserialize(document.root()).map_err(|error| {
        let place = format!("#/{}", error.path().to_string().replace('.', "/"));
        Error::new(STAGE, Problem::new(place, error.inner().to_string(), "correct the document there"))
    })
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(progenitor::HooksMode::Expected)
        .with_inner_type(quote!(crate::runtime::Config))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq")
        .with_crate("openai-assistants", progenitor::CrateVers::Any, None)
        .with_crate("serde_json", progenitor::CrateVers::Any, None);
    settings
}

fn attempt(api: &OpenAPI) -> std::result::Result<syn::File, String> {
    let tokens =
        quietly(|| Generator::new(&settings()).generate_tokens(api))?.map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| format!("the generated code does not parse: {error}"))
}

/// Runs `work`; a panic becomes an error with its message, and nothing is printed.
fn quietly<T>(work: impl FnOnce() -> T) -> std::result::Result<T, String> {
    thread_local!(static QUIET: Cell<bool> = const { Cell::new(false) });
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    outcome.map_err(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        text.or_else(|| payload.downcast_ref::<&str>().map(|&text| text.to_owned())).unwrap_or_default()
    })
}

/// Which operations or schemas cannot be generated even alone.
fn blame(document: &Document, message: &str) -> Vec<Problem> {
    let cure = "describe it otherwise, or write a pass that does";
    let mut problems = Vec::new();
    for name in document.components().keys() {
        if let Err(reason) = alone(document, json!({}), vec![component_reference(name)]) {
            problems.push(Problem::new(component_reference(name), first_line(&reason), cure));
        }
    }
    // A schema that fails takes its operations with it; they are at fault only if no schema is.
    if problems.is_empty() {
        for operation in document.operations() {
            let paths = json!({ operation.path: { operation.method: operation.object } });
            if let Err(reason) = alone(document, paths, Vec::new()) {
                problems.push(Problem::new(operation.pointer(), first_line(&reason), cure));
            }
        }
    }
    if problems.is_empty() {
        problems.push(Problem::new("#", first_line(message), cure));
    }
    problems
}

/// Generates `paths` and `roots` with what they refer to, and nothing else of `document`.
fn alone(document: &Document, paths: Value, roots: Vec<String>) -> std::result::Result<(), String> {
    let mut part = document.clone();
    part.root_mut()["paths"] = paths;
    let keep = if roots.is_empty() { select::reachable(&part, &[]) } else { select::closure(&part, roots) };
    part.components_mut().retain(|name, _| keep.contains(&component_reference(name)));
    let api = parse(&part).map_err(|error| error.to_string())?;
    attempt(&api).map(drop)
}

/// Panic messages dump whole schemas; the first words say what it is about.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim_end_matches([' ', ':', '{', '[']);
    if line.is_empty() { "the generator panicked".to_owned() } else { line.to_owned() }
}
