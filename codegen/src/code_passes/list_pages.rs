//! In: a struct per list response. Out: none.
//!
//! They are all the same; the runtime's `Page<Item>` replaces them.

use syn::Item;

use crate::model::Model;

/// Removes the list responses.
pub fn apply(types: &mut Vec<Item>, model: &Model) -> usize {
    let list_pages = model.list_pages();
    let before = types.len();
    types.retain(
        |item| !matches!(item, Item::Struct(item) if list_pages.contains(item.ident.to_string().as_str())),
    );
    before - types.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn list_responses_are_removed() {
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
