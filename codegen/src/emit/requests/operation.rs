//! The constant that describes an operation to the runtime.

use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::Writer;
use crate::model::{Paging, Response};

impl Writer<'_> {
    /// The description of the operation for the runtime.
    pub(super) fn operation_item(&self) -> Item {
        let Self { operation, .. } = self;
        let (constant, id, path, accept) =
            (self.constant(), operation.accessor(), &operation.path, operation.accept());
        let method = format_ident!("{}", operation.method);
        let idempotent = operation.idempotent;
        let headers = operation.headers.iter().map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            quote!((#name, #value))
        });
        let paging = match &operation.response {
            Response::List(list) => {
                let style = match list.paging {
                    Paging::Cursor { .. } => quote!(Forward),
                    Paging::Token => quote!(Token),
                    Paging::Single => quote!(Single),
                };
                quote!(Some(PageStyle::#style))
            }
            _ => quote!(None),
        };
        parse_quote! {
            static #constant: Operation = Operation {
                id: #id,
                method: Method::#method,
                path: #path,
                accept: HeaderValue::from_static(#accept),
                headers: &[#(#headers),*],
                idempotent: #idempotent,
                paging: #paging,
            };
        }
    }
}
