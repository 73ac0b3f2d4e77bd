//! In: progenitor's `Client`, with a URL and an HTTP client, its constructors and what is implemented for it.
//! Out: a `Client` that holds the runtime's configuration, which is shared by its clones.
//!
//! The constructors take a base URL and nothing else a client needs, set a total timeout of 15 seconds, which
//! ends every longer run and stream, and panic when TLS cannot be set up. `runtime` has the only way to make
//! a client.

use syn::{Fields, ImplItem, Item, parse_quote};

use crate::ast::Sites;
use crate::ast::self_name;

/// Rewrites the struct and drops what is implemented for it, but for the operations.
pub fn apply(file: &mut syn::File) -> Sites {
    let before = file.items.len();
    file.items.retain(|item| match item {
        Item::Impl(block) if self_name(block).as_deref() == Some("Client") => {
            block.trait_.is_none() && !block.items.iter().any(|item| is_named(item, "new_with_client"))
        }
        _ => true,
    });
    for item in &mut file.items {
        if let Item::Struct(client) = item
            && client.ident == "Client"
        {
            client.fields = Fields::Named(parse_quote!({ pub(crate) config: crate::runtime::Config }));
        }
    }
    before - file.items.len()
}

fn is_named(item: &ImplItem, name: &str) -> bool {
    matches!(item, ImplItem::Fn(method) if method.sig.ident == name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_client_is_its_configuration() {
        let before = "
            pub struct Client { pub(crate) baseurl: String, pub(crate) client: reqwest::Client }
            impl Client { pub fn new(url: &str) -> Self { Self } pub fn new_with_client(url: &str) -> Self { Self } }
            impl ClientInfo<()> for Client { fn baseurl(&self) -> &str { self.baseurl.as_str() } }
            impl Client { pub fn list_models(&self) -> builder::ListModels<'_> { builder::ListModels::new(self) } }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @"
        // sites: 2
        pub struct Client {
            pub(crate) config: crate::runtime::Config,
        }
        impl Client {
            pub fn list_models(&self) -> builder::ListModels<'_> {
                builder::ListModels::new(self)
            }
        }
        ");
    }
}
