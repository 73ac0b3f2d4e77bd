//! What is written of a union.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, Type, parse_quote};

use super::alternatives::{Alternative, Kind, Union};
use crate::ast::{arguments, doc_attribute, doc_attributes, last_segment};

/// The enum and what it implements.
pub(super) fn items(union: &Union<'_>) -> Vec<Item> {
    let (name, alternatives) = (&union.item.ident, &union.alternatives);
    let docs = doc_attributes(&union.item.attrs);
    let variants = alternatives.iter().map(variants);
    let write = alternatives.iter().map(write);
    let reads = reads(alternatives);
    let tag = union.tag.as_ref().map(|tag| quote!(const TAG: &'static str = #tag;));
    let unknown = doc_attribute("A kind that this version of the SDK does not know, as it came.");
    let mut items: Vec<Item> = vec![
        parse_quote! {
            #(#docs)*
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                #unknown
                Unknown(::serde_json::Value),
            }
        },
        parse_quote! {
            impl crate::runtime::union::Union for #name {
                #tag
                fn unknown(value: ::serde_json::Value) -> Self {
                    Self::Unknown(value)
                }
                #(#reads)*
            }
        },
        parse_quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        #(#write)*
                        Self::Unknown(value) => value.serialize(serializer),
                    }
                }
            }
        },
        parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                    crate::runtime::union::deserialize(deserializer)
                }
            }
        },
    ];
    items.extend(alternatives.iter().flat_map(|alternative| conversions(name, alternative)));
    items
}

/// The variants of the enum for one alternative, documented.
fn variants(alternative: &Alternative) -> TokenStream {
    match alternative {
        Alternative::Words(words) => {
            let words = words.iter().map(|(ident, word)| {
                let doc = doc_attribute(&format!("The word `{word}`."));
                quote!(#doc #ident,)
            });
            quote!(#(#words)*)
        }
        Alternative::Object { ident, ty, about, .. } => {
            let doc = doc_attribute(if about.is_empty() { "An object." } else { about });
            quote!(#doc #ident(#ty),)
        }
        Alternative::Scalar { ident, ty, kind } => {
            let doc = doc_attribute(match kind {
                Kind::String => "Text.",
                Kind::Boolean => "True or false.",
                Kind::Number => "A number.",
                Kind::Array => "A list.",
            });
            quote!(#doc #ident(#ty),)
        }
    }
}

/// The methods of the runtime's trait that the alternatives call for.
fn reads(alternatives: &[Alternative]) -> Vec<TokenStream> {
    let scalars = alternatives.iter().filter_map(|alternative| match alternative {
        Alternative::Scalar { ident, ty, kind } => read_scalar(ident, ty, *kind),
        _ => None,
    });
    let string = read_string(alternatives);
    string.into_iter().chain(scalars).chain(read_objects(alternatives)).collect()
}

fn read_string(alternatives: &[Alternative]) -> Option<TokenStream> {
    let words = alternatives.iter().filter_map(|alternative| match alternative {
        Alternative::Words(words) => Some(words),
        _ => None,
    });
    let arms: Vec<TokenStream> =
        words.flatten().map(|(ident, word)| quote!(#word => Self::#ident,)).collect();
    let any = alternatives.iter().find_map(|alternative| match alternative {
        Alternative::Scalar { ident, kind: Kind::String, .. } => Some(quote!(Self::#ident(text))),
        _ => None,
    });
    let body = match (arms.is_empty(), any) {
        (true, None) => return None,
        (true, Some(any)) => any,
        (false, any) => {
            let otherwise = any.unwrap_or_else(|| quote!(Self::Unknown(::serde_json::Value::String(text))));
            quote!(match text.as_str() { #(#arms)* _ => #otherwise, })
        }
    };
    Some(quote!(fn string(text: ::std::string::String) -> Self { #body }))
}

fn read_scalar(ident: &Ident, ty: &Type, kind: Kind) -> Option<TokenStream> {
    match kind {
        Kind::String => None,
        Kind::Boolean => Some(quote!(fn boolean(value: bool) -> Self { Self::#ident(value) })),
        Kind::Number => {
            let integer = last_segment(ty).as_deref() == Some("i64");
            let read = if integer { quote!(as_i64) } else { quote!(as_f64) };
            Some(quote! {
                fn number(number: ::serde_json::Number) -> Self {
                    number.#read().map_or_else(|| Self::Unknown(number.into()), Self::#ident)
                }
            })
        }
        Kind::Array => Some(quote! {
            fn array<'de, A: ::serde::de::SeqAccess<'de>>(array: A) -> ::std::result::Result<Self, A::Error> {
                crate::runtime::union::seq(array).map(Self::#ident)
            }
        }),
    }
}

fn read_objects(alternatives: &[Alternative]) -> Option<TokenStream> {
    let objects = alternatives.iter().filter_map(|alternative| match alternative {
        Alternative::Object { ident, tags, .. } => Some((ident, tags)),
        _ => None,
    });
    let (tagged, untagged): (Vec<_>, Vec<_>) = objects.partition(|(_, tags)| !tags.is_empty());
    let read = |ident: &Ident| quote!(crate::runtime::union::payload(object).map(Self::#ident));
    let otherwise =
        untagged.first().map_or_else(|| read(&format_ident!("Unknown")), |(ident, _)| read(ident));
    let arms = tagged.iter().map(|(ident, tags)| {
        let read = read(ident);
        quote!(#(#tags)|* => #read,)
    });
    let (tag, body) = match (tagged.is_empty(), untagged.is_empty()) {
        (true, true) => return None,
        (true, false) => (quote!(_tag), otherwise),
        (false, _) => (quote!(tag), quote!(match tag { #(#arms)* _ => #otherwise, })),
    };
    Some(quote! {
        fn object<'de, A: ::serde::de::MapAccess<'de>>(#tag: &str, object: A) -> ::std::result::Result<Self, A::Error> {
            #body
        }
    })
}

/// The arms that write an alternative.
fn write(alternative: &Alternative) -> TokenStream {
    match alternative {
        Alternative::Words(words) => {
            let arms =
                words.iter().map(|(ident, word)| quote!(Self::#ident => serializer.serialize_str(#word),));
            quote!(#(#arms)*)
        }
        Alternative::Object { ident, .. } | Alternative::Scalar { ident, .. } => {
            quote!(Self::#ident(value) => value.serialize(serializer),)
        }
    }
}

/// `From` what an alternative holds.
fn conversions(name: &Ident, alternative: &Alternative) -> Vec<Item> {
    let (Alternative::Object { ident, ty, .. } | Alternative::Scalar { ident, ty, .. }) = alternative else {
        return Vec::new();
    };
    let mut items: Vec<Item> = vec![parse_quote! {
        impl ::std::convert::From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self::#ident(value)
            }
        }
    }];
    match last_segment(ty).as_deref() {
        Some("String") => items.push(parse_quote! {
            impl ::std::convert::From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self::#ident(value.to_owned())
                }
            }
        }),
        Some("Vec") => {
            let item = arguments(ty).into_iter().next();
            items.push(parse_quote! {
                impl<T: ::std::convert::Into<#item>, const N: usize> ::std::convert::From<[T; N]> for #name {
                    fn from(items: [T; N]) -> Self {
                        Self::#ident(items.into_iter().map(::std::convert::Into::into).collect())
                    }
                }
            });
        }
        _ => {}
    }
    items
}
