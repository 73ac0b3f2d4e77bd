//! Emits the resources: `client.threads().runs().create(&thread.id, &assistant.id)`.
//!
//! One file per resource, with its operations and their requests. Names are derived from paths and methods.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use super::layout::FileNames;
use super::print::print;
use super::requests::{self, rust_method};
use super::{HEADER, Source};
use crate::error::{Diagnostic, Error, Result};
use crate::model::{Model, Resource};
use crate::output::Files;
use crate::rust::syntax::doc_line;

/// The hand-written methods of `Client`.
const TAKEN: [&str; 4] = ["builder", "from_env", "new", "request"];

/// Adds the files of resources to `files`.
///
/// # Errors
/// Fails if a resource has the name of a method of the client, or if progenitor's function for an operation disagrees with
/// the model.
pub fn resources(source: &Source<'_>, files: &mut Files) -> Result<()> {
    let tree = tree(source.model);
    let names = FileNames::assign(tree.iter());
    let mut diagnostics: Vec<Diagnostic> = clashes(&tree);
    let mut modules: BTreeMap<&Resource, Vec<Ident>> = BTreeMap::new();
    for resource in &tree {
        let name = struct_name(resource);
        let mut operations = Vec::new();
        let mut methods: Vec<syn::ImplItem> =
            below(&tree, resource).map(|inner| getter(inner, &quote!(self.client))).collect();
        let mut items = Vec::new();
        for operation in source.model.operations.iter().filter(|operation| operation.resource == *resource) {
            match requests::request(operation, &name, source) {
                Ok(request) => {
                    operations.push(request.operation);
                    methods.push(request.start);
                    items.extend(request.items);
                    modules.entry(resource).or_default().push(format_ident!("{}", operation.request()));
                }
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        modules.entry(resource).or_default();
        let resource_struct = resource_struct(resource, &name, methods);
        let head: Item = parse_quote!(
            use super::*;
        );
        let all = std::iter::once(head).chain(operations).chain(resource_struct).chain(items);
        files.insert(format!("resources/{}.rs", names.of(resource)), print(all));
    }
    Error::unless_empty("emit/resources", diagnostics)?;
    files.insert("resources.rs".to_owned(), index(&modules, &names));
    files.insert("requests.rs".to_owned(), request_index(&modules, &names));
    Ok(())
}

/// All resources, including those that only contain others.
fn tree(model: &Model) -> BTreeSet<Resource> {
    let resources = model.operations.iter().map(|operation| &operation.resource);
    resources.flat_map(|resource| (1..=resource.len()).map(|end| resource[..end].to_vec())).collect()
}

fn below<'a>(tree: &'a BTreeSet<Resource>, parent: &'a [String]) -> impl Iterator<Item = &'a Resource> {
    tree.iter().filter(move |resource| resource.split_last().is_some_and(|(_, rest)| rest == parent))
}

fn clashes(tree: &BTreeSet<Resource>) -> Vec<Diagnostic> {
    let clashes = below(tree, &[])
        .filter_map(|resource| resource.first())
        .filter(|name| TAKEN.contains(&name.as_str()));
    let diagnostics = clashes.map(|name| {
        let message = format!("the resource {name} has the name of a method of the client");
        Diagnostic::new(format!("#/paths/~1{name}"), message, "remove it from [select]")
    });
    diagnostics.collect()
}

/// The struct of a resource, with the method of `Client` if it is a top-level one.
fn resource_struct(resource: &Resource, name: &Ident, methods: Vec<syn::ImplItem>) -> Vec<Item> {
    let shown = resource.join(" / ").replace('_', " ");
    let about = doc_line(&format!("Operations on {shown}."));
    let mut items: Vec<Item> = Vec::new();
    if resource.len() == 1 {
        let getter = getter(resource, &quote!(self));
        items.push(parse_quote!(impl Client { #getter }));
    }
    items.push(parse_quote! {
        #about
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'a> {
            pub(super) client: &'a Client,
        }
    });
    items.push(parse_quote!(impl<'a> #name<'a> { #(#methods)* }));
    items
}

/// The method that returns a resource.
fn getter(resource: &Resource, client: &proc_macro2::TokenStream) -> syn::ImplItem {
    let last = resource.last().cloned().unwrap_or_default();
    let (method, name) = (rust_method(&last), struct_name(resource));
    let about = doc_line(&format!("Returns the operations on {}.", resource.join(" / ").replace('_', " ")));
    let lifetime = if resource.len() == 1 { quote!('_) } else { quote!('a) };
    parse_quote! {
        #about
        pub fn #method(&self) -> #name<#lifetime> {
            #name { client: #client }
        }
    }
}

fn struct_name(resource: &Resource) -> Ident {
    format_ident!("{}", resource.iter().map(|part| part.to_pascal_case()).collect::<String>())
}

/// The module of resources: imports for its submodules, and the structs.
fn index(modules: &BTreeMap<&Resource, Vec<Ident>>, names: &FileNames) -> String {
    let file = |resource: &Resource| format_ident!("{}", names.of(resource));
    let declared = modules.keys().map(|resource| {
        let (file, feature) = (file(resource), &resource[0]);
        quote!(#[cfg(feature = #feature)] pub(crate) mod #file;)
    });
    let exported = modules.keys().map(|resource| {
        let (file, feature, name) = (file(resource), &resource[0], struct_name(resource));
        quote!(#[cfg(feature = #feature)] pub use #file::#name;)
    });
    let file: syn::File = parse_quote! {
        #![doc = " Resources, returned by methods of [`Client`]: `client.threads().runs()`. Their methods create"]
        #![doc = " [requests](crate::requests)."]
        #![allow(unused_imports, reason = "shared imports of the submodules")]
        use std::collections::BTreeMap;

        use reqwest::Method;
        use reqwest::header::HeaderValue;

        use super::types;
        use crate::runtime::call::{self, IntoParts, Request};
        use crate::runtime::request::base::{RequestBase, RequestParts};
        use crate::runtime::request::operation::{Operation, PageStyle};
        use crate::runtime::request::options::RequestOptions;
        use crate::runtime::request::setting::{self, Setting};
        use crate::{ByteStream, Client, Error, Nullable, Page, PaginateBackward, Response};

        #(#declared)*
        #(#exported)*
    };
    format!("{HEADER}\n{}", prettyplease::unparse(&file))
}

/// The module of requests.
fn request_index(modules: &BTreeMap<&Resource, Vec<Ident>>, names: &FileNames) -> String {
    let exported = modules.iter().filter(|(_, requests)| !requests.is_empty()).map(|(resource, requests)| {
        let (file, feature) = (format_ident!("{}", names.of(resource)), &resource[0]);
        quote!(#[cfg(feature = #feature)] pub use super::resources::#file::{#(#requests),*};)
    });
    let file: syn::File = parse_quote! {
        #![doc = " Requests, one type per operation: created by a method of a [resource](crate::resources), sent by"]
        #![doc = " [`send`](crate::Request::send)."]
        #(#exported)*
    };
    format!("{HEADER}\n{}", prettyplease::unparse(&file))
}
