//! In: `search_query` of a page of search results, a required list. Out: a list or a string, optional.
//!
//! Evidence: the description published on 2026-08-21 has a list of strings, but its example of that response has a string
//! (`"search_query": "What is the return policy?"`). Servers return the query as sent, and requests may send either.

use serde_json::json;

use crate::config::Config;
use crate::document::{Document, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Allows both.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let Some(page) = document.component_mut("VectorStoreSearchResultsPage") else {
        return Ok(Sites::default());
    };
    let Some(query) = page.property_mut("search_query").filter(|query| query.has_type("array")) else {
        return Ok(Sites::default());
    };
    let description = query.remove("description");
    let list = std::mem::take(query);
    query.extend(description.map(|description| ("description".to_owned(), description)));
    query.insert("oneOf".to_owned(), json!([{ "type": "string" }, list]));
    page.unrequire(|name| name == "search_query");
    Ok(Sites::from(1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn search_queries_are_a_list_or_a_string() {
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
