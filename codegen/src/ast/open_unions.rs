//! In: typify's unions, which try one variant after the other. Out: unions that look first and keep what
//! they do not know.
//!
//! An object is told by its tag: the property in which the alternatives have different constants. Variants
//! are called after their tags, alternatives that are fixed words become variants, and a kind that is not
//! listed becomes `Unknown` with the JSON as it came. A tag that is known leads to its payload alone, so
//! that a malformed payload is an error and never a silent `Unknown`. Reading is the runtime's work.

mod alternatives;
mod code;

use std::collections::BTreeSet;

use syn::Item;

use crate::ast::Sites;
use crate::ast::{module, self_name};
use alternatives::{Known, as_union};

/// Rewrites every union; one whose alternatives cannot be told apart stays as typify wrote it, and is tried
/// in order.
pub fn apply(file: &mut syn::File) -> Sites {
    let Some(types) = module(&mut file.items, "types") else { return 0 };
    let known = Known::of(types);
    let unions = types.iter().filter_map(as_union).filter(|item| known.union(item).is_some());
    let unions: BTreeSet<String> = unions.map(|union| union.ident.to_string()).collect();
    let words = known.words(types, &unions);
    // What typify says of the unions, and the enums whose words become variants.
    types.retain(|item| match item {
        Item::Impl(block) => self_name(block).is_none_or(|of| !unions.contains(&of) && !words.contains(&of)),
        Item::Enum(item) => !words.contains(&item.ident.to_string()),
        _ => true,
    });
    let rewritten = std::mem::take(types).into_iter().flat_map(|item| {
        let union = as_union(&item).and_then(|item| known.union(item));
        union.map(|union| code::items(&union)).unwrap_or_else(|| vec![item])
    });
    *types = rewritten.collect();
    unions.len()
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
            impl<
                T: ::std::convert::Into<::std::string::String>,
                const N: usize,
            > ::std::convert::From<[T; N]> for Query {
                fn from(items: [T; N]) -> Self {
                    Self::List(items.into_iter().map(::std::convert::Into::into).collect())
                }
            }
        }
        ");
    }
}
