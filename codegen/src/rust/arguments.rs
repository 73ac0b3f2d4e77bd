//! Argument types of methods, and their conversion to members, with the traits of `runtime/request/setting`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Type};

use crate::model::Kind;
use crate::rust::syntax::arguments;

/// The argument type for a required member, and the conversion of the parameter `name`.
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

/// The argument type for an optional member of the type `inner`.
pub(crate) fn setting(inner: &Type, nullable: bool) -> TokenStream {
    if nullable {
        quote!(impl Setting<#inner>)
    } else {
        quote!(impl Setting<#inner, Null = setting::NotAllowed>)
    }
}

/// The conversion of the parameter `name` to an optional member.
pub(crate) fn setting_value(name: &Ident, field: &Type) -> TokenStream {
    match crate::rust::syntax::last_segment(field).as_deref() {
        Some("Nullable") => quote!(#name.into_setting()),
        _ => quote!(#name.into_setting().value()),
    }
}
