//! In: typify's union of events, which refuses an event that it does not know. Out: one that keeps it.
//!
//! An event is told by its name, which stands beside its data. A name that is known leads to its data's type
//! alone, so that malformed data is an error.

use quote::quote;
use syn::{Fields, Item, ItemEnum, parse_quote};

use crate::ast::Sites;
use crate::ast::string_enums::value;
use crate::ast::{doc_attribute, doc_attributes, module, self_name, serde_says};

/// Rewrites every union of events.
pub fn apply(file: &mut syn::File) -> Sites {
    let Some(types) = module(&mut file.items, "types") else { return 0 };
    let unions: Vec<String> = types.iter().filter_map(as_union).map(|item| item.ident.to_string()).collect();
    types.retain(
        |item| !matches!(item, Item::Impl(block) if self_name(block).is_some_and(|of| unions.contains(&of))),
    );
    let rewritten = std::mem::take(types)
        .into_iter()
        .flat_map(|item| as_union(&item).map(event_union).unwrap_or_else(|| vec![item]));
    *types = rewritten.collect();
    unions.len()
}

fn as_union(item: &Item) -> Option<&ItemEnum> {
    let holds_one = |item: &ItemEnum| {
        item.variants
            .iter()
            .all(|variant| matches!(&variant.fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1))
    };
    match item {
        Item::Enum(item) if serde_says(&item.attrs, "content =") && holds_one(item) => Some(item),
        _ => None,
    }
}

/// Name and data side by side.
fn event_union(union: &ItemEnum) -> Vec<Item> {
    let name = &union.ident;
    let docs = doc_attributes(&union.attrs);
    let variants = union.variants.iter().map(|variant| {
        let mut variant = variant.clone();
        variant.attrs.retain(|attribute| attribute.path().is_ident("doc"));
        variant
    });
    let read = union.variants.iter().map(|variant| {
        let (ident, event) = (&variant.ident, value(variant));
        quote!(#event => ::serde::Deserialize::deserialize(data).map(Self::#ident),)
    });
    let write = union.variants.iter().map(|variant| {
        let (ident, event) = (&variant.ident, value(variant));
        quote!(Self::#ident(data) => crate::runtime::union::serialize_event(#event, data, serializer),)
    });
    let names = union.variants.iter().map(|variant| {
        let (ident, event) = (&variant.ident, value(variant));
        quote!(Self::#ident(_) => #event,)
    });
    let unknown = doc_attribute("An event that this version of the SDK does not know, as it came.");
    let (unknown_name, unknown_data) =
        (doc_attribute("The event's name."), doc_attribute("The event's data."));
    let name_doc = doc_attribute("The event's name as it is on the wire.");
    vec![
        parse_quote! {
            #(#docs)*
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                #unknown
                Unknown {
                    #unknown_name
                    event: ::std::string::String,
                    #unknown_data
                    data: ::serde_json::Value,
                },
            }
        },
        parse_quote! {
            impl #name {
                #name_doc
                pub fn event(&self) -> &str {
                    match self {
                        #(#names)*
                        Self::Unknown { event, .. } => event,
                    }
                }
            }
        },
        parse_quote! {
            impl crate::runtime::union::EventUnion for #name {
                fn read<'de, D: ::serde::Deserializer<'de>>(event: &str, data: D) -> ::std::result::Result<Self, D::Error> {
                    match event {
                        #(#read)*
                        _ => {
                            let data = ::serde::Deserialize::deserialize(data)?;
                            Ok(Self::Unknown { event: event.to_owned(), data })
                        }
                    }
                }
            }
        },
        parse_quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        #(#write)*
                        Self::Unknown { event, data } => crate::runtime::union::serialize_event(event, data, serializer),
                    }
                }
            }
        },
        parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                    crate::runtime::union::deserialize_event(deserializer)
                }
            }
        },
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_event_is_told_by_its_name() {
        let before = r#"
            pub mod types {
                #[serde(tag = "event", content = "data")]
                pub enum Event {
                    /// Made.
                    #[serde(rename = "run.created")]
                    RunCreated(Run),
                }
            }
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 1
        pub mod types {
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum Event {
                /// Made.
                RunCreated(Run),
                ///An event that this version of the SDK does not know, as it came.
                Unknown {
                    ///The event's name.
                    event: ::std::string::String,
                    ///The event's data.
                    data: ::serde_json::Value,
                },
            }
            impl Event {
                ///The event's name as it is on the wire.
                pub fn event(&self) -> &str {
                    match self {
                        Self::RunCreated(_) => "run.created",
                        Self::Unknown { event, .. } => event,
                    }
                }
            }
            impl crate::runtime::union::EventUnion for Event {
                fn read<'de, D: ::serde::Deserializer<'de>>(
                    event: &str,
                    data: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    match event {
                        "run.created" => {
                            ::serde::Deserialize::deserialize(data).map(Self::RunCreated)
                        }
                        _ => {
                            let data = ::serde::Deserialize::deserialize(data)?;
                            Ok(Self::Unknown {
                                event: event.to_owned(),
                                data,
                            })
                        }
                    }
                }
            }
            impl ::serde::Serialize for Event {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        Self::RunCreated(data) => {
                            crate::runtime::union::serialize_event(
                                "run.created",
                                data,
                                serializer,
                            )
                        }
                        Self::Unknown { event, data } => {
                            crate::runtime::union::serialize_event(event, data, serializer)
                        }
                    }
                }
            }
            impl<'de> ::serde::Deserialize<'de> for Event {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    crate::runtime::union::deserialize_event(deserializer)
                }
            }
        }
        "#);
    }
}
