//! The struct of a request: what the runtime needs, the parameters and the body.

use quote::quote;
use syn::{Ident, Item, parse_quote};

use super::{Writer, rust_method};
use crate::model::rust_ident;
use crate::rust::syntax::{doc_line, qualify};

impl Writer<'_> {
    pub(super) fn structure(&self, resource: &Ident) -> Item {
        let request = self.request();
        let doc = doc_line(&format!("The request of [`{resource}::{}`].", rust_method(&self.operation.verb)));
        let parameters = self.parameters();
        let parameters = parameters.iter().map(|(parameter, ident, ty)| {
            if parameter.required { quote!(#ident: #ty) } else { quote!(#ident: Option<#ty>) }
        });
        let body = self.body.iter().flat_map(|body| {
            let ty = &body.item.ident;
            if !body.is_set_by_name() {
                return vec![quote!(body: types::#ty)];
            }
            let members = body.object.members.iter().filter(|member| member.constant.is_none());
            let fields = members.filter_map(|member| {
                let (ident, ty) = (rust_ident(&member.name), qualify(body.field(member)?));
                Some(if member.required { quote!(#ident: Option<#ty>) } else { quote!(#ident: #ty) })
            });
            fields.collect()
        });
        parse_quote! {
            #doc
            #[derive(Clone, Debug)]
            #[must_use = "a request does nothing until it is sent"]
            pub struct #request {
                base: RequestBase,
                #(#parameters,)*
                #(#body,)*
            }
        }
    }
}
