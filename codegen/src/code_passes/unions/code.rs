//! Generates the code of a union.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, ItemEnum, Type, parse_quote};

use super::variants::{Variant, Variants};
use crate::model::{Kind, Model};
use crate::rust::syntax::{arguments, doc_attribute, doc_attributes, doc_line};

/// The enum and its impls.
pub(super) fn items(union: &ItemEnum, variants: &Variants, model: &Model) -> Vec<Item> {
    let name = &union.ident;
    let sent = model.schema(&name.to_string()).is_some_and(|schema| schema.sent);
    let docs = doc_attributes(&union.attrs);
    let declared = variants.all.iter().map(declare);
    let unknown = doc_attribute(" A variant that this version of the SDK does not know, as JSON.");
    // serde writes the payload of an untagged variant directly; only fixed texts and tags need code.
    let plain =
        variants.all.iter().all(|variant| matches!(variant, Variant::Object { .. } | Variant::Scalar { .. }));
    let derive = if plain { quote!(, Serialize) } else { quote!() };
    let untagged = plain.then(|| quote!(#[serde(untagged)]));
    let marker = format!("$union:{}", variants.tag.as_deref().unwrap_or_default());
    let reads = reads(&variants.all);
    let mut items: Vec<Item> = vec![
        parse_quote! {
            #(#docs)*
            #[derive(Clone, Debug, PartialEq #derive)]
            #untagged
            #[non_exhaustive]
            pub enum #name {
                #(#declared)*
                #unknown
                Unknown(serde_json::Value),
            }
        },
        parse_quote! {
            impl TaggedUnion for #name {
                const MARKER: &'static str = #marker;
                fn unknown(value: serde_json::Value) -> Self {
                    Self::Unknown(value)
                }
                #(#reads)*
            }
        },
        parse_quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    tagged_union::deserialize(deserializer)
                }
            }
        },
    ];
    if !plain {
        let tag = variants.tag.as_deref().unwrap_or_default();
        let write = variants.all.iter().map(|variant| write(variant, tag));
        items.push(parse_quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(#write)*
                        Self::Unknown(value) => value.serialize(serializer),
                    }
                }
            }
        });
    }
    items.extend(conversions(name, &variants.all, sent));
    items
}

