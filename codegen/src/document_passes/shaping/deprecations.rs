//! In: `deprecated: true`, and operations with a tag of `[[deprecated]]` in `source.toml`. Out: the same with a note in the
//! documentation.
//!
//! A note instead of `#[deprecated]`, because the entire API is retired on OpenAI's servers, and compiler warnings on all
//! uses would not help users of other servers.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object};
use crate::error::Result;
use crate::sites::Sites;

const NOTE: &str = "Marked as deprecated in the API's description.";

/// Adds the notes.
pub fn apply(document: &mut Document, config: &Config) -> Result<Sites> {
    let mut sites = Sites::default();
    for tag in config.deprecated.iter().flat_map(|rule| &rule.tags) {
        sites.add_row(row(tag), 0);
    }
    document.operations_mut(|_, _, operation| {
        let tags = operation.get("tags").and_then(Value::as_array).into_iter().flatten();
        let tags: Vec<&str> = tags.filter_map(Value::as_str).collect();
        let mut rules =
            config.deprecated.iter().flat_map(|rule| rule.tags.iter().map(|tag| (tag, &rule.note)));
        if let Some((tag, text)) = rules.find(|(tag, _)| tags.contains(&tag.as_str())) {
            note(operation, text);
            sites.add_row(row(tag), 1);
        } else if is_deprecated(operation) {
            note(operation, NOTE);
            sites += 1;
        }
    });
    sites += document.count_schemas_mut(|schema| {
        let found = is_deprecated(schema);
        if found {
            note(schema, NOTE);
        }
        found
    });
    Ok(sites)
}

/// A row is a tag of a `[[deprecated]]` table.
fn row(tag: &str) -> String {
    format!("[[deprecated]] {tag}")
}

fn is_deprecated(object: &Object) -> bool {
    object.get("deprecated") == Some(&json!(true))
}

fn note(object: &mut Object, text: &str) {
    let description = object.get("description").and_then(Value::as_str).unwrap_or_default().trim_end();
    let gap = if description.is_empty() { "" } else { "\n\n" };
    let description = format!("{description}{gap}**Deprecated.** {text}");
    object.insert("description".to_owned(), json!(description));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn deprecated_operations_and_properties_get_a_note() {
        let before = json!({
            "paths": { "/runs": {
                "get": { "tags": ["Runs"], "deprecated": true, "description": "One page." },
                "post": { "tags": ["Files"], "description": "Stores a file." }
            } },
            "components": { "schemas": { "File": { "properties": {
                "status": { "type": "string", "deprecated": true, "description": "How far it is." }
            } } } }
        });
        let tables = "[[deprecated]]\ntags = ['Runs']\nnote = 'Use replies.'";
        insta::assert_snapshot!(crate::document_passes::testing::document_with(super::apply, tables, before), @r#"
        sites: 2
          [[deprecated]] Runs: 1
        components:
          schemas:
            File:
              properties:
                status:
                  deprecated: true
                  description:
                    "How far it is.\n\n**Deprecated.** Marked as deprecated in the API's description."
                  type: string
        paths:
          /runs:
            get:
              deprecated: true
              description: One page.\n\n**Deprecated.** Use replies.
              tags: [Runs]
            post: {description: Stores a file., tags: [Files]}
        "#);
    }
}
