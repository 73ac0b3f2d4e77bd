//! The methods of a request: its setters, and the other ways to send it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::Writer;
use super::body::BodyParts;
use crate::model::rust_ident;
use crate::rust::arguments::{setting, setting_value};
use crate::rust::syntax::{doc_attribute, doc_line, held, last_segment, qualify};

/// What a request has already, which no member may hide.
const RESERVED: [&str; 22] = [
    "deadline",
    "extra_body",
    "extra_header",
    "extra_query",
    "idempotency_key",
    "into_parts",
    "items",
    "items_backward",
    "max_retries",
    "options_mut",
    "pages",
    "pages_backward",
    "pages_lossy",
    "pages_lossy_backward",
    "poll",
    "remove_header",
    "retry_unsafe",
    "send",
    "send_raw",
    "stream",
    "timeout",
    "with_body",
];

impl Writer<'_> {
    /// Setters, and the other ways to send the request.
    pub(super) fn methods(&self) -> Vec<TokenStream> {
        let mut taken: BTreeSet<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
        let mut methods = Vec::new();
        for (parameter, ident, ty) in self.parameters() {
            if !parameter.required {
                taken.insert(ident.to_string());
                methods.push(setter(
                    &ident,
                    &parameter.docs,
                    &setting(&ty, false),
                    &quote!(self.#ident = #ident.into_setting().value()),
                ));
            }
        }
        let Some(body) = &self.body else { return methods };
        let by_name = body.is_set_by_name();
        let required = if by_name { body.essential() } else { Vec::new() };
        for member in required.into_iter().chain(body.optional(self.operation.streams)) {
            let Some(field) = body.field(member) else { continue };
            let ident = rust_ident(&member.name);
            let setter_name = if taken.contains(&ident.to_string()) {
                format_ident!("body_{ident}")
            } else {
                ident.clone()
            };
            let nullable = last_segment(field).as_deref() == Some("Nullable");
            let takes = setting(&qualify(held(field)), nullable);
            let value = setting_value(&setter_name, if member.required { held(field) } else { field });
            let place = if by_name { quote!(self.#ident) } else { quote!(self.body.#ident) };
            methods.push(setter(&setter_name, &member.docs, &takes, &quote!(#place = #value)));
        }
        if !by_name {
            let ty = &body.item.ident;
            let doc = doc_line("Replaces the whole body, with the members that the arguments have set.");
            methods.push(quote! {
                #doc
                #[inline]
                pub fn with_body(mut self, body: types::#ty) -> Self {
                    self.body = body;
                    self
                }
            });
        }
        methods.extend(self.stream(body));
        methods
    }

    /// The way to ask for events in place of the response.
    fn stream(&self, body: &BodyParts<'_>) -> Option<TokenStream> {
        if !self.operation.streams || body.is_set_by_name() {
            return None;
        }
        let docs = [
            " Sends the request with `stream: true`. The response is a stream of server-sent events.",
            "",
            " # Errors",
            " Those of [`send`](Request::send).",
        ];
        let docs = docs.map(doc_attribute);
        Some(quote! {
            #(#docs)*
            #[inline]
            pub fn stream(mut self) -> impl Future<Output = Result<Response<ByteStream>, Error>> + Send + 'static {
                self.body.stream = true.into();
                call::bytes(self.into_parts().map(RequestParts::event_stream))
            }
        })
    }
}

fn setter(name: &Ident, docs: &str, takes: &TokenStream, assignment: &TokenStream) -> TokenStream {
    let doc = doc_line(docs);
    quote! {
        #doc
        pub fn #name(mut self, #name: #takes) -> Self {
            #assignment;
            self
        }
    }
}
