//! Splits the generated code into files: the client, one module of requests a resource, one of types a
//! resource. A type lives with the nearest resource that contains everything that uses it.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use quote::format_ident;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Ident, ImplItem, Item, ItemEnum, ItemImpl, ItemMod, Path, parse_quote};

use super::resources::{Resource, common_ancestor, resources};
use super::{HEADER, accessors, setters};
use crate::ast::string_enums::{as_string_enum, value};
use crate::ast::type_graph::{Mentioned, reachable, type_graph};
use crate::ast::{doc, doc_text, module, self_name};
use crate::document::Document;

/// Path below `generated/` -> text.
pub type Files = BTreeMap<String, String>;

/// What types are called that several unrelated resources use.
const SHARED: &str = "shared";
/// What types are called that no operation leads to: the extra root schemas and what hangs on them.
const ROOTS: &str = "roots";

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
    files.insert("client.rs".to_owned(), client_file(client));
    files.insert("resources.rs".to_owned(), print(accessors::items(document, &about)));
    files.insert("builder.rs".to_owned(), builder_file(requests.keys()));
    for (resource, items) in requests {
        let head = parse_quote!(
            use super::*;
        );
        files.insert(
            format!("builder/{}.rs", file_name(&resource)),
            print(std::iter::once(head).chain(items)),
        );
    }
    type_files(&mut types, &homes, &mut files);
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
    let head: Item = parse_quote!(
        use progenitor_client::{ClientHooks, ClientInfo};
    );
    print(std::iter::once(head).chain(client))
}

fn builder_file<'a>(resources: impl Iterator<Item = &'a Resource> + Clone) -> String {
    let names: Vec<Ident> = resources.map(|resource| format_ident!("{}", file_name(resource))).collect();
    let file: syn::File = parse_quote! {
        #![doc = " Requests, one type an operation: started by a method of [`Client`], sent by `send`."]
        use progenitor_client::{ByteStream, ClientHooks, Error, OperationInfo, ResponseValue};

        use super::client::Client;
        use super::types;

        #(mod #names;)*
        #(pub use #names::*;)*
    };
    format!("{HEADER}\n{}", prettyplease::unparse(&file))
}

/// Where each type lives.
fn homes(types: &[Item], requests: &BTreeMap<Resource, Vec<Item>>) -> BTreeMap<String, Resource> {
    let graph = type_graph(types);
    let mut users: BTreeMap<String, BTreeSet<Resource>> = BTreeMap::new();
    for (resource, items) in requests {
        let mut used = Mentioned::default();
        items.iter().for_each(|item| used.visit_item(item));
        for name in reachable(&graph, used.0) {
            users.entry(name).or_default().insert(resource.clone());
        }
    }
    let home = |name: &String| match users.get(name) {
        None => vec![ROOTS.to_owned()],
        Some(resources) => {
            let common = common_ancestor(resources);
            if common.is_empty() { vec![SHARED.to_owned()] } else { common }
        }
    };
    graph.keys().map(|name| (name.clone(), home(name))).collect()
}

/// One file a home, with the builders of its types in an inline module.
fn type_files(types: &mut Vec<Item>, homes: &BTreeMap<String, Resource>, files: &mut Files) {
    let builders = module(types, "builder").map(std::mem::take).unwrap_or_default();
    let by_home = |items: Vec<Item>| {
        let mut grouped: BTreeMap<String, Vec<Item>> = BTreeMap::new();
        for item in items {
            let home = subject(&item).and_then(|name| homes.get(&name));
            grouped.entry(home.map_or(SHARED.to_owned(), file_name)).or_default().push(item);
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

/// `threads_runs_steps` for the steps of runs.
fn file_name(resource: &Resource) -> String {
    /// What the modules around the resources' are called.
    const RESERVED: [&str; 4] = ["builder", "defaults", "error", "types"];
    if resource.is_empty() {
        return SHARED.to_owned();
    }
    // An underscore within a part is doubled where it could be taken for the next part.
    let name = resource.join("_").to_snake_case();
    let is_home = [SHARED, ROOTS].contains(&name.as_str()) && resource.len() == 1;
    let usable = syn::parse_str::<Ident>(&name).is_ok() && !RESERVED.contains(&name.as_str());
    if usable || is_home { name } else { format!("resource_{name}") }
}

/// A file, with an empty line between items; `use` lines stand together.
fn print(items: impl IntoIterator<Item = Item>) -> String {
    let mut text = String::from(HEADER);
    let mut in_uses = false;
    for item in items {
        let is_short = matches!(&item, Item::Use(_) | Item::Mod(ItemMod { content: None, .. }));
        if !(in_uses && is_short) {
            text.push('\n');
        }
        in_uses = is_short;
        if let Some(item) = as_string_enum(&item) {
            text.push_str(&string_enum(item));
            continue;
        }
        text.push_str(&prettyplease::unparse(&syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        }));
    }
    text
}

/// An enum of strings, in the macro of the runtime's that gives it its behaviour.
fn string_enum(item: &ItemEnum) -> String {
    let mut text = String::from("crate::runtime::string_enum::string_enum! {\n");
    let docs = |attributes: &[Attribute], pad: &str, text: &mut String| {
        for line in attributes.iter().filter_map(doc) {
            text.push_str(&format!("{pad}///{line}\n"));
        }
    };
    docs(&item.attrs, "    ", &mut text);
    text.push_str(&format!("    {} {{\n", item.ident));
    for variant in &item.variants {
        docs(&variant.attrs, "        ", &mut text);
        text.push_str(&format!("        {} = {:?},\n", variant.ident, value(variant)));
    }
    text.push_str("    }\n}\n");
    text
}
