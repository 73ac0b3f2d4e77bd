//! In: typify's enums of strings, which refuse a value that they do not list. Out: enums that keep it.
//!
//! The enum keeps its documentation and its values; what turns it into strings and back goes, as the
//! runtime's `string_enum!`, in which `emit/modules` writes it, brings all that and `Unknown(String)`.

use std::collections::BTreeSet;

use syn::{Item, parse_quote};

use crate::ast::Sites;
use crate::ast::string_enums::as_string_enum;
use crate::ast::{module, self_name};

/// Opens every enum of strings.
pub fn apply(file: &mut syn::File) -> Sites {
    let Some(types) = module(&mut file.items, "types") else { return 0 };
    let names: BTreeSet<String> =
        types.iter().filter_map(as_string_enum).map(|item| item.ident.to_string()).collect();
    types.retain(|item| !matches!(item, Item::Impl(block) if is_conversion(block, &names)));
    for item in types {
        if let Item::Enum(item) = item
            && names.contains(&item.ident.to_string())
        {
            item.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
            // The variant for what is not known has that name.
            for variant in item.variants.iter_mut().filter(|variant| variant.ident == "Unknown") {
                variant.ident = parse_quote!(UnknownValue);
            }
        }
    }
    names.len()
}

/// Everything but `Default`, which an enum of one value has.
fn is_conversion(block: &syn::ItemImpl, names: &BTreeSet<String>) -> bool {
    let name = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    self_name(block).is_some_and(|of| names.contains(&of)) && name.is_some_and(|name| name.ident != "Default")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_conversions_go_and_the_default_stays() {
        let before = r#"
            pub mod types {
                #[derive(Copy, Clone)]
                pub enum Kind { #[serde(rename = "big")] Big, #[serde(rename = "unknown")] Unknown }
                impl ::std::fmt::Display for Kind { fn fmt(&self) {} }
                impl ::std::default::Default for Kind { fn default() -> Self { Kind::Big } }
                pub enum Either { A(A), B(B) }
                impl ::std::fmt::Display for Either { fn fmt(&self) {} }
            }
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 1
        pub mod types {
            pub enum Kind {
                #[serde(rename = "big")]
                Big,
                #[serde(rename = "unknown")]
                UnknownValue,
            }
            impl ::std::default::Default for Kind {
                fn default() -> Self {
                    Kind::Big
                }
            }
            pub enum Either {
                A(A),
                B(B),
            }
            impl ::std::fmt::Display for Either {
                fn fmt(&self) {}
            }
        }
        "#);
    }
}
