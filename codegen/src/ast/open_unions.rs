//! In: typify's unions, which try one variant after the other. Out: unions that look first and keep what
//! they do not know.
//!
//! An object is told by its tag: the property in which the alternatives have different constants. Variants
//! are called after their tags, alternatives that are fixed words become variants, and a kind that is not
//! listed becomes `Unknown` with the JSON as it came. A tag that is known leads to its payload alone, so
//! that a malformed payload is an error and never a silent `Unknown`. Reading is the runtime's work.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Fields, Ident, Item, ItemEnum, ItemStruct, Type, Variant, parse_quote};

use crate::ast::string_enums::{as_string_enum, value, values};
use crate::ast::type_graph::type_graph;
use crate::ast::{doc_attribute, doc_text, last_segment, module, self_name};
use crate::passes::Sites;

/// Rewrites every union.
pub fn apply(file: &mut syn::File) -> Sites {
    let Some(types) = module(&mut file.items, "types") else { return 0 };
    let known = Known::of(types);
    let unions: BTreeSet<String> = types
        .iter()
        .filter_map(as_union)
        .filter(|union| known.covers(union))
        .map(|union| union.ident.to_string())
        .collect();
    let words = known.words(types);
    // What typify says of the unions, and the enums whose words become variants.
    types.retain(|item| match item {
        Item::Impl(block) => self_name(block).is_none_or(|of| !unions.contains(&of) && !words.contains(&of)),
        Item::Enum(item) => !words.contains(&item.ident.to_string()),
        _ => true,
    });
    let rewritten = std::mem::take(types).into_iter().flat_map(|item| match as_union(&item) {
        Some(union) if !known.covers(union) => vec![item],
        Some(union) if is_marked(union, "untagged") => known.union(union),
        Some(union) => event_union(union),
        None => vec![item],
    });
    *types = rewritten.collect();
    unions.len()
}

fn as_union(item: &Item) -> Option<&ItemEnum> {
    match item {
        Item::Enum(item) if is_marked(item, "untagged") || is_marked(item, "tag =") => Some(item),
        _ => None,
    }
}

fn is_marked(item: &ItemEnum, word: &str) -> bool {
    item.attrs.iter().any(|attribute| {
        attribute.path().is_ident("serde")
            && quote::ToTokens::to_token_stream(attribute).to_string().contains(word)
    })
}

/// What the unions are made of.
struct Known {
    structs: BTreeMap<String, ItemStruct>,
    /// Enum of strings -> its values.
    enums: BTreeMap<String, Vec<String>>,
}

/// How one alternative is recognised.
enum Alternative {
    /// Fixed words: (variant, word, documentation).
    Words(Vec<(Ident, String, String)>),
    /// An object with one of these tags; none if it is the only object.
    Object(Ident, Type, Vec<String>),
    /// A value of a JSON type: the runtime's name for it.
    Scalar(Ident, Type, &'static str),
}

impl Known {
    fn of(types: &[Item]) -> Self {
        let mut known = Self { structs: BTreeMap::new(), enums: BTreeMap::new() };
        for item in types {
            if let Item::Struct(item) = item {
                known.structs.insert(item.ident.to_string(), item.clone());
            }
            if let Some(item) = as_string_enum(item) {
                known.enums.insert(item.ident.to_string(), values(item));
            }
        }
        known
    }

    /// Whether every alternative can be recognised: each holds one type, and all but one of those that are
    /// objects have a tag. What is left over stays as typify wrote it, and is tried in order.
    fn covers(&self, union: &ItemEnum) -> bool {
        let Some(types) = union.variants.iter().map(held).collect::<Option<Vec<&Type>>>() else {
            return false;
        };
        if is_marked(union, "tag =") {
            return is_marked(union, "content =");
        }
        let named: Vec<String> = types.iter().filter_map(|ty| last_segment(ty)).collect();
        let kinds: Vec<&str> = named.iter().map(|name| self.json_type(name)).collect();
        let objects = kinds.iter().filter(|kind| **kind == "object").count();
        let scalars: BTreeSet<&&str> =
            kinds.iter().filter(|kind| !["object", "word"].contains(kind)).collect();
        let distinct =
            scalars.len() == kinds.iter().filter(|kind| !["object", "word"].contains(kind)).count();
        named.len() == types.len() && distinct && (objects < 2 || self.tag(union).is_some())
    }

