//! In: typify's unions, which try one variant after the other. Out: unions that are decoded by tag or JSON type, and keep
//! unknown variants.
//!
//! The model has the discriminator of each union. Variants are named after their tags; an alternative with only a tag has
//! no payload; fixed texts are variants; anything else becomes `Unknown` with its JSON. A malformed payload of a known tag
//! is an error, never `Unknown`. The runtime does the decoding.

mod code;
mod variants;

use std::collections::BTreeSet;

use syn::{Item, ItemEnum};

use crate::model::{Model, Shape};
use crate::rust::type_graph::type_graph;

/// Rewrites all unions, except those without a discriminator: serde tries their variants in order.
pub fn apply(types: &mut Vec<Item>, model: &Model) -> usize {
    let unions: BTreeSet<String> = types.iter().filter_map(|item| union_name(item, model)).collect();
    let words = words_of_unions(types, &unions, model);
    let rewritten = std::mem::take(types).into_iter().flat_map(|item| match item {
        Item::Enum(item) if unions.contains(&item.ident.to_string()) => variants::read(&item, model)
            .map_or_else(Vec::new, |variants| code::items(&item, &variants, model)),
        Item::Enum(item) if words.contains(&item.ident.to_string()) => Vec::new(),
        item => vec![item],
    });
    *types = rewritten.collect();
    unions.len()
}

/// The name of a union that has a discriminator.
fn union_name(item: &Item, model: &Model) -> Option<String> {
    let Item::Enum(item) = item else { return None };
    variants::read(item, model).map(|_| item.ident.to_string())
}

/// The enums of texts that are used only as alternatives of unions.
fn words_of_unions(types: &[Item], unions: &BTreeSet<String>, model: &Model) -> BTreeSet<String> {
    let graph = type_graph(types);
    let mentioned = unions.iter().filter_map(|union| graph.get(union)).flatten();
    let elsewhere =
        |name: &String| graph.iter().any(|(of, mentioned)| !unions.contains(of) && mentioned.contains(name));
    let is_enum = |name: &String| {
        // typify names an inline enum, which is not in the model.
        model.schema(name).is_none_or(|schema| matches!(schema.shape, Shape::Enum(_)))
            && types
                .iter()
                .any(|item| matches!(item, Item::Enum(item) if item.ident == name && is_plain(item)))
    };
    mentioned.filter(|name| is_enum(name) && !elsewhere(name)).cloned().collect()
}

fn is_plain(item: &ItemEnum) -> bool {
    super::open_enums::is_text_enum(item)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn schemas(schemas: Value) -> Value {
        json!({ "components": { "schemas": schemas } })
    }

    #[test]
    fn a_union_is_decoded_by_tag_and_keeps_unknown_variants() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = schemas(json!({
            "Format": { "oneOf": [
                { "type": "string", "enum": ["auto"] }, reference("FormatText"), reference("FormatJson")
            ] },
            "FormatText": { "properties": { "type": { "type": "string", "x-constant": "text" } } },
            "FormatJson": { "required": ["schema"], "properties": {
                "type": { "type": "string", "x-constant": "json_schema" }, "schema": { "type": "string" }
            } }
        }));
        let before = r#"
            /// The word alone.
            pub enum FormatString { #[serde(rename = "auto")] Auto }
            /// JSON.
            pub struct FormatJson { pub schema: String }
            /// How to respond.
            #[serde(untagged)]
            pub enum Format { String(FormatString), FormatText(FormatText), FormatJson(FormatJson) }
        "#;
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document, before), @r#"
        // sites: 1
        /// JSON.
        pub struct FormatJson {
            pub schema: String,
        }
        /// How to respond.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Format {
            /// The text `auto`.
            Auto,
            /// `text`, without settings.
            Text,
            /// An object.
            JsonSchema(FormatJson),
            /// A variant that this version of the SDK does not know, as JSON.
            Unknown(serde_json::Value),
        }
        impl TaggedUnion for Format {
            const MARKER: &'static str = "$union:type";
            fn unknown(value: serde_json::Value) -> Self {
                Self::Unknown(value)
            }
            fn text(text: String) -> Self {
                match text.as_str() {
                    "auto" => Self::Auto,
                    _ => Self::Unknown(text.into()),
                }
            }
            fn object<'de, D: Deserializer<'de>>(tag: &str, json: D) -> Result<Self, D::Error> {
                match tag {
                    "text" => bare::read(json, Self::Text),
                    "json_schema" => Deserialize::deserialize(json).map(Self::JsonSchema),
                    _ => Deserialize::deserialize(json).map(Self::Unknown),
                }
            }
        }
        impl<'de> Deserialize<'de> for Format {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                tagged_union::deserialize(deserializer)
            }
        }
        impl Serialize for Format {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    Self::Auto => serializer.serialize_str("auto"),
                    Self::Text => bare::write("type", "text", serializer),
                    Self::JsonSchema(value) => value.serialize(serializer),
                    Self::Unknown(value) => value.serialize(serializer),
                }
            }
        }
        impl From<FormatJson> for Format {
            fn from(value: FormatJson) -> Self {
                Self::JsonSchema(value)
            }
        }
        impl From<String> for Format {
            fn from(text: String) -> Self {
                TaggedUnion::text(text)
            }
        }
        impl From<&str> for Format {
            fn from(text: &str) -> Self {
                TaggedUnion::text(text.to_owned())
            }
        }
        impl From<&String> for Format {
            fn from(text: &String) -> Self {
                TaggedUnion::text(text.to_owned())
            }
        }
        "#);
    }

    #[test]
    fn other_values_are_decoded_by_json_type() {
        let document = schemas(json!({ "Query": { "oneOf": [
            { "type": "string" }, { "type": "array", "items": { "type": "string" } }
        ] } }));
        let before = "#[serde(untagged)] pub enum Query { Text(String), List(Vec<String>) }";
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document, before), @r#"
        // sites: 1
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum Query {
            /// A text.
            Text(String),
            /// A list.
            List(Vec<String>),
            /// A variant that this version of the SDK does not know, as JSON.
            Unknown(serde_json::Value),
        }
        impl TaggedUnion for Query {
            const MARKER: &'static str = "$union:";
            fn unknown(value: serde_json::Value) -> Self {
                Self::Unknown(value)
            }
            fn text(text: String) -> Self {
                Self::Text(text)
            }
            fn array<'de, A: SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
                tagged_union::items(array).map(Self::List)
            }
        }
        impl<'de> Deserialize<'de> for Query {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                tagged_union::deserialize(deserializer)
            }
        }
        impl From<Vec<String>> for Query {
            fn from(value: Vec<String>) -> Self {
                Self::List(value)
            }
        }
        impl<T: Into<String>, const N: usize> From<[T; N]> for Query {
            fn from(items: [T; N]) -> Self {
                Self::List(items.into_iter().map(Into::into).collect())
            }
        }
        impl From<String> for Query {
            fn from(text: String) -> Self {
                TaggedUnion::text(text)
            }
        }
        impl From<&str> for Query {
            fn from(text: &str) -> Self {
                TaggedUnion::text(text.to_owned())
            }
        }
        impl From<&String> for Query {
            fn from(text: &String) -> Self {
                TaggedUnion::text(text.to_owned())
            }
        }
        "#);
    }
}
