//! Schemas that cannot be derived.

use std::cell::RefCell;

use openai_assistants::SchemaError;
use openai_assistants::types::FunctionTool;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

thread_local! {
    static GIVEN: RefCell<Schema> = RefCell::default();
}

/// A type whose schema is set by a test.
struct Given;

impl JsonSchema for Given {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Given".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        GIVEN.with_borrow(Clone::clone)
    }
}

pub fn strict(schema: Value) -> Result<Value, SchemaError> {
    GIVEN.set(Schema::try_from(schema).expect("it is a schema"));
    let tool = FunctionTool::from_type::<Given>("f")?;
    Ok(tool.function.parameters.expect("there are parameters").into())
}

/// The strict schema of an object with one required property `x` of this schema.
pub fn strict_property(schema: Value) -> Result<Value, SchemaError> {
    let strict = strict(json!({ "type": "object", "properties": { "x": schema }, "required": ["x"] }))?;
    Ok(strict["properties"]["x"].clone())
}

#[test]
fn schemas_by_hand() {
    let rows = [
        (
            json!({ "allOf": [{ "type": "string" }], "description": "A." }),
            json!({ "type": "string", "description": "A." }),
        ),
        (
            json!({ "anyOf": [{ "oneOf": [{ "type": "null" }, { "type": "string" }] }, { "type": "boolean" }] }),
            json!({ "anyOf": [{ "type": "null" }, { "type": "string" }, { "type": "boolean" }] }),
        ),
        (
            json!({ "enum": ["a", 1, 2.5, null] }),
            json!({ "type": ["string", "integer", "number", "null"], "enum": ["a", 1, 2.5, null] }),
        ),
        (
            json!({ "const": true, "x-note": 1, "$comment": "no" }),
            json!({ "type": "boolean", "const": true }),
        ),
        (json!({ "items": { "type": "string" } }), json!({ "type": "array", "items": { "type": "string" } })),
        (
            json!({ "type": "number", "format": "float", "multipleOf": 0.5 }),
            json!({ "type": "number", "multipleOf": 0.5 }),
        ),
        (
            json!({ "type": "object", "properties": { "y": { "const": "a" } }, "additionalProperties": true }),
            json!({ "type": "object", "properties": { "y": { "type": ["string", "null"], "enum": ["a", null] } },
                "required": ["y"], "additionalProperties": false }),
        ),
        (
            json!({ "properties": { "y": { "anyOf": [{ "type": "string" }, { "type": "integer" }] } } }),
            json!({ "type": "object", "properties": {
                "y": { "anyOf": [{ "type": "string" }, { "type": "integer" }, { "type": "null" }] } },
                "required": ["y"], "additionalProperties": false }),
        ),
    ];
    for (given, expected) in rows {
        assert_eq!(strict_property(given.clone()), Ok(expected), "{given}");
    }
}

#[test]
fn unsupported_keywords_keep_the_description_of_the_definition() {
    let schema = json!({
        "type": "object",
        "properties": { "x": { "$ref": "#/$defs/Y", "examples": ["a"] }, "self": { "$ref": "#", "examples": [1] } },
        "required": ["x"],
        "$defs": { "Y": { "type": "string", "description": "A y." } },
    });
    let properties = strict(schema).expect("it can be strict")["properties"].clone();
    assert_eq!(properties["x"], json!({ "type": "string", "description": "A y. (examples: [\"a\"])" }));
    let itself = json!({ "anyOf": [{ "$ref": "#" }, { "type": "null" }], "description": "examples: [1]" });
    assert_eq!(properties["self"], itself);
}
