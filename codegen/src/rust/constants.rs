//! Constants that are fields: one open enum per member name, shared by all objects.
//!
//! `object: thread.run` is the same for all runs, so an enum per object would be useless. The enum is open, so that a run
//! with another value can be decoded.

use heck::{ToPascalCase, ToSnakeCase};
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use crate::model::{Model, valid_ident};
use crate::rust::syntax::doc_line;

/// The enum of a member: `ObjectKind` for `object`.
pub(crate) fn enum_name(member: &str) -> String {
    format!("{}Kind", member.to_pascal_case())
}

/// The function that returns a constant, for serde's `default`.
pub(crate) fn default_path(member: &str, value: &str) -> String {
    format!("{}::{}", enum_name(member), function(value))
}

fn function(value: &str) -> Ident {
    let words = value.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    valid_ident(&words.to_snake_case())
}

fn variant(value: &str) -> Ident {
    let name = value.to_pascal_case();
    valid_ident(&if name.starts_with(|letter: char| letter.is_ascii_digit()) {
        format!("Value{name}")
    } else {
        name
    })
}

/// The enums, each with a function per constant.
pub(crate) fn items(model: &Model) -> Vec<Item> {
    model
        .constants()
        .into_iter()
        .flat_map(|(member, values)| enumeration(member, values.into_iter().collect()))
        .collect()
}

fn enumeration(member: &str, values: Vec<&str>) -> [Item; 2] {
    let name = format_ident!("{}", enum_name(member));
    let about = doc_line(&format!("The values of `{member}`."));
    let variants = values.iter().map(|value| {
        let (ident, doc) = (variant(value), doc_line(&format!("`{value}`.")));
        quote!(#doc #[serde(rename = #value)] #ident)
    });
    let functions = values.iter().map(|value| {
        let (function, variant) = (function(value), variant(value));
        quote! {
            pub(crate) fn #function() -> Self {
                Self::#variant
            }
        }
    });
    [
        parse_quote!(#about pub enum #name { #(#variants),* }),
        parse_quote! {
            #[allow(dead_code, reason = "used by the types of some features")]
            impl #name { #(#functions)* }
        },
    ]
}
