//! In: lists, maps and integers as the document promises them. Out: as servers send them.
//!
//! A required list may come as null or not at all, and an integer as `1.0`; neither makes an answer
//! useless.

use syn::{Field, Item, parse_quote};

use crate::ast::Sites;
use crate::ast::{arguments, last_segment, module};

/// Says so to serde, field by field.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut sites = 0;
    for item in module(&mut file.items, "types").into_iter().flatten() {
        if let Item::Struct(item) = item {
            let fields = item.fields.iter_mut().filter(|field| field.ident.is_some());
            sites += fields.map(|field| usize::from(tolerate(field))).sum::<usize>();
        }
    }
    sites
}

fn tolerate(field: &mut Field) -> bool {
    let holds = |name: &str| {
        arguments(&field.ty).first().is_some_and(|held| last_segment(held).as_deref() == Some(name))
    };
    let attribute = match last_segment(&field.ty).as_deref() {
        Some("Vec" | "BTreeMap" | "Map") => {
            parse_quote!(#[serde(default, deserialize_with = "crate::runtime::de::null_as_default")])
        }
        Some("i64") => parse_quote!(#[serde(deserialize_with = "crate::runtime::de::integer")]),
        Some("Option") if holds("i64") => {
            // Without `default`, serde would take a field with a function of its own for required.
            parse_quote!(#[serde(default, deserialize_with = "crate::runtime::de::optional_integer")])
        }
        // It has its `default` already.
        Some("Nullable") if holds("i64") => {
            parse_quote!(#[serde(deserialize_with = "crate::runtime::de::nullable_integer")])
        }
        _ => return false,
    };
    field.attrs.push(attribute);
    true
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_and_integers_are_read_as_they_come() {
        let before = "
            pub mod types {
                pub struct Page {
                    pub data: ::std::vec::Vec<Run>,
                    pub total: i64,
                    pub limit: ::std::option::Option<i64>,
                    #[serde(default)]
                    pub last: crate::Nullable<i64>,
                    pub name: ::std::option::Option<String>,
                }
            }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 4
        pub mod types {
            pub struct Page {
                #[serde(default, deserialize_with = "crate::runtime::de::null_as_default")]
                pub data: ::std::vec::Vec<Run>,
                #[serde(deserialize_with = "crate::runtime::de::integer")]
                pub total: i64,
                #[serde(default, deserialize_with = "crate::runtime::de::optional_integer")]
                pub limit: ::std::option::Option<i64>,
                #[serde(default)]
                #[serde(deserialize_with = "crate::runtime::de::nullable_integer")]
                pub last: crate::Nullable<i64>,
                pub name: ::std::option::Option<String>,
            }
        }
        "#);
    }
}
