//! In: everything that typify implements for its types. Out: the types alone.
//!
//! Conversions, defaults and errors of typify's come in hundreds of impls, which cost time to compile and have
//! words of their own. What types implement is said by the passes after this one.

use syn::Item;

use crate::model::Model;

/// Keeps structs and enums.
pub fn apply(types: &mut Vec<Item>, _: &Model) -> usize {
    let before = types.len();
    types.retain(|item| matches!(item, Item::Struct(_) | Item::Enum(_)));
    before - types.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn impls_and_modules_go() {
        let before = "
            pub mod error { pub struct ConversionError; }
            pub struct Run { pub id: String }
            impl From<&Run> for Run { fn from(value: &Run) -> Self { value.clone() } }
            pub enum Status { Queued }
        ";
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, json!({}), before), @"
        // sites: 2
        pub struct Run {
            pub id: String,
        }
        pub enum Status {
            Queued,
        }
        ");
    }
}
