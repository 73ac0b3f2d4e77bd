//! In: typify's enums of texts, which reject unknown values. Out: enums that keep them.
//!
//! The enum keeps its documentation and its values. `emit/print` wraps it in the runtime's `open_enum!`, which adds
//! `Unknown(String)` and all conversions.

use syn::{Fields, Item, ItemEnum, parse_quote};

use crate::model::Model;
use crate::rust::serde_attributes::SerdeAttributes;
use crate::rust::syntax::{doc_attribute, doc_attributes};

/// Opens all enums of texts.
pub fn apply(types: &mut Vec<Item>, _: &Model) -> usize {
    let mut sites = 0;
    for item in types {
        if let Item::Enum(item) = item
            && is_text_enum(item)
        {
            item.attrs.retain(|attribute| attribute.path().is_ident("doc"));
            for variant in &mut item.variants {
                // The variant for unknown values has that name.
                if variant.ident == "Unknown" {
                    variant.ident = parse_quote!(UnknownValue);
                }
                if doc_attributes(&variant.attrs).is_empty() {
                    variant.attrs.insert(0, doc_attribute(&format!(" `{}`.", value(variant))));
                }
            }
            sites += 1;
        }
    }
    sites
}

/// Whether every variant is a text.
pub(crate) fn is_text_enum(item: &ItemEnum) -> bool {
    !item.variants.is_empty() && item.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit))
}

/// The text of a variant.
pub(crate) fn value(variant: &syn::Variant) -> String {
    SerdeAttributes::parse(&variant.attrs).rename.unwrap_or_else(|| variant.ident.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn an_enum_keeps_its_values() {
        let before = r#"
            #[derive(Copy, Clone)]
            pub enum Kind { #[serde(rename = "big")] Big, #[serde(rename = "unknown")] Unknown }
            pub enum Either { A(A), B(B) }
        "#;
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, json!({}), before), @r#"
        // sites: 1
        pub enum Kind {
            /// `big`.
            #[serde(rename = "big")]
            Big,
            /// `unknown`.
            #[serde(rename = "unknown")]
            UnknownValue,
        }
        pub enum Either {
            A(A),
            B(B),
        }
        "#);
    }
}
