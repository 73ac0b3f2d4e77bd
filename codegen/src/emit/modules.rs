//! Splits the generated code into files: the client, one module of requests a resource, one of types a
//! resource; `homes` says which.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use quote::format_ident;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Ident, ImplItem, Item, ItemImpl, ItemMod, Path, parse_quote};

use super::homes::{FileNames, SHARED, homes};
use super::print::print;
use super::resources::{Resource, resources};
use super::{HEADER, accessors, setters};
use crate::ast::type_graph::Mentioned;
use crate::ast::{doc_text, module, self_name};
use crate::document::Document;

/// Path below `generated/` -> text.
pub type Files = BTreeMap<String, String>;

/// The files of the client, its requests and its types.
pub fn split(mut file: syn::File, document: &Document) -> Files {
    let owners: BTreeMap<String, Resource> =
        resources(document).into_iter().map(|(id, resource)| (id.to_pascal_case(), resource)).collect();
    let mut types = module(&mut file.items, "types").map(std::mem::take).unwrap_or_default();
    let requests = module(&mut file.items, "builder").map(std::mem::take).unwrap_or_default();
    let (methods, client) = client_parts(file.items);
    let about = methods.iter().map(|(request, method)| (request.clone(), about(method))).collect();
    let setters = setters::setters(&types, &requests);
    let requests = request_modules(requests, methods, setters, &owners);

    let mut files = Files::new();
    let homes = homes(&types, &requests);
    let names = FileNames::assign(requests.keys().chain(homes.values()));
    files.insert("client.rs".to_owned(), client_file(client));
    files.insert("resources.rs".to_owned(), print(accessors::items(document, &about)));
    files.insert("builder.rs".to_owned(), builder_file(requests.keys().map(|resource| names.of(resource))));
    for (resource, items) in requests {
        let head = parse_quote!(
            use super::*;
        );
        files
            .insert(format!("builder/{}.rs", names.of(&resource)), print(std::iter::once(head).chain(items)));
    }
    type_files(&mut types, &homes, &names, &mut files);
    files
}

/// The flat methods of `Client` by the request they start, and the rest of the client.
fn client_parts(items: Vec<Item>) -> (BTreeMap<String, ImplItem>, Vec<Item>) {
    let mut methods = BTreeMap::new();
    let mut client = Vec::new();
    for item in items {
        match item {
            Item::Impl(block) if block.trait_.is_none() => {
                methods.extend(block.items.into_iter().filter_map(|item| Some((started(&item)?, item))));
            }
            // The prelude holds the client alone, and the seam imports what the client needs.
            Item::Mod(_) | Item::Use(_) => {}
            other => client.push(other),
        }
    }
    (methods, client)
}

/// What is said of an operation, without the list of its arguments: setters say what they set.
fn about(method: &ImplItem) -> String {
    let ImplItem::Fn(method) = method else { return String::new() };
    let text = doc_text(&method.attrs);
    text.split("\n Arguments:").next().unwrap_or_default().trim_end().to_owned()
}

/// `CreateRun` for `fn create_run(&self) -> builder::CreateRun<'_>`.
fn started(item: &ImplItem) -> Option<String> {
    let ImplItem::Fn(method) = item else { return None };
    let syn::ReturnType::Type(_, returned) = &method.sig.output else { return None };
    crate::ast::last_segment(returned)
}