    /// The JSON type that tells a value of this type apart.
    fn json_type(&self, name: &str) -> &'static str {
        match name {
            "String" => "string",
            "bool" => "boolean",
            "f64" | "i64" => "number",
            "Vec" => "array",
            name if self.enums.contains_key(name) => "word",
            _ => "object",
        }
    }

    /// The enums of strings that are alternatives of unions and nothing else.
    fn words(&self, types: &[Item]) -> BTreeSet<String> {
        let unions = types.iter().filter_map(as_union).filter(|union| self.covers(union));
        let held =
            unions.flat_map(|union| union.variants.iter()).filter_map(|variant| last_segment(held(variant)?));
        let mentioned_in_structs = |name: &String| {
            type_graph(types)
                .iter()
                .any(|(of, mentioned)| self.structs.contains_key(of) && mentioned.contains(name))
        };
        held.filter(|name| self.enums.contains_key(name) && !mentioned_in_structs(name)).collect()
    }

    /// The enum and what it implements.
    fn union(&self, union: &ItemEnum) -> Vec<Item> {
        let tag = self.tag(union);
        let alternatives: Vec<Alternative> = union
            .variants
            .iter()
            .filter_map(|variant| self.alternative(union, variant, tag.as_deref()))
            .collect();
        let name = &union.ident;
        let docs = docs(&union.attrs);
        let variants = alternatives.iter().map(|alternative| self.variants(alternative));
        let write = alternatives.iter().map(write);
        let reads = reads(&alternatives);
        let tag = tag.map(|tag| quote!(const TAG: &'static str = #tag;));
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

    /// The property in which every alternative that is an object has values of its own.
    fn tag(&self, union: &ItemEnum) -> Option<String> {
        let objects: Vec<&ItemStruct> = union
            .variants
            .iter()
            .filter_map(|variant| self.structs.get(&last_segment(held(variant)?)?))
            .collect();
        let (first, rest) = objects.split_first()?;
        let candidates =
            first.fields.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string);
        candidates.into_iter().find_map(|field| {
            let mut seen: BTreeSet<String> = self.tags(first, &field).into_iter().collect();
            let distinct = !rest.is_empty()
                && !seen.is_empty()
                && rest.iter().all(|object| {
                    let tags = self.tags(object, &field);
                    !tags.is_empty() && tags.into_iter().all(|tag| seen.insert(tag))
                });
            distinct.then(|| crate::ast::multipart::key_of(first, &field))
        })
    }

    /// The values that a field of an object can have, if it is an enum of strings.
    fn tags(&self, object: &ItemStruct, field: &str) -> Vec<String> {
        let field =
            object.fields.iter().find(|candidate| candidate.ident.as_ref().is_some_and(|name| name == field));
        let values = field.and_then(|field| self.enums.get(&last_segment(&field.ty)?));
        values.cloned().unwrap_or_default()
    }

    fn alternative(&self, union: &ItemEnum, variant: &Variant, tag: Option<&str>) -> Option<Alternative> {
        let ty = held(variant)?;
        let name = last_segment(ty)?;
        if let Some(values) = self.enums.get(&name) {
            let word = |value: &String| (variant_ident(value), value.clone(), format!("The word `{value}`."));
            return Some(Alternative::Words(values.iter().map(word).collect()));
        }
        if let Some(object) = self.structs.get(&name) {
            let field = object.fields.iter().find(|field| {
                field.ident.as_ref().is_some_and(|ident| {
                    Some(crate::ast::multipart::key_of(object, &ident.to_string()).as_str()) == tag
                })
            });
            let tags = field
                .and_then(|field| self.enums.get(&last_segment(&field.ty)?))
                .cloned()
                .unwrap_or_default();
            let ident = match tags.as_slice() {
                [only] => variant_ident(only),
                _ => short_ident(&union.ident, &variant.ident),
            };
            return Some(Alternative::Object(ident, ty.clone(), tags));
        }
        Some(match self.json_type(&name) {
            "object" => Alternative::Object(variant.ident.clone(), ty.clone(), Vec::new()),
            kind => Alternative::Scalar(variant.ident.clone(), ty.clone(), kind),
        })
    }

    /// The variants of the enum for one alternative, documented.
    fn variants(&self, alternative: &Alternative) -> TokenStream {
        match alternative {
            Alternative::Words(words) => {
                let words = words.iter().map(|(ident, _, about)| {
                    let doc = doc_attribute(about);
                    quote!(#doc #ident,)
                });
                quote!(#(#words)*)
            }
            Alternative::Object(ident, ty, _) | Alternative::Scalar(ident, ty, _) => {
                let about = last_segment(ty)
                    .and_then(|name| self.structs.get(&name))
                    .map(|held| doc_text(&held.attrs));
                let about = about.unwrap_or_default();
                let about = about
                    .lines()
                    .next()
                    .filter(|line| !line.is_empty())
                    .map_or_else(|| scalar_text(ty), str::to_owned);
                let doc = doc_attribute(&about);
                quote!(#doc #ident(#ty),)
            }
        }
    }
}

fn scalar_text(ty: &Type) -> String {
    match last_segment(ty).as_deref() {
        Some("String") => "Text.".to_owned(),
        Some("bool") => "True or false.".to_owned(),
        Some("f64" | "i64") => "A number.".to_owned(),
        Some("Vec") => "A list.".to_owned(),
        _ => "An object.".to_owned(),
    }
}

/// The methods of the runtime's trait that the alternatives call for.
fn reads(alternatives: &[Alternative]) -> Vec<TokenStream> {
    let mut methods = Vec::new();
    let words = alternatives.iter().filter_map(|alternative| match alternative {
        Alternative::Words(words) => Some(words),
        _ => None,
    });
    let arms: Vec<TokenStream> =
        words.flatten().map(|(ident, word, _)| quote!(#word => Self::#ident,)).collect();
    let string = alternatives.iter().find_map(|alternative| match alternative {
        Alternative::Scalar(ident, _, "string") => Some(ident),
        _ => None,
    });
    let otherwise = match string {
        Some(ident) => quote!(Self::#ident(text)),
        None => quote!(Self::Unknown(::serde_json::Value::String(text))),
    };
    if string.is_some() && arms.is_empty() {
        methods.push(quote!(fn string(text: ::std::string::String) -> Self { #otherwise }));
    } else if !arms.is_empty() {
        methods.push(quote! {
            fn string(text: ::std::string::String) -> Self {
                match text.as_str() {
                    #(#arms)*
                    _ => #otherwise,
                }
            }
        });
    }
    for alternative in alternatives {
        match alternative {
            Alternative::Scalar(ident, _, "boolean") => {
                methods.push(quote!(fn boolean(value: bool) -> Self { Self::#ident(value) }));
            }
            Alternative::Scalar(ident, ty, "number") => {
                let read = if last_segment(ty).as_deref() == Some("i64") { quote!(as_i64) } else { quote!(as_f64) };
                methods.push(quote! {
                    fn number(number: ::serde_json::Number) -> Self {
                        number.#read().map_or_else(|| Self::Unknown(number.into()), Self::#ident)
                    }
                });
            }
            Alternative::Scalar(ident, _, "array") => methods.push(quote! {
                fn array<'de, A: ::serde::de::SeqAccess<'de>>(array: A) -> ::std::result::Result<Self, A::Error> {
                    crate::runtime::union::seq(array).map(Self::#ident)
                }
            }),
            _ => {}
        }
    }
    methods.extend(read_objects(alternatives));
    methods
}

fn read_objects(alternatives: &[Alternative]) -> Option<TokenStream> {
    let objects = alternatives.iter().filter_map(|alternative| match alternative {
        Alternative::Object(ident, _, tags) => Some((ident, tags)),
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
                words.iter().map(|(ident, word, _)| quote!(Self::#ident => serializer.serialize_str(#word),));
            quote!(#(#arms)*)
        }
        Alternative::Object(ident, ..) | Alternative::Scalar(ident, ..) => {
            quote!(Self::#ident(value) => value.serialize(serializer),)
        }
    }
}

/// `From` what an alternative holds.
fn conversions(name: &Ident, alternative: &Alternative) -> Vec<Item> {
    match alternative {
        Alternative::Words(_) => Vec::new(),
        Alternative::Object(ident, ty, _) | Alternative::Scalar(ident, ty, _) => {
            let mut items: Vec<Item> = vec![parse_quote! {
                impl ::std::convert::From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#ident(value)
                    }
                }
            }];
            match (last_segment(ty).as_deref(), ty) {
                (Some("String"), _) => items.push(parse_quote! {
                        impl ::std::convert::From<&str> for #name {
                        fn from(value: &str) -> Self {
                            Self::#ident(value.to_owned())
                        }
                    }
                }),
                (Some("Vec"), Type::Path(path)) => {
                    if let Some(syn::PathArguments::AngleBracketed(list)) =
                        path.path.segments.last().map(|last| &last.arguments)
                    {
                        let item = list.args.first();
                        items.push(parse_quote! {
                                        impl<const N: usize> ::std::convert::From<[#item; N]> for #name {
                                fn from(items: [#item; N]) -> Self {
                                    Self::#ident(items.into())
                                }
                            }
                        });
                    }
                }
                _ => {}
            }
            items
        }
    }
}

/// A union of events: name and data side by side.
fn event_union(union: &ItemEnum) -> Vec<Item> {
    let name = &union.ident;
    let docs = docs(&union.attrs);
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

fn docs(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).collect()
}

/// The type that a variant holds.
fn held(variant: &Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) => fields.unnamed.first().map(|field| &field.ty),
        _ => None,
    }
}

/// `CodeInterpreter` for the tag `code_interpreter`.
fn variant_ident(tag: &str) -> Ident {
    let name = tag.to_pascal_case();
    let name = if name == "Unknown" { "UnknownValue".to_owned() } else { name };
    syn::parse_str(&name)
        .unwrap_or_else(|_| format_ident!("Value{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "")))
}

/// `Named` for the variant `NamedToolChoice` of `ToolChoice`.
fn short_ident(union: &Ident, variant: &Ident) -> Ident {
    let (union, variant) = (union.to_string(), variant.to_string());
    let short = variant.strip_suffix(&union).or_else(|| variant.strip_prefix(&union)).unwrap_or(&variant);
    syn::parse_str(short).unwrap_or_else(|_| format_ident!("{variant}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_union_looks_first_and_keeps_what_it_does_not_know() {
        let before = r#"
            pub mod types {
                /// The word alone.
                pub enum FormatString { #[serde(rename = "auto")] Auto }
                impl ::std::fmt::Display for FormatString { fn fmt(&self) {} }
                /// Plain text.
                pub struct FormatText { pub type_: FormatTextType }
                pub enum FormatTextType { #[serde(rename = "text")] Text }
                /// JSON.
                pub struct FormatJson { pub type_: FormatJsonType, pub schema: Schema }
                pub enum FormatJsonType { #[serde(rename = "json_schema")] JsonSchema }
                /// How to answer.
                #[derive(Clone)]
                #[serde(untagged)]
                pub enum Format { String(FormatString), FormatText(FormatText), FormatJson(FormatJson) }
                impl ::std::convert::From<FormatText> for Format { fn from(value: FormatText) -> Self { Self::FormatText(value) } }
            }
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 1
        pub mod types {
            /// Plain text.
            pub struct FormatText {
                pub type_: FormatTextType,
            }
            pub enum FormatTextType {
                #[serde(rename = "text")]
                Text,
            }
            /// JSON.
            pub struct FormatJson {
                pub type_: FormatJsonType,
                pub schema: Schema,
            }
            pub enum FormatJsonType {
                #[serde(rename = "json_schema")]
                JsonSchema,
            }
            /// How to answer.
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum Format {
                ///The word `auto`.
                Auto,
                /// Plain text.
                Text(FormatText),
                /// JSON.
                JsonSchema(FormatJson),
                ///A kind that this version of the SDK does not know, as it came.
                Unknown(::serde_json::Value),
            }
            impl crate::runtime::union::Union for Format {
                const TAG: &'static str = "type_";
                fn unknown(value: ::serde_json::Value) -> Self {
                    Self::Unknown(value)
                }
                fn string(text: ::std::string::String) -> Self {
                    match text.as_str() {
                        "auto" => Self::Auto,
                        _ => Self::Unknown(::serde_json::Value::String(text)),
                    }
                }
                fn object<'de, A: ::serde::de::MapAccess<'de>>(
                    tag: &str,
                    object: A,
                ) -> ::std::result::Result<Self, A::Error> {
                    match tag {
                        "text" => crate::runtime::union::payload(object).map(Self::Text),
                        "json_schema" => {
                            crate::runtime::union::payload(object).map(Self::JsonSchema)
                        }
                        _ => crate::runtime::union::payload(object).map(Self::Unknown),
                    }
                }
            }
            impl ::serde::Serialize for Format {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        Self::Auto => serializer.serialize_str("auto"),
                        Self::Text(value) => value.serialize(serializer),
                        Self::JsonSchema(value) => value.serialize(serializer),
                        Self::Unknown(value) => value.serialize(serializer),
                    }
                }
            }
            impl<'de> ::serde::Deserialize<'de> for Format {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    crate::runtime::union::deserialize(deserializer)
                }
            }
            impl ::std::convert::From<FormatText> for Format {
                fn from(value: FormatText) -> Self {
                    Self::Text(value)
                }
            }
            impl ::std::convert::From<FormatJson> for Format {
                fn from(value: FormatJson) -> Self {
                    Self::JsonSchema(value)
                }
            }
        }
        "#);
    }

    #[test]
    fn what_is_no_object_is_told_by_its_json_type() {
        let before = r#"
            pub mod types {
                #[serde(untagged)]
                pub enum Query { Text(::std::string::String), List(::std::vec::Vec<::std::string::String>) }
            }
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @"
        // sites: 1
        pub mod types {
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum Query {
                ///Text.
                Text(::std::string::String),
                ///A list.
                List(::std::vec::Vec<::std::string::String>),
                ///A kind that this version of the SDK does not know, as it came.
                Unknown(::serde_json::Value),
            }
            impl crate::runtime::union::Union for Query {
                fn unknown(value: ::serde_json::Value) -> Self {
                    Self::Unknown(value)
                }
                fn string(text: ::std::string::String) -> Self {
                    Self::Text(text)
                }
                fn array<'de, A: ::serde::de::SeqAccess<'de>>(
                    array: A,
                ) -> ::std::result::Result<Self, A::Error> {
                    crate::runtime::union::seq(array).map(Self::List)
                }
            }
            impl ::serde::Serialize for Query {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        Self::Text(value) => value.serialize(serializer),
                        Self::List(value) => value.serialize(serializer),
                        Self::Unknown(value) => value.serialize(serializer),
                    }
                }
            }
            impl<'de> ::serde::Deserialize<'de> for Query {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    crate::runtime::union::deserialize(deserializer)
                }
            }
            impl ::std::convert::From<::std::string::String> for Query {
                fn from(value: ::std::string::String) -> Self {
                    Self::Text(value)
                }
            }
            impl ::std::convert::From<&str> for Query {
                fn from(value: &str) -> Self {
                    Self::Text(value.to_owned())
                }
            }
            impl ::std::convert::From<::std::vec::Vec<::std::string::String>> for Query {
                fn from(value: ::std::vec::Vec<::std::string::String>) -> Self {
                    Self::List(value)
                }
            }
            impl<const N: usize> ::std::convert::From<[::std::string::String; N]> for Query {
                fn from(items: [::std::string::String; N]) -> Self {
                    Self::List(items.into())
                }
            }
        }
        ");
    }

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
