//! The method of a resource that starts a request: path parameters and required members are its arguments.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Ident, parse_quote};

use super::body::BodyParts;
use super::{Writer, rust_method};
use crate::code_passes::constructors::essential_argument;
use crate::code_passes::documentation::lines;
use crate::model::{Location, rust_ident};
use crate::rust::arguments::argument;
use crate::rust::syntax::{doc_attribute, qualify};

impl Writer<'_> {
    /// The method that starts the request.
    pub(super) fn start(&self) -> syn::ImplItem {
        let Self { operation, .. } = self;
        let (request, constant) = (self.request(), self.constant());
        let method = rust_method(&operation.verb);
        let docs = lines(&operation.docs);
        let docs: Vec<Attribute> = docs.iter().map(|line| doc_attribute(line)).collect();
        let ids: Vec<Ident> =
            operation.parameters_in(Location::Path).map(|parameter| rust_ident(&parameter.name)).collect();
        let id_parameters = ids.iter().map(|id| quote!(#id: impl setting::Text));
        let id_values = ids.iter().map(|id| quote!(&#id.into_text()));

        let mut parameters: Vec<TokenStream> = id_parameters.collect();
        let mut fields =
            vec![quote!(base: RequestBase::new(&self.client.config, &#constant, &[#(#id_values),*]))];
        for (parameter, ident, ty) in self.parameters() {
            if parameter.required {
                let (takes, value) = argument(&parameter.kind, &ty, &ident);
                parameters.push(quote!(#ident: #takes));
                fields.push(quote!(#ident: #value));
            } else {
                fields.push(quote!(#ident: None));
            }
        }
        if let Some(body) = &self.body {
            let (more, value) = self.body_start(body);
            parameters.extend(more);
            fields.extend(value);
        }
        parse_quote! {
            #(#docs)*
            pub fn #method(&self, #(#parameters),*) -> #request {
                #request { #(#fields),* }
            }
        }
    }

    /// The arguments that the body takes, and the fields that hold it.
    fn body_start(&self, body: &BodyParts<'_>) -> (Vec<TokenStream>, Vec<TokenStream>) {
        let ty = &body.item.ident;
        if body.is_set_by_name() {
            let fields =
                body.object.members.iter().filter(|member| member.constant.is_none()).map(|member| {
                    let ident = rust_ident(&member.name);
                    quote!(#ident: Default::default())
                });
            return (Vec::new(), fields.collect());
        }
        let essential = body.essential();
        if essential.is_empty() {
            return (Vec::new(), vec![quote!(body: types::#ty::default())]);
        }
        let parameters = essential.iter().filter_map(|member| {
            let (ident, field) = (rust_ident(&member.name), qualify(body.field(member)?));
            let (takes, _) = essential_argument(member, &field, &ident);
            Some(quote!(#ident: #takes))
        });
        let names = essential.iter().map(|member| rust_ident(&member.name));
        (parameters.collect(), vec![quote!(body: types::#ty::new(#(#names),*))])
    }
}