/// The variant of the enum, with documentation.
fn declare(variant: &Variant) -> TokenStream {
    match variant {
        Variant::Word { ident, word } => {
            let doc = doc_line(&format!("The text `{word}`."));
            quote!(#doc #ident,)
        }
        Variant::Bare { ident, about, .. } => {
            let doc = doc_line(about);
            quote!(#doc #ident,)
        }
        Variant::Object { ident, ty, about, .. } => {
            let doc = doc_line(if about.is_empty() { "An object." } else { about });
            quote!(#doc #ident(#ty),)
        }
        Variant::Scalar { ident, ty, kind } => {
            let doc = doc_line(match kind {
                Kind::Boolean => "True or false.",
                Kind::Number | Kind::Integer => "A number.",
                Kind::List(_) => "A list.",
                _ => "A text.",
            });
            quote!(#doc #ident(#ty),)
        }
    }
}

/// The methods of the runtime's trait that the variants need.
fn reads(variants: &[Variant]) -> Vec<TokenStream> {
    let scalars = variants.iter().filter_map(|variant| match variant {
        Variant::Scalar { ident, kind, .. } => read_scalar(ident, kind),
        _ => None,
    });
    read_text(variants).into_iter().chain(scalars).chain(read_objects(variants)).collect()
}

fn read_text(variants: &[Variant]) -> Option<TokenStream> {
    let words: Vec<TokenStream> = variants
        .iter()
        .filter_map(|variant| match variant {
            Variant::Word { ident, word } => Some(quote!(#word => Self::#ident,)),
            _ => None,
        })
        .collect();
    let any = variants.iter().find_map(|variant| match variant {
        Variant::Scalar { ident, kind: Kind::Text, .. } => Some(quote!(Self::#ident(text))),
        _ => None,
    });
    let body = match (words.is_empty(), any) {
        (true, None) => return None,
        (true, Some(any)) => any,
        (false, any) => {
            let otherwise = any.unwrap_or_else(|| quote!(Self::Unknown(text.into())));
            quote!(match text.as_str() { #(#words)* _ => #otherwise, })
        }
    };
    Some(quote!(fn text(text: String) -> Self { #body }))
}

fn read_scalar(ident: &Ident, kind: &Kind) -> Option<TokenStream> {
    match kind {
        Kind::Boolean => Some(quote!(fn boolean(value: bool) -> Self { Self::#ident(value) })),
        Kind::Number | Kind::Integer => {
            let read = if *kind == Kind::Integer { quote!(as_i64) } else { quote!(as_f64) };
            Some(quote! {
                fn number(number: serde_json::Number) -> Self {
                    number.#read().map_or_else(|| Self::Unknown(number.into()), Self::#ident)
                }
            })
        }
        Kind::List(_) => Some(quote! {
            fn array<'de, A: SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
                tagged_union::items(array).map(Self::#ident)
            }
        }),
        _ => None,
    }
}

fn read_objects(variants: &[Variant]) -> Option<TokenStream> {
    let arms: Vec<TokenStream> = variants
        .iter()
        .filter_map(|variant| match variant {
            Variant::Object { ident, tags, .. } if !tags.is_empty() => {
                Some(quote!(#(#tags)|* => Deserialize::deserialize(json).map(Self::#ident),))
            }
            Variant::Bare { ident, tag, .. } => Some(quote!(#tag => bare::read(json, Self::#ident),)),
            _ => None,
        })
        .collect();
    let only = variants.iter().find_map(|variant| match variant {
        Variant::Object { ident, tags, .. } if tags.is_empty() => {
            Some(quote!(Deserialize::deserialize(json).map(Self::#ident)))
        }
        _ => None,
    });
    let unknown = format_ident!("Unknown");
    let (tag, body) = match (arms.is_empty(), only) {
        (true, None) => return None,
        (true, Some(only)) => (quote!(_), only),
        (false, only) => {
            let otherwise =
                only.unwrap_or_else(|| quote!(Deserialize::deserialize(json).map(Self::#unknown)));
            (quote!(tag), quote!(match tag { #(#arms)* _ => #otherwise, }))
        }
    };
    Some(quote! {
        fn object<'de, D: Deserializer<'de>>(#tag: &str, json: D) -> Result<Self, D::Error> {
            #body
        }
    })
}

/// The arm that writes a variant.
fn write(variant: &Variant, tag_name: &str) -> TokenStream {
    match variant {
        Variant::Word { ident, word } => quote!(Self::#ident => serializer.serialize_str(#word),),
        Variant::Bare { ident, tag, .. } => {
            quote!(Self::#ident => bare::write(#tag_name, #tag, serializer),)
        }
        Variant::Object { ident, .. } | Variant::Scalar { ident, .. } => {
            quote!(Self::#ident(value) => value.serialize(serializer),)
        }
    }
}

/// `From` the payload of a variant, and the other types that setters accept for it.
fn conversions(name: &Ident, variants: &[Variant], sent: bool) -> Vec<Item> {
    let mut items: Vec<Item> =
        variants.iter().flat_map(|variant| from_payload(name, variant, sent)).collect();
    let has_words = variants.iter().any(|variant| matches!(variant, Variant::Word { .. }));
    let has_text = variants.iter().any(|variant| matches!(variant, Variant::Scalar { kind: Kind::Text, .. }));
    if has_words || has_text {
        items.push(parse_quote! {
            impl From<String> for #name {
                fn from(text: String) -> Self {
                    TaggedUnion::text(text)
                }
            }
        });
        for borrowed in [quote!(&str), quote!(&String)] {
            items.push(parse_quote! {
                impl From<#borrowed> for #name {
                    fn from(text: #borrowed) -> Self {
                        TaggedUnion::text(text.to_owned())
                    }
                }
            });
        }
    }
    if sent {
        items.push(parse_quote!(impl setting::Value for #name {}));
        if has_words || has_text {
            items.push(parse_quote!(impl setting::FromText for #name {}));
        }
    }
    items
}

fn from_payload(name: &Ident, variant: &Variant, sent: bool) -> Vec<Item> {
    let from = |ident: &Ident, ty: &Type| -> Item {
        parse_quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#ident(value)
                }
            }
        }
    };
    match variant {
        Variant::Object { ident, ty, .. } => {
            let mut items = vec![from(ident, ty)];
            if sent {
                items.push(parse_quote! {
                    impl Setting<#name> for #ty {
                        type Null = setting::NotAllowed;
                        fn into_setting(self) -> Nullable<#name> {
                            Nullable::Value(self.into())
                        }
                    }
                });
            }
            items
        }
        // All unions that accept texts implement `From<String>`.
        Variant::Scalar { kind: Kind::Text, .. } => Vec::new(),
        Variant::Scalar { ident, ty, kind: Kind::List(_) } => {
            let item = arguments(ty).into_iter().next();
            vec![
                from(ident, ty),
                parse_quote! {
                    impl<T: Into<#item>, const N: usize> From<[T; N]> for #name {
                        fn from(items: [T; N]) -> Self {
                            Self::#ident(items.into_iter().map(Into::into).collect())
                        }
                    }
                },
            ]
        }
        Variant::Scalar { ident, kind: Kind::Number, .. } if sent => vec![parse_quote! {
            impl<N: setting::Number> From<N> for #name {
                fn from(value: N) -> Self {
                    Self::#ident(value.into_number())
                }
            }
        }],
        Variant::Scalar { ident, ty, .. } => vec![from(ident, ty)],
        Variant::Word { .. } | Variant::Bare { .. } => Vec::new(),
    }
}
