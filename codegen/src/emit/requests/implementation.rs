//! `impl IntoParts`: from the request to the parts of an HTTP request, and the type of its response.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::Writer;
use super::body::BodyParts;
use crate::model::{Encoding, Kind, Location, Parameter, Response, rust_ident};
use crate::rust::constants::default_path;

impl Writer<'_> {
    pub(super) fn implementation(&self) -> Item {
        let request = self.request();
        let output = output(&self.operation.response);
        let parts = self.parts();
        parse_quote! {
            impl IntoParts for #request {
                type Decoded = #output;
                fn options_mut(&mut self) -> &mut RequestOptions {
                    &mut self.base.options
                }
                #[inline]
                fn into_parts(self) -> Result<RequestParts, Error> {
                    #parts
                }
            }
        }
    }

    /// From the request to the parts of an HTTP request.
    fn parts(&self) -> TokenStream {
        let parameters = self.parameters();
        let is_list = |parameter: &Parameter| matches!(parameter.kind, Kind::List(_));
        let added: Vec<TokenStream> = parameters
            .iter()
            .map(|(parameter, ident, _)| {
                let name = &parameter.name;
                let value = if parameter.required { quote!(Some(self.#ident)) } else { quote!(self.#ident) };
                match parameter.location {
                    Location::Header => quote!(parts.header(#name, #value)?;),
                    _ if is_list(parameter) => quote!(parts.query_list(#name, #value);),
                    _ if parameter.kind == Kind::Integer => quote!(parts.query_integer(#name, #value)?;),
                    _ => quote!(parts.query(#name, #value);),
                }
            })
            .collect();
        let send = self.body.as_ref().map(|body| match body.encoding {
            Encoding::Json => quote!(json(&body)),
            Encoding::Multipart => quote!(form(body)),
        });
        let Some((body, send)) = self.body.as_ref().zip(send) else {
            return match added.as_slice() {
                [] => quote!(self.base.into_parts()),
                added => quote! {
                    let mut parts = self.base.into_parts()?;
                    #(#added)*
                    Ok(parts)
                },
            };
        };
        if body.is_set_by_name() {
            let made = self.body_by_name(body);
            return quote! {
                let body = #made;
                self.base.into_parts()?.#send
            };
        }
        let send = match body.encoding {
            Encoding::Json => quote!(json(&self.body)),
            Encoding::Multipart => quote!(form(self.body)),
        };
        match added.as_slice() {
            [] => quote!(self.base.into_parts()?.#send),
            added => quote! {
                let mut parts = self.base.into_parts()?;
                #(#added)*
                parts.#send
            },
        }
    }

    /// The body from the fields of the request; a required member that is not set is an error.
    fn body_by_name(&self, body: &BodyParts<'_>) -> TokenStream {
        let ty = &body.item.ident;
        let fields = body.object.members.iter().map(|member| {
            let ident = rust_ident(&member.name);
            let (name, setter) = (&member.name, ident.to_string());
            if let Some(constant) = &member.constant {
                let path: TokenStream = default_path(name, constant).parse().unwrap_or_default();
                quote!(#ident: types::#path())
            } else if member.required {
                quote!(#ident: self.#ident.ok_or_else(|| self.base.missing(#name, #setter))?)
            } else {
                quote!(#ident: self.#ident)
            }
        });
        quote!(types::#ty { #(#fields),* })
    }
}

/// What the response holds.
fn output(response: &Response) -> TokenStream {
    match response {
        Response::Json(kind) => rust_type(kind),
        Response::List(list) => {
            let item = rust_type(&list.item);
            quote!(Page<#item>)
        }
        Response::Bytes(_) => quote!(ByteStream),
        Response::Empty => quote!(()),
    }
}

fn rust_type(kind: &Kind) -> TokenStream {
    match kind {
        Kind::Text => quote!(String),
        Kind::Integer => quote!(i64),
        Kind::Number => quote!(f64),
        Kind::Boolean => quote!(bool),
        Kind::List(item) => {
            let item = rust_type(item);
            quote!(Vec<#item>)
        }
        Kind::Map(value) => {
            let value = rust_type(value);
            quote!(BTreeMap<String, #value>)
        }
        Kind::Named(name) => {
            let name = format_ident!("{name}");
            quote!(types::#name)
        }
        Kind::File | Kind::Any => quote!(serde_json::Value),
    }
}
