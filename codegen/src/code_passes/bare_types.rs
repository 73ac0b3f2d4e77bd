//! In: typify's types with their impls. Out: the types alone.
//!
//! typify writes hundreds of impls for conversions, defaults and errors, which take time to compile. The next passes
//! add the impls that the SDK needs.

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
    fn impls_and_modules_are_removed() {
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