/// The requests of each resource, each followed by the method of `Client` that starts it.
fn request_modules(
    items: Vec<Item>,
    mut methods: BTreeMap<String, ImplItem>,
    mut setters: BTreeMap<String, Item>,
    owners: &BTreeMap<String, Resource>,
) -> BTreeMap<Resource, Vec<Item>> {
    let mut modules: BTreeMap<Resource, Vec<Item>> = BTreeMap::new();
    for item in items {
        let name = match &item {
            Item::Struct(request) => request.ident.to_string(),
            Item::Impl(block) => self_name(block).unwrap_or_default(),
            _ => continue,
        };
        let resource = owners.get(&name).cloned().unwrap_or_default();
        let module = modules.entry(resource).or_default();
        if let Item::Struct(_) = item
            && let Some(mut method) = methods.remove(&name)
        {
            DropBuilder.visit_impl_item_mut(&mut method);
            module.push(parse_quote!(impl Client { #method }));
        }
        let of_request = matches!(item, Item::Impl(_));
        module.push(item);
        if of_request && let Some(setters) = setters.remove(&name) {
            module.push(setters);
        }
    }
    modules
}

/// `builder::CreateRun` -> `CreateRun`: the method now stands beside the request.
struct DropBuilder;

impl VisitMut for DropBuilder {
    fn visit_path_mut(&mut self, path: &mut Path) {
        if path.segments.len() > 1 && path.segments[0].ident == "builder" {
            path.segments = std::mem::take(&mut path.segments).into_iter().skip(1).collect();
        }
        visit_mut::visit_path_mut(self, path);
    }
}

fn client_file(client: Vec<Item>) -> String {
    print(client)
}

fn builder_file<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<Ident> = names.map(|name| format_ident!("{name}")).collect();
    let file: syn::File = parse_quote! {
        #![doc = " Requests, one type an operation: started by a method of [`Client`], sent by `send`."]
        use super::client::Client;
        use super::{operations, types};
        use crate::runtime::call::Call;
        // Not every document has streams.
        #[allow(unused_imports)]
        use crate::{ByteStream, Error, ResponseValue};

        #(mod #names;)*
        #(pub use #names::*;)*
    };
    format!("{HEADER}\n{}", prettyplease::unparse(&file))
}

/// One file a home, with the builders of its types in an inline module.
fn type_files(
    types: &mut Vec<Item>,
    homes: &BTreeMap<String, Resource>,
    names: &FileNames,
    files: &mut Files,
) {
    let builders = module(types, "builder").map(std::mem::take).unwrap_or_default();
    let by_home = |items: Vec<Item>| {
        let mut grouped: BTreeMap<String, Vec<Item>> = BTreeMap::new();
        for item in items {
            let home = subject(&item).and_then(|name| homes.get(&name));
            grouped.entry(home.map_or(SHARED, |home| names.of(home)).to_owned()).or_default().push(item);
        }
        grouped
    };
    let (common, types): (Vec<Item>, Vec<Item>) =
        std::mem::take(types).into_iter().partition(|item| matches!(item, Item::Mod(_)));
    let (types, mut builders) = (by_home(types), by_home(builders));

    let groups: Vec<Ident> = types.keys().map(|name| format_ident!("{name}")).collect();
    let built: Vec<Ident> = builders.keys().map(|name| format_ident!("{name}")).collect();
    let mut items: Vec<Item> = groups.iter().map(|name| parse_quote!(mod #name;)).collect();
    items.extend(groups.iter().map(|name| parse_quote!(pub use #name::*;)));
    items.push(parse_quote! {
        #[doc = " Builders for what a request can hold."]
        pub mod builder {
            #(pub use super::#built::builder::*;)*
        }
    });
    for item in common {
        match item {
            Item::Mod(ItemMod { ident, content: Some((_, content)), .. }) if ident == "defaults" => {
                items.push(parse_quote!(
                    mod defaults;
                ));
                files.insert("types/defaults.rs".to_owned(), print(content));
            }
            Item::Mod(module) if module.ident == "builder" => {}
            other => items.push(other),
        }
    }
    let doc = "//! What requests and responses hold.\n\n";
    let body = print(items);
    files
        .insert("types.rs".to_owned(), body.replacen(&format!("{HEADER}\n"), &format!("{HEADER}\n{doc}"), 1));

    for (name, mut items) in types {
        items.insert(
            0,
            parse_quote!(
                use super::*;
            ),
        );
        if let Some(builders) = builders.remove(&name) {
            let mut module: ItemMod = parse_quote! {
                #[doc = " Builders for what a request can hold."]
                pub mod builder {}
            };
            // Put in as they are: quoting thousands of lines would parse them all again.
            module.content = module.content.map(|(brace, _)| (brace, builders));
            items.push(Item::Mod(module));
        }
        files.insert(format!("types/{name}.rs"), print(items));
    }
}

/// The type that an item defines or implements something for.
fn subject(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Impl(block) => implemented_for(block),
        _ => None,
    }
}

/// `impl From<Code> for Tool` belongs to `Tool`, and `impl From<Tool> for String` to `Tool`, too.
fn implemented_for(block: &ItemImpl) -> Option<String> {
    let name = self_name(block)?;
    if name != "String" {
        return Some(name);
    }
    let mut mentioned = Mentioned::default();
    let (path, _) = block.trait_.as_ref()?;
    mentioned.visit_path(path);
    mentioned.0.into_iter().find(|name| name != "From" && name != "String")
}
