//! In: `search_query` of a page of search results, a list. Out: a list or a string.
//!
//! Evidence: servers send back the query as it was asked, and it may be asked as one string.

use serde_json::{Value, json};

use crate::document::Document;
use crate::error::Result;
use crate::passes::Sites;

/// Allows both.
pub fn apply(document: &mut Document) -> Result<Sites> {
    let page = document.components_mut().get_mut("VectorStoreSearchResultsPage");
    let query = page.and_then(|page| page.get_mut("properties")?.get_mut("search_query"));
    let Some(query @ Value::Object(_)) = query else { return Ok(0) };
    if query["type"] != "array" {
        return Ok(0);
    }
    let description = query.as_object_mut().and_then(|query| query.remove("description"));
    *query = json!({ "description": description, "oneOf": [{ "type": "string" }, query.take()] });
    Ok(1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn one_query_or_several() {
        let before = json!({ "components": { "schemas": { "VectorStoreSearchResultsPage": { "properties": {
            "search_query": { "type": "array", "items": { "type": "string" }, "description": "What was asked." }
        } } } } });
        insta::assert_snapshot!(crate::passes::testing::document(super::apply, before), @"
        sites: 1
        components:
          schemas:
            VectorStoreSearchResultsPage:
              properties:
                search_query:
                  description: What was asked.
                  oneOf: [{type: string}, {items: {type: string}, type: array}]
        ");
    }
}
