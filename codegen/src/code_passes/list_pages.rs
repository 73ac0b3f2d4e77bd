//! In: a struct per list response. Out: none of them.
//!
//! They all say the same; `Page<Item>` of the runtime stands in their place.

use syn::Item;

use crate::model::Model;

/// Drops the pages of lists.
pub fn apply(types: &mut Vec<Item>, model: &Model) -> usize {
    let envelopes = model.envelopes();
    let before = types.len();
    types.retain(
        |item| !matches!(item, Item::Struct(item) if envelopes.contains(item.ident.to_string().as_str())),
    );
    before - types.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_page_has_no_struct_of_its_own() {
        let page = json!({ "$ref": "#/components/schemas/Runs" });
        let document = json!({
            "paths": { "/runs": { "get": {
                "operationId": "listRuns", "parameters": [{ "name": "after", "in": "query", "schema": { "type": "string" } }],
                "responses": { "200": { "content": { "application/json": { "schema": page } } } }
            } } },
            "components": { "schemas": {
                "Runs": { "properties": { "data": { "type": "array", "items": { "$ref": "#/components/schemas/Run" } } } },
                "Run": { "properties": { "id": { "type": "string" } } }
            } }
        });
        let before = "pub struct Runs { pub data: Vec<Run> } pub struct Run { pub id: String }";
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document, before), @"
        // sites: 1
        pub struct Run {
            pub id: String,
        }
        ");
    }
}
