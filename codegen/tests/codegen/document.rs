//! Checks the document: everything has a description, and all request and response bodies have a valid example.

use codegen::document::{Document, Kind, Location, load::load, pointer, walk};
use serde_json::{Value, json};

fn document() -> Document {
    load(include_str!("../../../spec/openapi.yaml")).expect("the checked-in document is well formed")
}

/// A validator for the schema, with all components so that references resolve.
fn validator(document: &Document, schema: &Value) -> jsonschema::Validator {
    let components = document.root()["components"].clone();
    let schema = json!({ "allOf": [schema], "components": components });
    jsonschema::draft202012::new(&schema).expect("the document's schemas are JSON schemas")
}

#[test]
fn all_bodies_have_a_valid_example() {
    let document = document();
    let (mut requests, mut responses, mut errors) = (0, 0, Vec::new());
    for operation in document.operations() {
        let at = operation.pointer();
        let body = operation.object.get("requestBody").map(|body| (body, "requestBody"));
        let response = operation.object["responses"].get("200").map(|response| (response, "responses/200"));
        for (content, part) in body.into_iter().chain(response) {
            for (media_type, media) in content["content"].as_object().into_iter().flatten() {
                let at = format!("{at}/{part}/{media_type}");
                let Some(example) = media.get("example") else {
                    errors.push(format!("{at} has no example"));
                    continue;
                };
                *(if part == "requestBody" { &mut requests } else { &mut responses }) += 1;
                for error in validator(&document, &media["schema"]).iter_errors(example) {
                    errors.push(format!("{at}{}: {error}", error.instance_path()));
                }
            }
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!((requests, responses), (20, 51));
}

#[test]
fn invalid_examples_are_detected() {
    let document = document();
    let schema = json!({ "$ref": "#/components/schemas/CreateAssistantRequest" });
    let validator = validator(&document, &schema);
    assert!(validator.is_valid(&json!({ "model": "gpt-4o" })));
    assert!(!validator.is_valid(&json!({ "model": "gpt-4o", "temperature": 3 })));
    assert!(!validator.is_valid(&json!({ "name": "no model" })));
}

#[test]
fn everything_is_described() {
    let document = document();
    let mut bare = Vec::new();
    walk::visit(document.root(), Kind::Root, &Location::ROOT, &mut |kind, at, node| {
        let described = match kind {
            Kind::Schema => at.container() == "properties" || at.is_component(),
            Kind::Operation => {
                if node.get("summary").is_none() {
                    bare.push(format!("{at} has no summary"));
                }
                true
            }
            Kind::Parameter | Kind::Content => node.get("$ref").is_none(),
            _ => false,
        };
        let text = node.get("description").and_then(Value::as_str).unwrap_or_default();
        if described && text.is_empty() {
            bare.push(format!("{at} has no description"));
        }
    });
    for tag in document.root()["tags"].as_array().into_iter().flatten() {
        if tag["description"].as_str().unwrap_or_default().is_empty() {
            bare.push(pointer::join("#/tags", &[tag["name"].as_str().unwrap_or_default()]));
        }
    }
    assert!(bare.is_empty(), "{}", bare.join("\n"));
}
