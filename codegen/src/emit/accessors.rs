//! `client.threads().runs().create(&thread.id)`: resources as a person walks through them.
//!
//! Names follow from paths and methods alone. A collection has `list` and `create`, its items `retrieve`,
//! `update` and `delete`; what stands behind an item in the path is an action of that name. The ids of the
//! path are arguments; everything else is set on the request that is returned.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use super::resources::{Resource, resources, segments};
use crate::ast::doc_attribute;
use crate::document::{Document, Operation};
use crate::document_passes::shaping::event_streams::MARK;

/// Where an operation is found: resource, method and the ids that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accessor {
    /// The resource, for example `["threads", "runs"]`.
    pub resource: Resource,
    /// The method, for example `create`.
    pub method: String,
    /// The path parameters, in order, as Rust names.
    pub ids: Vec<String>,
}

impl Accessor {
    /// `threads.runs.create`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.resource.join("."), self.method)
    }
}

/// The accessor of every operation, by `operationId`.
pub fn accessors(document: &Document) -> BTreeMap<String, Accessor> {
    let resources = resources(document);
    let mut taken = BTreeSet::new();
    let mut accessors = BTreeMap::new();
    for operation in document.operations() {
        let resource = resources.get(operation.id()).cloned().unwrap_or_default();
        let (resource, mut method) = name(&operation, resource);
        if operation.path.ends_with(MARK) {
            method.push_str("_stream");
        }
        if !taken.insert((resource.clone(), method.clone())) {
            method = operation.id().to_snake_case();
        }
        let ids = segments(operation.path).into_iter().filter(|segment| segment.starts_with('{'));
        let ids = ids.map(|id| id.trim_matches(['{', '}']).to_snake_case()).collect();
        accessors.insert(operation.id().to_owned(), Accessor { resource, method, ids });
    }
    accessors
}

/// Resource and method of an operation whose path leads to `resource`.
fn name(operation: &Operation<'_>, mut resource: Resource) -> (Resource, String) {
    let path = segments(operation.path);
    let collection =
        resource.last().and_then(|last| path.iter().rposition(|segment| segment == last)).unwrap_or(0);
    let on_item = path.get(collection + 1).is_some_and(|segment| segment.starts_with('{'));
    let tail: Vec<&str> =
        path.iter().skip(collection + 1).filter(|segment| !segment.starts_with('{')).copied().collect();
    let id = operation.id().trim_end_matches("Stream").to_snake_case();
    let verb = id.split('_').next().unwrap_or_default();
    let method = match (tail.as_slice(), on_item, operation.method) {
        ([], false, "get") => "list".to_owned(),
        ([], false, "post") => "create".to_owned(),
        ([], true, "get") => "retrieve".to_owned(),
        ([], true, "post" | "put" | "patch") => "update".to_owned(),
        ([], true, "delete") => "delete".to_owned(),
        ([part], true, "post") if ["add", "create"].contains(&verb) => {
            resource.push((*part).to_owned());
            "create".to_owned()
        }
        ([part], true, "get") if verb == "list" => format!("list_{}", part.to_snake_case()),
        ([_], false, _) => {
            // `create_thread_and_run` of the threads is their `create_and_run`.
            let owner = resource.last().map(|last| last.strip_suffix('s').unwrap_or(last).to_snake_case());
            let words = id.split('_').filter(|word| Some(*word) != owner.as_deref());
            words.collect::<Vec<_>>().join("_")
        }
        (tail, _, _) if !tail.is_empty() => tail.join("_").to_snake_case(),
        _ => id.clone(),
    };
    (resource, method)
}

