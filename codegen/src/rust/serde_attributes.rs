//! serde's attributes as a struct, to parse, change and print them.

use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Expr, LitStr, Token, parse_quote};

/// The serde attributes of a field, a variant or a type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SerdeAttributes {
    /// `rename = ".."`.
    pub rename: Option<String>,
    /// `default`, or `default = "path"`.
    pub default: Option<Default>,
    /// `skip_serializing_if = "path"`.
    pub skip_serializing_if: Option<String>,
    /// `serialize_with = "path"`.
    pub serialize_with: Option<String>,
    /// `deserialize_with = "path"`.
    pub deserialize_with: Option<String>,
    /// `tag = ".."`.
    pub tag: Option<String>,
    /// `flatten`.
    pub flatten: bool,
    /// `untagged`.
    pub untagged: bool,
}

/// The source of a default value.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// The type's own default.
    OfType,
    /// A function.
    Path(String),
}

impl SerdeAttributes {
    /// Parses the serde attributes among others.
    pub fn parse(attributes: &[Attribute]) -> Self {
        let mut found = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            // Ignore other attributes.
            let _ = attribute.parse_nested_meta(|meta| found.read(&meta));
        }
        found
    }

    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        let value = if meta.input.peek(Token![=]) { Some(meta.value()?.parse::<Expr>()?) } else { None };
        let text = value
            .as_ref()
            .and_then(|value| syn::parse2::<LitStr>(quote!(#value)).ok())
            .map(|text| text.value());
        match name.as_str() {
            "rename" => self.rename = text,
            "default" => self.default = Some(text.map_or(Default::OfType, Default::Path)),
            "skip_serializing_if" => self.skip_serializing_if = text,
            "serialize_with" => self.serialize_with = text,
            "deserialize_with" => self.deserialize_with = text,
            "tag" => self.tag = text,
            "flatten" => self.flatten = true,
            "untagged" => self.untagged = true,
            _ => {}
        }
        Ok(())
    }

    /// Replaces the serde attributes in `attributes`.
    pub fn replace(&self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("serde"));
        attributes.extend(self.to_attribute());
    }

    /// The attribute; `None` if it would be empty.
    pub fn to_attribute(&self) -> Option<Attribute> {
        let named = |name: &str, value: &Option<String>| {
            let name = quote::format_ident!("{name}");
            value.as_ref().map(|value| quote!(#name = #value))
        };
        let default = self.default.as_ref().map(|default| match default {
            Default::OfType => quote!(default),
            Default::Path(path) => quote!(default = #path),
        });
        let parts = [
            named("tag", &self.tag),
            named("rename", &self.rename),
            default,
            named("skip_serializing_if", &self.skip_serializing_if),
            named("serialize_with", &self.serialize_with),
            named("deserialize_with", &self.deserialize_with),
            self.flatten.then(|| quote!(flatten)),
            self.untagged.then(|| quote!(untagged)),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parse_quote!(#[serde(#(#parts),*)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_round_trip() {
        let attribute: Attribute =
            parse_quote!(#[serde(rename = "type", default = "a::b", skip_serializing_if = "c")]);
        let read = SerdeAttributes::parse(std::slice::from_ref(&attribute));
        assert_eq!(read.rename.as_deref(), Some("type"));
        assert_eq!(read.default, Some(Default::Path("a::b".to_owned())));
        let written = read.to_attribute().expect("the attribute is not empty");
        assert_eq!(quote!(#written).to_string(), quote!(#attribute).to_string());
        assert!(SerdeAttributes::default().to_attribute().is_none());
    }

    #[test]
    fn names_may_contain_keywords() {
        let attribute: Attribute = parse_quote!(#[serde(rename = "defaultModel")]);
        assert_eq!(SerdeAttributes::parse(&[attribute]).default, None);
    }
}
