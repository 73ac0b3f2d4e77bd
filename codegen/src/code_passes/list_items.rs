//! In: items of lists. Out: the same with the id that serves as a cursor.

use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::model::{Kind, Member, Model, Response, Shape};

/// Implements `ListItem` for the items of all lists.
pub fn apply(types: &mut Vec<Item>, model: &Model) -> usize {
    let mut items: Vec<&str> = model
        .operations
        .iter()
        .filter_map(|operation| match &operation.response {
            Response::List(list) => match &list.item {
                Kind::Named(name) => Some(name.as_str()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    items.sort_unstable();
    items.dedup();
    types.extend(items.iter().map(|name| list_item(name, model)));
    items.len()
}

fn list_item(name: &str, model: &Model) -> Item {
    let id = match model.schema(name).map(|schema| &schema.shape) {
        Some(Shape::Object(object)) => object.member("id"),
        _ => None,
    };
    let id = match id {
        Some(Member { kind: Kind::Text, required: true, nullable: false, .. }) => quote!(Some(&self.id)),
        Some(Member { kind: Kind::Text, .. }) => quote!(self.id.as_deref()),
        _ => quote!(None),
    };
    let name = format_ident!("{name}");
    parse_quote! {
        impl ListItem for #name {
            fn id(&self) -> Option<&str> {
                #id
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn items_return_their_id() {
        let page = json!({ "$ref": "#/components/schemas/Runs" });
        let document = json!({
            "paths": { "/runs": { "get": {
                "operationId": "listRuns",
                "responses": { "200": { "content": { "application/json": { "schema": page } } } }
            } } },
            "components": { "schemas": {
                "Runs": { "properties": { "data": { "type": "array", "items": { "$ref": "#/components/schemas/Run" } } } },
                "Run": { "required": ["id"], "properties": { "id": { "type": "string" } } }
            } }
        });
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document, "pub struct Run { pub id: String }"), @"
        // sites: 1
        pub struct Run {
            pub id: String,
        }
        impl ListItem for Run {
            fn id(&self) -> Option<&str> {
                Some(&self.id)
            }
        }
        ");
    }
}
