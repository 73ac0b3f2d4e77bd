//! Code passes: what progenitor and typify wrote in, the same code as we want it out.
//!
//! They are what cannot be said in the document. Like a document pass, each has one reason, tells how
//! many places it touched, and on the checked-in document must touch at least one.

pub mod api_version;
pub mod calls;
pub mod client;
pub mod documentation;
pub mod event_streams;
pub mod event_unions;
pub mod lists;
pub mod missing_docs;
pub mod multipart;
pub mod open_enums;
pub mod open_unions;
pub mod own_crate;
pub mod path_ids;
pub mod payload_constructors;
pub mod response_builders;
pub mod sanity;
pub(crate) mod string_enums;
pub mod three_states;
pub mod tolerant_fields;
pub(crate) mod type_graph;
pub(crate) mod wire_names;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Expr, GenericArgument, Ident, ImplItemFn, Item, ItemImpl, ItemMod, LitStr, MetaNameValue,
    PathArguments, Type,
};

use crate::sites::Report;

/// How many places a code pass touched.
pub type Sites = usize;

/// A named pass over the generated code.
pub struct Pass {
    /// Folder and file name, for example `ast/multipart`.
    pub name: &'static str,
    apply: fn(&mut syn::File) -> Sites,
}

macro_rules! passes {
    ($($name:ident),* $(,)?) => {
        [$(Pass { name: concat!("ast/", stringify!($name)), apply: $name::apply }),*]
    };
}

/// Every code pass, in the order in which they run.
pub const ALL: &[Pass] = &passes![
    client,
    api_version,
    event_streams,
    multipart,
    own_crate,
    path_ids,
    calls,
    three_states,
    tolerant_fields,
    lists,
    event_unions,
    open_unions,
    open_enums,
    response_builders,
    payload_constructors,
    missing_docs,
    documentation,
];

/// Runs every pass over `file`.
pub fn run(file: &mut syn::File) -> Vec<Report> {
    ALL.iter().map(|pass| Report { name: pass.name, sites: (pass.apply)(file).into() }).collect()
}

/// The items of the inline module `name`, empty when there is no such module.
pub(crate) fn module<'a>(items: &'a mut [Item], name: &str) -> Option<&'a mut Vec<Item>> {
    items.iter_mut().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => Some(items),
        _ => None,
    })
}

/// The type that an impl block is for, as its last path segment: `Run` for `impl From<X> for types::Run`.
pub(crate) fn self_name(item: &ItemImpl) -> Option<String> {
    last_segment(&item.self_ty)
}

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

/// `types::Run` of `ResponseValue<types::Run>` or `Page<types::Run>`, wherever it is in what a method returns.
pub(crate) fn answer(method: &ImplItemFn) -> Option<Type> {
    struct Find(Option<Type>);
    impl<'ast> Visit<'ast> for Find {
        fn visit_type(&mut self, ty: &'ast Type) {
            if last_segment(ty).is_some_and(|name| name == "ResponseValue" || name == "Page") {
                self.0 = arguments(ty).first().map(|answer| (*answer).clone());
            }
            visit::visit_type(self, ty);
        }
    }
    let mut find = Find(None);
    find.visit_return_type(&method.sig.output);
    find.0
}

/// A type of the module `types` as it is named outside of it: `types::Run` for `Run`.
pub(crate) fn qualify(ty: &Type) -> Type {
    struct Qualify;
    impl VisitMut for Qualify {
        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            visit_mut::visit_path_mut(self, path);
            let [only] = path.segments.iter().collect::<Vec<_>>()[..] else { return };
            let primitive = ["bool", "f64", "i64"].iter().any(|name| only.ident == name);
            if path.leading_colon.is_none() && !primitive {
                let only = only.clone();
                *path = syn::parse_quote!(types::#only);
            }
        }
    }
    let mut ty = ty.clone();
    Qualify.visit_type_mut(&mut ty);
    ty
}

/// What a method takes for a field, and how the parameter `value` becomes the field. `named` names the types
/// from where the method stands.
pub(crate) fn accepted(
    ty: &Type,
    value: &Ident,
    named: &dyn Fn(&Type) -> Type,
) -> (TokenStream, TokenStream) {
    match (last_segment(ty).as_deref(), arguments(ty).first()) {
        (Some("Option"), Some(inner)) => {
            let (takes, value) = accepted(inner, value, named);
            (takes, quote!(Some(#value)))
        }
        (Some("Vec"), Some(item)) => {
            let item = named(item);
            (
                quote!(impl IntoIterator<Item = impl Into<#item>>),
                quote!(#value.into_iter().map(Into::into).collect::<Vec<_>>()),
            )
        }
        (Some("bool" | "i64" | "f64"), _) => (quote!(#ty), quote!(#value)),
        _ => {
            let ty = named(ty);
            (quote!(impl Into<#ty>), quote!(#value.into()))
        }
    }
}

/// Whether an item's serde attributes hold this word.
pub(crate) fn serde_says(attributes: &[Attribute], word: &str) -> bool {
    let mut serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
    serde.any(|attribute| attribute.to_token_stream().to_string().contains(word))
}

/// The documentation among an item's attributes.
pub(crate) fn doc_attributes(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).collect()
}

/// The text of an item's documentation, lines joined as they were written.
pub(crate) fn doc_text(attributes: &[Attribute]) -> String {
    let texts: Vec<String> = attributes.iter().filter_map(doc).collect();
    texts.join("\n")
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
    // Built part by part: there are thousands, and `parse_quote` would parse each of them.
    let text = syn::Lit::Str(LitStr::new(text, Span::call_site()));
    let value = Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: text });
    let pair = MetaNameValue {
        path: Ident::new("doc", Span::call_site()).into(),
        eq_token: Default::default(),
        value,
    };
    Attribute {
        pound_token: Default::default(),
        style: syn::AttrStyle::Outer,
        bracket_token: Default::default(),
        meta: syn::Meta::NameValue(pair),
    }
}

/// Calls `visit` with every `send` method and the name of the type that it is of.
pub(crate) fn each_send(file: &mut syn::File, visit: impl FnMut(&str, &mut ImplItemFn)) {
    struct Sends<F>(F);
    impl<F: FnMut(&str, &mut ImplItemFn)> VisitMut for Sends<F> {
        fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
            let name = self_name(item).unwrap_or_default();
            for item in &mut item.items {
                if let syn::ImplItem::Fn(method) = item
                    && method.sig.ident == "send"
                {
                    (self.0)(&name, method);
                }
            }
            visit_mut::visit_item_impl_mut(self, item);
        }
    }
    Sends(visit).visit_file_mut(file);
}

#[cfg(test)]
pub(crate) mod testing {
    //! Before and after, as a pass's test shows them.

    use super::Sites;

    /// Applies a pass to `code` and shows the count and the code that comes out.
    pub(crate) fn code(apply: fn(&mut syn::File) -> Sites, code: &str) -> String {
        let mut file = syn::parse_file(code).expect("the code parses");
        let sites = apply(&mut file);
        format!("// sites: {sites}\n{}", prettyplease::unparse(&file))
    }
}
