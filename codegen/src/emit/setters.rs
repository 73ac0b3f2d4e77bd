//! `.model("gpt-4o").name("Math Tutor").send()`: the properties of a body as setters of the request.
//!
//! They stand on the body's own builder, take what a person has in hand, and say what the property says.
//! Constants and the switch between answer and stream are not for the user to set.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Field, Item, ItemStruct, parse_quote};

use crate::ast::string_enums::{as_string_enum, values};
use crate::ast::{accepted, arguments, doc_attributes, last_segment, qualify, serde_says};

/// Request name -> the impl block with the setters of its body.
pub fn setters(types: &[Item], requests: &[Item]) -> BTreeMap<String, Item> {
    let structs: BTreeMap<String, &ItemStruct> = types
        .iter()
        .filter_map(
            |item| if let Item::Struct(item) = item { Some((item.ident.to_string(), item)) } else { None },
        )
        .collect();
    let constants: BTreeSet<String> = types
        .iter()
        .filter_map(as_string_enum)
        .filter(|item| values(item).len() == 1)
        .map(|item| item.ident.to_string())
        .collect();
    let mut setters = BTreeMap::new();
    for request in requests {
        let Item::Struct(request) = request else { continue };
        let Some(body) = body(request).and_then(|name| structs.get(&name).copied()) else { continue };
        let taken: Vec<String> =
            request.fields.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string).collect();
        let fields = body.fields.iter().filter(|field| {
            let constant = last_segment(&field.ty).is_some_and(|name| constants.contains(&name));
            let switch = field.ident.as_ref().is_some_and(|name| name == "stream");
            !constant && !switch
        });
        let methods: Vec<TokenStream> = fields.filter_map(|field| setter(field, &taken)).collect();
        if !methods.is_empty() {
            let name = &request.ident;
            setters.insert(name.to_string(), parse_quote!(impl<'a> #name<'a> { #(#methods)* }));
        }
    }
    setters
}

/// `CreateRunRequest` for a field `body: Result<types::builder::CreateRunRequest, String>`.
fn body(request: &ItemStruct) -> Option<String> {
    let body = request.fields.iter().find(|field| field.ident.as_ref().is_some_and(|name| name == "body"))?;
    last_segment(arguments(&body.ty).first()?)
}

fn setter(field: &Field, taken: &[String]) -> Option<TokenStream> {
    let property = field.ident.as_ref()?;
    // A property of the body must not hide what the request itself has.
    let reserved = ["body", "body_map", "new", "send"].iter().any(|name| property == name);
    let name = if reserved || taken.iter().any(|name| property == name) {
        format_ident!("body_{}", property)
    } else {
        property.clone()
    };
    let docs = doc_attributes(&field.attrs);
    let (takes, value) = match arguments(&field.ty).first() {
        // Required and nullable: typify has it read by hand, since it may be null and not absent.
        Some(inner) if serde_says(&field.attrs, "Option::deserialize") => {
            let inner = qualify(inner);
            (quote!(impl Into<crate::Nullable<#inner>>), quote!(value.into().value()))
        }
        _ => accepted(&field.ty, &format_ident!("value"), &qualify),
    };
    Some(quote! {
        #(#docs)*
        pub fn #name(self, value: #takes) -> Self {
            self.body_map(|body| body.#property(#value))
        }
    })
}
