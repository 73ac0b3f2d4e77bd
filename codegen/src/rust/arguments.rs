//! What methods take for a member, and how it becomes the member: the rule of `runtime/request/setting`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Type};

use crate::model::Kind;
use crate::rust::syntax::arguments;

/// What a method takes for a member that has to be given, and the parameter `name` as a value of it.
pub(crate) fn argument(kind: &Kind, ty: &Type, name: &Ident) -> (TokenStream, TokenStream) {
    match kind {
        Kind::Text => (quote!(impl setting::Text), quote!(#name.into_text())),
        Kind::Integer => (quote!(impl setting::Integer), quote!(#name.into_integer())),
        Kind::Number => (quote!(impl setting::Number), quote!(#name.into_number())),
        Kind::Boolean => (quote!(bool), quote!(#name)),
        Kind::List(_) => {
            let item = arguments(ty).into_iter().next();
            (quote!(impl setting::List<Item: Into<#item>>), quote!(setting::list(#name)))
        }
        Kind::Map(inner) if **inner != Kind::Any => {
            let value = arguments(ty).into_iter().nth(1);
            (quote!(impl setting::Map<Value: Into<#value>>), quote!(setting::map(#name)))
        }
        Kind::Map(_) | Kind::Named(_) | Kind::File | Kind::Any => {
            (quote!(impl Into<#ty>), quote!(#name.into()))
        }
    }
}

/// What a method takes for a member that can be left out. `held` is what the member holds if it is set.
pub(crate) fn setting(held: &Type, nullable: bool) -> TokenStream {
    if nullable {
        quote!(impl Setting<#held>)
    } else {
        quote!(impl Setting<#held, Null = setting::NotAllowed>)
    }
}

/// The parameter `name` as the value of a member that can be left out.
pub(crate) fn setting_value(name: &Ident, field: &Type) -> TokenStream {
    match crate::rust::syntax::last_segment(field).as_deref() {
        Some("Nullable") => quote!(#name.into_setting()),
        _ => quote!(#name.into_setting().value()),
    }
}
