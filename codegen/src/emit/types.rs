//! Emits the files of types, one per module.

use std::collections::BTreeMap;

use proc_macro2::TokenTree;
use quote::{format_ident, quote};
use syn::{Attribute, Ident, Item, ItemImpl, ItemMacro, Type, parse_quote};

use super::layout::{FileNames, TypeModule, type_modules};
use super::print::print;
use super::{HEADER, Source};
use crate::output::Files;
use crate::rust::constants;
use crate::rust::syntax::{arguments, last_segment};

/// Adds the files of types to `files`.
pub fn types(source: &Source<'_>, files: &mut Files) {
    let type_modules = type_modules(source.types, source.model);
    let names = FileNames::assign(type_modules.values().map(|module| &module.file));
    let mut grouped: BTreeMap<TypeModule, Vec<Item>> = BTreeMap::new();
    let mut shared: Vec<Item> = constants::items(source.model);
    for item in source.types {
        match subject(item).and_then(|name| type_modules.get(&name)) {
            Some(module) => grouped.entry(module.clone()).or_default().push(item.clone()),
            None => shared.push(item.clone()),
        }
    }
    if !shared.is_empty() {
        let module = TypeModule { file: vec!["shared".to_owned()], features: Default::default() };
        grouped.entry(module).or_default().extend(shared);
    }
    let modules: Vec<(Option<Attribute>, Ident)> =
        grouped.keys().map(|module| (cfg(module), format_ident!("{}", names.of(&module.file)))).collect();
    files.insert("types.rs".to_owned(), index(&modules));
    for (module, items) in grouped {
        let head = parse_quote!(
            use super::*;
        );
        files.insert(
            format!("types/{}.rs", names.of(&module.file)),
            print(std::iter::once(head).chain(items)),
        );
    }
}

/// The `cfg` attribute of a module.
fn cfg(module: &TypeModule) -> Option<Attribute> {
    let features: Vec<&String> = module.features.iter().collect();
    match features.as_slice() {
        [] => None,
        [only] => Some(parse_quote!(#[cfg(feature = #only)])),
        all => {
            let all = all.iter().map(|feature| quote!(feature = #feature));
            Some(parse_quote!(#[cfg(all(#(#all),*))]))
        }
    }
}

/// The module of types: imports for its submodules, and re-exports of their types.
fn index(modules: &[(Option<Attribute>, Ident)]) -> String {
    let declared = modules.iter().map(|(cfg, name)| quote!(#cfg mod #name;));
    let exported = modules.iter().map(|(cfg, name)| quote!(#cfg pub use #name::*;));
    let file: syn::File = parse_quote! {
        #![doc = " Types of requests and responses."]
        #![allow(unused_imports, reason = "shared imports of the submodules")]
        use std::collections::{BTreeMap, HashMap};

        use serde::de::SeqAccess;
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use crate::Nullable;
        use crate::runtime::json::object::object;
        use crate::runtime::json::open_enum::open_enum;
        use crate::runtime::json::{bare, event};
        use crate::runtime::json::tagged_union::{self, TaggedUnion};
        use crate::runtime::pagination::ListItem;
        use crate::runtime::request::multipart::{Form, IntoForm};
        use crate::runtime::request::setting::{self, Setting};

        #(#declared)*
        #(#exported)*
    };
    format!("{HEADER}\n{}", prettyplease::unparse(&file))
}

/// The type that an item defines or is an impl for.
fn subject(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Impl(block) => implemented_for(block),
        Item::Macro(call) => macro_subject(call),
        _ => None,
    }
}

/// The type that an impl belongs to: `Tool` for `impl Setting<Tool> for FunctionTool`, otherwise the self type.
fn implemented_for(block: &ItemImpl) -> Option<String> {
    let of = block.trait_.as_ref().map(|(path, _)| Type::Path(parse_quote!(#path)));
    match of.filter(|of| last_segment(of).as_deref() == Some("Setting")) {
        Some(setting) => arguments(&setting).first().and_then(|union| last_segment(union)),
        None => last_segment(&block.self_ty),
    }
}

/// `Run` of `object!(Run { .. })`.
fn macro_subject(call: &ItemMacro) -> Option<String> {
    match call.mac.tokens.clone().into_iter().next() {
        Some(TokenTree::Ident(name)) => Some(name.to_string()),
        _ => None,
    }
}