/// The source of `resources.rs`: a struct a resource, with its methods and the resources below it.
pub fn items(document: &Document, docs: &BTreeMap<String, String>) -> Vec<Item> {
    let accessors = accessors(document);
    let mut tree: BTreeSet<Resource> = BTreeSet::new();
    for accessor in accessors.values() {
        for end in 1..=accessor.resource.len() {
            tree.insert(accessor.resource[..end].to_vec());
        }
    }
    let mut items: Vec<Item> = vec![
        parse_quote!(
            use super::builder;
        ),
        parse_quote!(
            use super::client::Client;
        ),
    ];
    let below = |parent: &[String]| {
        tree.iter()
            .filter(|resource| resource.split_last().is_some_and(|(_, rest)| rest == parent))
            .collect::<Vec<_>>()
    };
    let roots = below(&[]).into_iter().map(|resource| step(resource, &quote!(self)));
    items.push(parse_quote!(impl Client { #(#roots)* }));
    for resource in &tree {
        let name = struct_name(resource);
        let about = doc_attribute(&format!(
            " The operations on {}; [`Client`] leads here.",
            resource.join(" / ").replace('_', " ")
        ));
        let steps = below(resource).into_iter().map(|inner| step(inner, &quote!(self.client)));
        let methods =
            accessors.iter().filter(|(_, accessor)| accessor.resource == *resource).map(|(id, accessor)| {
                method(id, accessor, docs.get(&id.to_pascal_case()).map_or("", String::as_str))
            });
        items.push(parse_quote! {
            #about
            #[derive(Debug, Clone, Copy)]
            pub struct #name<'a> { client: &'a Client }
        });
        items.push(parse_quote!(impl<'a> #name<'a> { #(#steps)* #(#methods)* }));
    }
    items
}

/// The method that leads to a resource.
fn step(resource: &Resource, client: &proc_macro2::TokenStream) -> syn::ImplItem {
    let last = resource.last().cloned().unwrap_or_default();
    let (method, name) = (ident(&last), struct_name(resource));
    let about = doc_attribute(&format!(" The operations on {}.", resource.join(" / ").replace('_', " ")));
    let lifetime = if resource.len() == 1 { quote!('_) } else { quote!('a) };
    parse_quote! {
        #about
        pub fn #method(&self) -> #name<#lifetime> {
            #name { client: #client }
        }
    }
}

/// The method that starts a request.
fn method(id: &str, accessor: &Accessor, about: &str) -> syn::ImplItem {
    let request = format_ident!("{}", id.to_pascal_case());
    let method = ident(&accessor.method);
    let ids: Vec<Ident> = accessor.ids.iter().map(|id| ident(id)).collect();
    let docs = about.lines().map(doc_attribute);
    parse_quote! {
        #(#docs)*
        pub fn #method(&self, #(#ids: impl Into<String>),*) -> builder::#request<'a> {
            builder::#request::new(self.client)#(.#ids(#ids.into()))*
        }
    }
}

fn struct_name(resource: &Resource) -> Ident {
    format_ident!("{}", resource.iter().map(|part| part.to_pascal_case()).collect::<String>())
}

/// A name as an identifier, whatever it is.
fn ident(name: &str) -> Ident {
    syn::parse_str(name)
        .unwrap_or_else(|_| format_ident!("{}_", name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_follow_from_paths_and_methods() {
        let operations = [
            ("get", "/threads", "listThreads"),
            ("post", "/threads", "createThread"),
            ("post", "/threads/runs", "createThreadAndRun"),
            ("post", "/threads/runs?", "createThreadAndRunStream"),
            ("get", "/threads/{thread_id}", "getThread"),
            ("post", "/threads/{thread_id}", "modifyThread"),
            ("delete", "/threads/{thread_id}", "deleteThread"),
            ("get", "/threads/{thread_id}/runs/{run_id}", "getRun"),
            ("post", "/threads/{thread_id}/runs/{run_id}/submit_tool_outputs", "submitToolOutputsToRun"),
            ("post", "/uploads/{upload_id}/parts", "addUploadPart"),
            ("post", "/uploads/{upload_id}/cancel", "cancelUpload"),
            ("get", "/files/{file_id}/content", "downloadFile"),
            ("get", "/stores/{store_id}/file_batches/{batch_id}", "getBatch"),
            ("get", "/stores/{store_id}/file_batches/{batch_id}/files", "listFilesInBatch"),
        ];
        let mut paths = json!({});
        for (method, path, id) in operations {
            paths[path][method] = json!({ "operationId": id });
        }
        let accessors = accessors(&Document::new(json!({ "paths": paths })));
        let shown: Vec<String> = accessors
            .iter()
            .map(|(id, accessor)| format!("{id}: {}({})", accessor.path(), accessor.ids.join(", ")))
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @"
        addUploadPart: uploads.parts.create(upload_id)
        cancelUpload: uploads.cancel(upload_id)
        createThread: threads.create()
        createThreadAndRun: threads.create_and_run()
        createThreadAndRunStream: threads.create_and_run_stream()
        deleteThread: threads.delete(thread_id)
        downloadFile: files.content(file_id)
        getBatch: stores.file_batches.retrieve(store_id, batch_id)
        getRun: threads.runs.retrieve(thread_id, run_id)
        getThread: threads.retrieve(thread_id)
        listFilesInBatch: stores.file_batches.list_files(store_id, batch_id)
        listThreads: threads.list()
        modifyThread: threads.update(thread_id)
        submitToolOutputsToRun: threads.runs.submit_tool_outputs(thread_id, run_id)
        ");
    }
}
