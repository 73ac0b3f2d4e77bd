//! Helpers for syn's types.

use proc_macro2::Span;
use syn::{Attribute, Expr, GenericArgument, Ident, LitStr, MetaNameValue, PathArguments, Type};

/// The last segment of a type's path, without its arguments.
pub(crate) fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        Type::Reference(reference) => last_segment(&reference.elem),
        _ => None,
    }
}

/// The type arguments of the last segment of a type's path.
pub(crate) fn arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let Some(PathArguments::AngleBracketed(list)) = path.path.segments.last().map(|last| &last.arguments)
    else {
        return Vec::new();
    };
    let types = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// `T` for `Option<T>` and `Nullable<T>`, and for `T`.
pub(crate) fn held(ty: &Type) -> &Type {
    match (last_segment(ty).as_deref(), arguments(ty).first()) {
        (Some("Option" | "Nullable"), Some(inner)) => held(inner),
        _ => ty,
    }
}

/// The type with short paths: `Option<Vec<String>>`.
pub(crate) fn short(ty: &Type) -> String {
    let Some(name) = last_segment(ty) else { return quote::ToTokens::to_token_stream(ty).to_string() };
    let inner: Vec<String> = arguments(ty).into_iter().map(short).collect();
    if inner.is_empty() { name } else { format!("{name}<{}>", inner.join(", ")) }
}

/// The doc attributes of an item.
pub(crate) fn doc_attributes(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).collect()
}

/// The text of one `#[doc = "..."]`.
pub(crate) fn doc(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(literal) = &pair.value else { return None };
    let syn::Lit::Str(text) = &literal.lit else { return None };
    pair.path.is_ident("doc").then(|| text.value())
}

/// A `#[doc = "..."]` with this text.
pub(crate) fn doc_attribute(text: &str) -> Attribute {
    // Built directly, as `parse_quote` is slow for thousands of attributes.
    let text = syn::Lit::Str(LitStr::new(text, Span::call_site()));
    let value = Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: text });
    let path = Ident::new("doc", Span::call_site()).into();
    let pair = MetaNameValue { path, eq_token: Default::default(), value };
    Attribute {
        pound_token: Default::default(),
        style: syn::AttrStyle::Outer,
        bracket_token: Default::default(),
        meta: syn::Meta::NameValue(pair),
    }
}

/// The first line of a text, as one line of documentation.
pub(crate) fn doc_line(text: &str) -> Attribute {
    doc_attribute(&format!(" {}", text.lines().next().unwrap_or_default().trim()))
}

/// The path of a generated type outside the module `types`: `types::Run` for `Run`.
pub(crate) fn qualify(ty: &Type) -> Type {
    const OTHERS: [&str; 9] =
        ["BTreeMap", "HashMap", "Option", "String", "Vec", "bool", "f64", "i64", "Nullable"];
    struct Qualify;
    impl syn::visit_mut::VisitMut for Qualify {
        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            syn::visit_mut::visit_path_mut(self, path);
            let [only] = path.segments.iter().collect::<Vec<_>>()[..] else { return };
            if path.leading_colon.is_none() && !OTHERS.iter().any(|other| only.ident == other) {
                let only = only.clone();
                *path = syn::parse_quote!(types::#only);
            }
        }
    }
    let mut ty = ty.clone();
    syn::visit_mut::VisitMut::visit_type_mut(&mut Qualify, &mut ty);
    ty
}
