//! In: `search_query` of a page of search results, a list. Out: a list or a string, or nothing.
//!
//! Evidence: servers send back the query as it was asked, and it may be asked as one string. A list may be
//! missing in any answer; what is a union can have no empty list for it.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Allows both.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let Some(page) = document.components_mut().get_mut("VectorStoreSearchResultsPage") else {
        return Ok(Sites::default());
    };
    let query = page.get_mut("properties").and_then(|properties| properties.get_mut("search_query"));
    let Some(query @ Value::Object(_)) = query else { return Ok(Sites::default()) };
    if query["type"] != "array" {
        return Ok(Sites::default());
    }
    let description = query.as_object_mut().and_then(|query| query.remove("description"));
    *query = json!({ "description": description, "oneOf": [{ "type": "string" }, query.take()] });
    if let Some(required) = page.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|key| key != "search_query");
    }
    Ok(Sites::from(1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn one_query_or_several() {
        let before = json!({ "components": { "schemas": { "VectorStoreSearchResultsPage": { "required": ["data", "search_query"], "properties": {
            "search_query": { "type": "array", "items": { "type": "string" }, "description": "What was asked." }
        } } } } });
        insta::assert_snapshot!(crate::document_passes::testing::document(super::apply, before), @"
        sites: 1
        components:
          schemas:
            VectorStoreSearchResultsPage:
              properties:
                search_query:
                  description: What was asked.
                  oneOf: [{type: string}, {items: {type: string}, type: array}]
              required: [data]
        ");
    }
}
