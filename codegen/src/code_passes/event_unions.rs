//! In: typify's union of events, which rejects unknown events. Out: a union that keeps them.
//!
//! The name of an event selects the type of its data. Malformed data of a known event is an error.

use quote::quote;
use syn::{Item, ItemEnum, parse_quote};

use super::open_enums::value;
use crate::model::{Model, Shape};
use crate::rust::syntax::{doc_attribute, doc_attributes};

/// Rewrites all unions of events.
pub fn apply(types: &mut Vec<Item>, model: &Model) -> usize {
    let is_union = |item: &ItemEnum| {
        model.schema(&item.ident.to_string()).is_some_and(|schema| matches!(schema.shape, Shape::Events(_)))
    };
    let mut sites = 0;
    let rewritten = std::mem::take(types).into_iter().flat_map(|item| match item {
        Item::Enum(item) if is_union(&item) => {
            sites += 1;
            event_union(&item)
        }
        item => vec![item],
    });
    *types = rewritten.collect();
    sites
}

/// The union, with name and data as adjacent members.
fn event_union(union: &ItemEnum) -> Vec<Item> {
    let name = &union.ident;
    let docs = doc_attributes(&union.attrs);
    let variants = union.variants.iter().map(|variant| {
        let (ident, fields) = (&variant.ident, &variant.fields);
        let mut docs: Vec<_> = doc_attributes(&variant.attrs).into_iter().cloned().collect();
        if docs.is_empty() {
            docs.push(doc_attribute(&format!(" The event `{}`.", value(variant))));
        }
        quote!(#(#docs)* #ident #fields)
    });
    let read = union.variants.iter().map(|variant| {
        let (ident, event) = (&variant.ident, value(variant));
        quote!(#event => event::data(json).map(Self::#ident),)
    });
    let write = union.variants.iter().map(|variant| {
        let (ident, event) = (&variant.ident, value(variant));
        quote!(Self::#ident(data) => event::serialize_event(#event, data, serializer),)
    });
    let names = union.variants.iter().map(|variant| {
        let (ident, event) = (&variant.ident, value(variant));
        quote!(Self::#ident(_) => #event,)
    });
    let unknown = doc_attribute(" An event that this version of the SDK does not know.");
    let (event_doc, data_doc) = (doc_attribute(" The event's name."), doc_attribute(" The event's data."));
    let name_doc = doc_attribute(" The event's name on the wire.");
    vec![
        parse_quote! {
            #(#docs)*
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                #unknown
                Unknown {
                    #event_doc
                    event: String,
                    #data_doc
                    data: serde_json::Value,
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
            impl TaggedUnion for #name {
                const MARKER: &'static str = "$union:event";
                fn unknown(value: serde_json::Value) -> Self {
                    Self::Unknown { event: String::new(), data: value }
                }
                fn object<'de, D: Deserializer<'de>>(name: &str, json: D) -> Result<Self, D::Error> {
                    match name {
                        #(#read)*
                        _ => event::data(json).map(|data| Self::Unknown { event: name.to_owned(), data }),
                    }
                }
            }
        },
        parse_quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(#write)*
                        Self::Unknown { event, data } => event::serialize_event(event, data, serializer),
                    }
                }
            }
        },
        parse_quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    tagged_union::deserialize(deserializer)
                }
            }
        },
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn the_name_selects_the_variant() {
        let document = json!({ "components": { "schemas": {
            "Event": { "oneOf": [{ "type": "object", "required": ["event", "data"], "properties": {
                "event": { "type": "string", "enum": ["run.created"] }, "data": { "$ref": "#/components/schemas/Run" }
            } }] },
            "Run": { "properties": { "id": { "type": "string" } } }
        } } });
        let before = r#"
            #[serde(tag = "event", content = "data")]
            pub enum Event {
                /// Made.
                #[serde(rename = "run.created")]
                RunCreated(Run),
            }
        "#;
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document, before), @r#"
        // sites: 1
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            /// Made.
            RunCreated(Run),
            /// An event that this version of the SDK does not know.
            Unknown {
                /// The event's name.
                event: String,
                /// The event's data.
                data: serde_json::Value,
            },
        }
        impl Event {
            /// The event's name on the wire.
            pub fn event(&self) -> &str {
                match self {
                    Self::RunCreated(_) => "run.created",
                    Self::Unknown { event, .. } => event,
                }
            }
        }
        impl TaggedUnion for Event {
            const MARKER: &'static str = "$union:event";
            fn unknown(value: serde_json::Value) -> Self {
                Self::Unknown {
                    event: String::new(),
                    data: value,
                }
            }
            fn object<'de, D: Deserializer<'de>>(name: &str, json: D) -> Result<Self, D::Error> {
                match name {
                    "run.created" => event::data(json).map(Self::RunCreated),
                    _ => {
                        event::data(json)
                            .map(|data| Self::Unknown {
                                event: name.to_owned(),
                                data,
                            })
                    }
                }
            }
        }
        impl Serialize for Event {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    Self::RunCreated(data) => {
                        event::serialize_event("run.created", data, serializer)
                    }
                    Self::Unknown { event, data } => {
                        event::serialize_event(event, data, serializer)
                    }
                }
            }
        }
        impl<'de> Deserialize<'de> for Event {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                tagged_union::deserialize(deserializer)
            }
        }
        "#);
    }
}
