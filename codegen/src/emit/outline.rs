//! The outline: the whole API on a few screens, for the reviewer of a regeneration.
//!
//! One line an operation (method, path, accessor, request with arguments and body, result, pagination, header
//! by rule) and one line a type (fields or variants). It is taken from the generated code, so it says what
//! users get, not what the document meant.

use std::collections::BTreeMap;
use std::fmt::Write;

use heck::ToPascalCase;
use quote::ToTokens;
use syn::{Field, Fields, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, Type};

use super::accessors::{Accessor, accessors};
use crate::ast::{answer, arguments, last_segment, module, self_name};
use crate::config::Config as Source;
use crate::document::Document;
use crate::document_passes::shaping::event_streams::MARK;

/// The outline of the generated code.
pub fn outline(file: &syn::File, document: &Document, source: &Source) -> String {
    let mut items = file.items.clone();
    let mut text = String::from("# operations\n");
    let requests = requests(module(&mut items, "builder").map(std::mem::take).unwrap_or_default());
    let accessors = accessors(document);
    for operation in document.operations() {
        let Some(request) = requests.get(&operation.id().to_pascal_case()) else { continue };
        let accessor = accessors.get(operation.id()).map(Accessor::path).unwrap_or_default();
        let method = operation.method.to_ascii_uppercase();
        let path = operation.path.trim_end_matches(MARK);
        let tags = operation.tags();
        let header: String = source.headers_for(&tags).map(|rule| format!(" +{}", rule.name)).collect();
        let _ = writeln!(text, "{method} {path}: {accessor} = {request}{header}");
    }
    text.push_str("\n# types\n");
    let mut lines: Vec<String> = Vec::new();
    for item in module(&mut items, "types").map(std::mem::take).unwrap_or_default() {
        match item {
            Item::Struct(item) => lines.push(structure(&item)),
            Item::Enum(item) => lines.push(enumeration(&item)),
            _ => {}
        }
    }
    lines.sort();
    text.push_str(&lines.join("\n"));
    text.push('\n');
    text
}

/// Request name -> `name(arguments; body) -> result`.
fn requests(items: Vec<Item>) -> BTreeMap<String, String> {
    let mut arguments: BTreeMap<String, String> = BTreeMap::new();
    let mut results: BTreeMap<String, String> = BTreeMap::new();
    let mut pages: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for item in &items {
        match item {
            Item::Struct(request) => {
                let fields = request.fields.iter().filter_map(argument);
                arguments.insert(request.ident.to_string(), fields.collect::<Vec<_>>().join(", "));
            }
            Item::Impl(block) if block.trait_.is_some() => {
                if let (Some(name), Some(by)) = (self_name(block), paginated(block)) {
                    pages.entry(name).or_default().push(by);
                }
            }
            Item::Impl(block) => {
                let send = block.items.iter().find_map(|item| match item {
                    ImplItem::Fn(method) if method.sig.ident == "send" => answer(method),
                    _ => None,
                });
                if let (Some(name), Some(answer)) = (self_name(block), send) {
                    results.insert(name, short(&answer));
                }
            }
            _ => {}
        }
    }
    arguments
        .into_iter()
        .map(|(name, arguments)| {
            let result = results.get(&name).cloned().unwrap_or_default();
            let by = pages.get(&name).map(|by| format!(" paginated ({})", by.join(", ")));
            let line = format!("{name}({arguments}) -> {result}{}", by.unwrap_or_default());
            (name, line)
        })
        .collect()
}

/// `limit?: i64` for a field `limit: Result<Option<i64>, String>`; nothing for the client.
fn argument(field: &Field) -> Option<String> {
    let name = field.ident.as_ref()?.to_string();
    let [held, _] = arguments(&field.ty).try_into().ok()?;
    let inner = arguments(held);
    match (last_segment(held).as_deref(), inner.as_slice()) {
        (Some("Option"), [inner]) => Some(format!("{name}?: {}", short(inner))),
        _ => Some(format!("{name}: {}", short(held))),
    }
}

/// By what a list goes on, if this says that the request is for one.
fn paginated(block: &ItemImpl) -> Option<&'static str> {
    let (of, _) = block.trait_.as_ref()?;
    match of.segments.last()?.ident.to_string().as_str() {
        "PaginateBackward" => Some("before"),
        "Paginate" => {
            let code = block.to_token_stream().to_string();
            let by = [
                ("Paged :: Forward", "after"),
                ("Paged :: Token", "next_page"),
                ("Paged :: Once", "one page"),
            ];
            by.into_iter().find(|(paged, _)| code.contains(paged)).map(|(_, by)| by)
        }
        _ => None,
    }
}

/// A type without the paths to its parts: `Option<Vec<String>>`.
fn short(ty: &Type) -> String {
    let Some(name) = last_segment(ty) else { return ty.to_token_stream().to_string() };
    let inner: Vec<String> = arguments(ty).into_iter().map(short).collect();
    if inner.is_empty() { name } else { format!("{name}<{}>", inner.join(", ")) }
}

fn structure(item: &ItemStruct) -> String {
    let fields = item.fields.iter().map(|field| match &field.ident {
        Some(name) => format!("{name}: {}", short(&field.ty)),
        None => short(&field.ty),
    });
    format!("{} {{ {} }}", item.ident, fields.collect::<Vec<_>>().join(", "))
}

fn enumeration(item: &ItemEnum) -> String {
    let variants = item.variants.iter().map(|variant| match &variant.fields {
        Fields::Unit => variant.ident.to_string(),
        fields => {
            let held: Vec<String> = fields.iter().map(|field| short(&field.ty)).collect();
            format!("{}({})", variant.ident, held.join(", "))
        }
    });
    format!("{} = {}", item.ident, variants.collect::<Vec<_>>().join(" | "))
}
