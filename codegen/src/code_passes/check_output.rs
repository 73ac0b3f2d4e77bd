//! Checks progenitor's output before any pass, for duplicate names and for types that no JSON value can be decoded into.
//! Otherwise they would only be noticed when the SDK is compiled or used.

use std::collections::BTreeSet;

use syn::{Fields, ImplItem, Item};

use crate::error::{Diagnostic, Error, Result};
use crate::rust::syntax::last_segment;

/// Reports all such names and types.
///
/// # Errors
/// Fails if there is at least one.
pub fn check(code: &syn::File) -> Result<()> {
    let mut diagnostics = Vec::new();
    let mut names = BTreeSet::new();
    for item in items(code, "types") {
        match item {
            Item::Struct(item) => {
                check_unique(&mut names, &item.ident.to_string(), "type", &mut diagnostics);
                fields(&item.ident.to_string(), &item.fields, &mut diagnostics);
            }
            Item::Enum(item) => {
                check_unique(&mut names, &item.ident.to_string(), "type", &mut diagnostics);
                if item.variants.is_empty() {
                    diagnostics
                        .push(undecodable(&item.ident.to_string(), "no value matches all of its parts"));
                }
            }
            _ => {}
        }
    }
    for item in &code.items {
        if let Item::Impl(block) = item
            && block.trait_.is_none()
            && last_segment(&block.self_ty).as_deref() == Some("Client")
        {
            methods(block, &mut diagnostics);
        }
    }
    Error::unless_empty("progenitor", diagnostics)
}

/// The items of an inline module.
fn items<'a>(code: &'a syn::File, name: &str) -> &'a [Item] {
    let module = code.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    module.map_or(&[], |(_, items)| items)
}

fn methods(block: &syn::ItemImpl, diagnostics: &mut Vec<Diagnostic>) {
    let names = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
        _ => None,
    });
    let names: Vec<String> = names.collect();
    // progenitor's constructors are in a separate block.
    if names.iter().any(|name| name == "new_with_client") {
        return;
    }
    let mut seen = BTreeSet::new();
    for name in &names {
        check_unique(&mut seen, name, "function", diagnostics);
    }
}

fn fields(owner: &str, fields: &Fields, diagnostics: &mut Vec<Diagnostic>) {
    let mut names = BTreeSet::new();
    for field in fields.iter().filter_map(|field| field.ident.as_ref()) {
        let name = field.to_string();
        if name.starts_with("subtype_") {
            diagnostics.push(undecodable(
                owner,
                "its alternatives overlap, and a value would have to match all of them",
            ));
            return;
        }
        check_unique(&mut names, &format!("{owner}.{name}"), "field", diagnostics);
    }
}

fn undecodable(name: &str, why: &str) -> Diagnostic {
    let message = format!("no JSON can be decoded into it: {why}");
    Diagnostic::new(
        format!("the generated type {name}"),
        message,
        "describe distinct alternatives with oneOf",
    )
}

fn check_unique(names: &mut BTreeSet<String>, name: &str, what: &str, diagnostics: &mut Vec<Diagnostic>) {
    if !names.insert(name.to_owned()) {
        let location = format!("the generated {what} {name}");
        diagnostics.push(Diagnostic::new(
            location,
            "two parts of the document have this name",
            "rename one of them",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_types_are_checked() {
        let code = syn::parse_str(
            "
            impl Client { pub fn list(&self) {} pub fn list(&self) {} }
            pub mod types {
                pub struct Kind {}
                pub enum Kind { A }
                pub enum Never {}
                pub struct Flat { subtype_0: Option<String>, subtype_1: Option<String> }
                pub struct Twice { a: String, a: String }
            }
            ",
        );
        insta::assert_snapshot!(check(&code.expect("the code parses")).unwrap_err(), @"
        progenitor: 5 problems
          the generated field Twice.a: two parts of the document have this name; rename one of them
          the generated function list: two parts of the document have this name; rename one of them
          the generated type Flat: no JSON can be decoded into it: its alternatives overlap, and a value would have to match all of them; describe distinct alternatives with oneOf
          the generated type Kind: two parts of the document have this name; rename one of them
          the generated type Never: no JSON can be decoded into it: no value matches all of its parts; describe distinct alternatives with oneOf
        ");
    }
}
