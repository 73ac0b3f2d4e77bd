//! The one file that names progenitor: its settings, the call, a guard around it, and what is taken from its
//! output.
//!
//! In: a document that every document pass has been over. Out: the types that typify wrote, and for each
//! operation the parts of progenitor's function that a request is made from: the types of its parameters, the
//! URL, the query, the headers and the body. progenitor and typify panic on what they do not expect; the guard
//! turns that into an error, and finds out which operation or schema it was by generating each of them alone.

mod functions;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::{OpenAPI, ReferenceOr};
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use syn::{Item, Type};

use crate::document::{Document, Kind, Place, component_reference, select, walk};
use crate::error::{Diagnostic, Error, Result};

const STAGE: &str = "progenitor";

/// What is taken from progenitor's output.
#[derive(Clone)]
pub struct Generated {
    /// The types, as typify wrote them.
    pub types: Vec<Item>,
    /// The functions, by name: `create_run` for `createRun`.
    pub functions: BTreeMap<String, Function>,
}

/// What a request is made from.
#[derive(Clone, Default)]
pub struct Function {
    /// The types of the parameters, without references and `Option`.
    pub parameters: BTreeMap<String, Type>,
    /// The HTTP method, in upper case.
    pub method: String,
    /// The path, with `{}` for each parameter.
    pub path: String,
    /// The parameters that fill the path, in order.
    pub segments: Vec<String>,
    /// Names of the query's parameters on the wire, each with the variable that holds its value.
    pub query: Vec<(String, String)>,
    /// Names of headers, each with the variable that holds its value.
    pub headers: Vec<(String, String)>,
    /// Whether the body is sent.
    pub body: bool,
}

/// Generates types and functions.
///
/// # Errors
/// When progenitor refuses the document or panics on it; the error names the operation or schema.
pub fn generate(document: &Document) -> Result<Generated> {
    let api = parse(document)?;
    let code = attempt(&api)
        .map_err(|message| Error { stage: STAGE.to_owned(), diagnostics: blame(document, &message) })?;
    crate::code_passes::check_output::check(&code)?;
    let functions = functions::functions(&code);
    let types = code.items.into_iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.map(|(_, items)| items),
        _ => None,
    });
    Ok(Generated { types: types.unwrap_or_default(), functions })
}

/// The document as the types of openapiv3.
fn parse(document: &Document) -> Result<OpenAPI> {
    serde_path_to_error::deserialize(document.root()).map_err(|error| {
        let cure = "correct the document there";
        let diagnostic = innermost_fault(document)
            .unwrap_or_else(|| Diagnostic::new(pointer(error.path()), error.inner().to_string(), cure));
        Error::new(STAGE, diagnostic)
    })
}

/// openapiv3 says which path is wrong and no more, so each part is read by itself, innermost parts first.
fn innermost_fault(document: &Document) -> Option<Diagnostic> {
    fn fault<T: DeserializeOwned>(node: &Value) -> Option<String> {
        serde_path_to_error::deserialize::<_, T>(node).err().map(|error| error.to_string())
    }
    let mut found = None;
    walk::visit(document.root(), Kind::Root, &Place::ROOT, &mut |kind, at, node| {
        let fault = match kind {
            _ if found.is_some() => None,
            Kind::Schema => fault::<ReferenceOr<openapiv3::Schema>>(node),
            Kind::Parameter if at.held_in() == "headers" => fault::<ReferenceOr<openapiv3::Header>>(node),
            Kind::Parameter => fault::<ReferenceOr<openapiv3::Parameter>>(node),
            Kind::MediaType => fault::<openapiv3::MediaType>(node),
            Kind::Content if at.held_in() == "responses" => fault::<ReferenceOr<openapiv3::Response>>(node),
            Kind::Content => fault::<ReferenceOr<openapiv3::RequestBody>>(node),
            Kind::Operation => fault::<openapiv3::Operation>(node),
            Kind::PathItem => fault::<openapiv3::PathItem>(node),
            Kind::Root | Kind::Components | Kind::RustType => None,
        };
        if let Some(fault) = fault {
            found = Some(Diagnostic::new(at.to_string(), fault, "correct the document there"));
        }
    });
    found
}

/// A path of serde's as a JSON pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let keys = path.iter().map(|segment| match segment {
        Segment::Map { key } => key.clone(),
        Segment::Enum { variant } => variant.clone(),
        Segment::Seq { index } => index.to_string(),
        Segment::Unknown => "?".to_owned(),
    });
    keys.fold("#".to_owned(), |pointer, key| crate::document::pointer::join(&pointer, &[&key]))
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
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
fn blame(document: &Document, message: &str) -> Vec<Diagnostic> {
    let cure = "describe it otherwise, or write a pass that does";
    let mut diagnostics = Vec::new();
    for name in document.components().keys() {
        if let Err(reason) = alone(document, json!({}), vec![component_reference(name)]) {
            diagnostics.push(Diagnostic::new(component_reference(name), first_line(&reason), cure));
        }
    }
    // A schema that fails takes its operations with it; they are at fault only if no schema is.
    if diagnostics.is_empty() {
        for operation in document.operations() {
            let paths = json!({ operation.path: { operation.method: operation.object } });
            if let Err(reason) = alone(document, paths, Vec::new()) {
                diagnostics.push(Diagnostic::new(operation.pointer(), first_line(&reason), cure));
            }
        }
    }
    if diagnostics.is_empty() {
        diagnostics.push(Diagnostic::new("#", first_line(message), cure));
    }
    diagnostics
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
