//! In: progenitor's constructors of `Client`. Out: none; `runtime` has the only way to make a client.
//!
//! They take a base URL and nothing else a client needs, set a total timeout of 15 seconds, which ends
//! every longer run and stream, and panic when TLS cannot be set up.

use syn::{ImplItem, Item};

use crate::ast::self_name;
use crate::passes::Sites;

/// Drops the impl block that holds them.
pub fn apply(file: &mut syn::File) -> Sites {
    let before = file.items.len();
    file.items.retain(|item| !is_constructors(item));
    before - file.items.len()
}

fn is_constructors(item: &Item) -> bool {
    let Item::Impl(block) = item else { return false };
    let names = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
        _ => None,
    });
    block.trait_.is_none()
        && self_name(block).as_deref() == Some("Client")
        && names.into_iter().any(|name| name == "new_with_client")
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_operations_are_left() {
        let before = "
            impl Client { pub fn new(url: &str) -> Self { Self } pub fn new_with_client(url: &str) -> Self { Self } }
            impl Client { pub fn list_models(&self) -> builder::ListModels<'_> { builder::ListModels::new(self) } }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @"
        // sites: 1
        impl Client {
            pub fn list_models(&self) -> builder::ListModels<'_> {
                builder::ListModels::new(self)
            }
        }
        ");
    }
}
