//! Enums of strings in the generated code: no pass, but what passes and emitters ask.

use syn::{Fields, Item, ItemEnum, Variant};

use super::wire_names::renamed;

/// The value that a variant stands for, from `#[serde(rename = "..")]` or its name.
pub(crate) fn value(variant: &Variant) -> String {
    renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string())
}

/// The item as an enum of strings, if it is one.
pub(crate) fn as_string_enum(item: &Item) -> Option<&ItemEnum> {
    match item {
        Item::Enum(item) if !item.variants.is_empty() && item.variants.iter().all(is_unit) => Some(item),
        _ => None,
    }
}

/// The values of an enum of strings, in order.
pub(crate) fn values(item: &ItemEnum) -> Vec<String> {
    item.variants.iter().map(value).collect()
}

fn is_unit(variant: &Variant) -> bool {
    matches!(variant.fields, Fields::Unit)
}
