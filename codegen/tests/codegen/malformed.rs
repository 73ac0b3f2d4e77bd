//! Malformed documents: all are errors with a location, none is a panic.

use std::fmt::Write;

use codegen::Input;
use codegen::error::Error;
use serde_json::{Value, json};

const CONFIG: &str = "
upstream = { title = 'T', version = '1', published = 2026-01-01 }
select = { paths = ['/things'], schemas = ['ErrorResponse'] }
";

/// A small document with one of each construct.
fn good() -> Value {
    let thing = json!({ "$ref": "#/components/schemas/Thing" });
    let response =
        json!({ "200": { "description": "Fine.", "content": { "application/json": { "schema": thing } } } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "paths": {
            "/things": {
                "get": {
                    "operationId": "listThings",
                    "parameters": [
                        { "name": "limit", "in": "query", "schema": { "type": "integer" } },
                        { "name": "include[]", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } }
                    ],
                    "responses": response
                },
                "post": {
                    "operationId": "createThing",
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/CreateThing" } } } },
                    "responses": response
                }
            },
            "/things/{thing_id}": { "get": {
                "operationId": "getThing",
                "parameters": [{ "$ref": "#/components/parameters/ThingId" }],
                "responses": response
            } }
        },
        "components": {
            "parameters": { "ThingId": { "name": "thing_id", "in": "path", "required": true, "schema": { "type": "string" } } },
            "schemas": {
                "Thing": { "type": "object", "required": ["id"], "properties": {
                    "id": { "type": "string" },
                    "kind": { "type": "string", "enum": ["big", "small"] },
                    "next": { "anyOf": [{ "$ref": "#/components/schemas/Thing" }, { "type": "null" }] },
                    "part": { "oneOf": [{ "$ref": "#/components/schemas/Text" }, { "type": "string" }] }
                } },
                "Text": { "type": "object", "properties": { "type": { "type": "string", "enum": ["text"] } } },
                "CreateThing": { "type": "object", "properties": { "tags": { "type": "array", "items": { "type": "string" } } } },
                "ErrorResponse": { "type": "object", "properties": { "message": { "type": "string" } } }
            }
        }
    })
}

fn generate(document: &str) -> Result<codegen::Output, Error> {
    codegen::generate(&Input { document, config: CONFIG, strict: false }, &mut |_, _| {})
}

/// The error for the good document with `value` at `pointer`.
fn with(pointer: &str, value: Value) -> Error {
    let mut document = good();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a last segment");
    let key = codegen::document::pointer::unescape(key);
    match document.pointer_mut(parent).expect("the parent is in the document") {
        Value::Array(items) => items.push(value),
        node => node[&key] = value,
    }
    match generate(&document.to_string()) {
        Ok(_) => panic!("{pointer} generated"),
        Err(error) => error,
    }
}

const GET: &str = "/paths/~1things/get";
const POST: &str = "/paths/~1things/post";
const THING: &str = "/components/schemas/Thing";

#[test]
fn the_good_document_generates() {
    let output = generate(&good().to_string()).expect("the document is valid");
    let outline = output.outline;
    assert!(
        outline.contains("GET /things: things.list(limit?: i64, include?: Vec<String>) -> Thing\n"),
        "{outline}"
    );
}

#[test]
fn all_errors_have_a_location() {
    let media = |name: &str| json!({ name: { "schema": { "type": "object", "properties": {} } } });
    let parameter = |parameter: Value| (format!("{GET}/parameters/-"), parameter);
    let cases: Vec<(&str, (String, Value))> = vec![
        // progenitor or typify would panic on these, or reject them without a location.
        ("a version that is neither 3.0 nor 3.1", ("/openapi".into(), json!("2.0"))),
        (
            "a dangling reference",
            (format!("{THING}/properties/id"), json!({ "$ref": "#/components/schemas/Gone" })),
        ),
        ("a duplicate enum value", (format!("{THING}/properties/kind/enum"), json!(["big", "big"]))),
        (
            "a parameter in deepObject style",
            parameter(
                json!({ "name": "f", "in": "query", "style": "deepObject", "schema": { "type": "string" } }),
            ),
        ),
        (
            "an optional object as query parameter",
            parameter(json!({ "name": "f", "in": "query", "schema": { "type": "object" } })),
        ),
        (
            "an object behind a reference as query parameter",
            parameter(
                json!({ "name": "f", "in": "query", "schema": { "$ref": "#/components/schemas/Text" } }),
            ),
        ),
        ("several 2xx responses", (format!("{GET}/responses/201"), json!({ "description": "Made." }))),
        (
            "several request media types",
            (
                format!("{POST}/requestBody/content"),
                json!({ "text/csv": { "schema": { "type": "string" } }, "text/plain": { "schema": { "type": "string" } } }),
            ),
        ),
        (
            "a multipart body that is not an object",
            (
                format!("{POST}/requestBody/content"),
                json!({ "multipart/form-data": { "schema": { "type": "string" } } }),
            ),
        ),
        ("an unknown request media type", (format!("{POST}/requestBody/content"), media("application/xml"))),
        (
            "a request body without a schema",
            (format!("{POST}/requestBody/content"), json!({ "application/json": {} })),
        ),
        ("a request body without content", (format!("{POST}/requestBody/content"), json!({}))),
        (
            "an encoding",
            (format!("{POST}/requestBody/content/application~1json/encoding"), json!({ "a": {} })),
        ),
        (
            "a response without a schema",
            (format!("{GET}/responses/200/content"), json!({ "application/json": {} })),
        ),
        ("no success", (format!("{GET}/responses"), json!({ "404": { "description": "Gone." } }))),
        (
            "a path parameter that is optional",
            ("/components/parameters/ThingId/required".into(), json!(false)),
        ),
        (
            "a path parameter that is not declared",
            ("/paths/~1things~1{thing_id}/get/parameters".into(), json!([])),
        ),
        (
            "a path parameter that is not in the path",
            parameter(
                json!({ "name": "gone", "in": "path", "required": true, "schema": { "type": "string" } }),
            ),
        ),
        ("a cookie", parameter(json!({ "name": "c", "in": "cookie", "schema": { "type": "string" } }))),
        ("a parameter without a schema", parameter(json!({ "name": "p", "in": "query" }))),
        ("a parameter without a name", parameter(json!({ "in": "query", "schema": { "type": "string" } }))),
        (
            "an array in a header",
            parameter(
                json!({ "name": "h", "in": "header", "schema": { "type": "array", "items": { "type": "string" } } }),
            ),
        ),
        ("no operation id", (format!("{GET}/operationId"), json!(""))),
        ("a duplicate operation id", (format!("{GET}/operationId"), json!("create_thing"))),
        (
            "a path item that is a reference",
            ("/paths/~1things~1other".into(), json!({ "$ref": "#/components/pathItems/Other" })),
        ),
        ("a malformed path template", ("/paths/~1things~1{id".into(), json!({}))),
        // Schemas.
        (
            "a reference to another file",
            (format!("{THING}/properties/id"), json!({ "$ref": "other.yaml#/Thing" })),
        ),
        (
            "a reference to something else",
            (format!("{THING}/properties/id"), json!({ "$ref": "#/components/parameters/ThingId" })),
        ),
        ("a reference that is not a string", (format!("{THING}/properties/id"), json!({ "$ref": 7 }))),
        (
            "a schema that refers to itself",
            ("/components/schemas/Text".into(), json!({ "$ref": "#/components/schemas/Text" })),
        ),
        (
            "schemas that refer to each other",
            (
                "/components/schemas/Text".into(),
                json!({ "anyOf": [{ "$ref": "#/components/schemas/Text" }, { "type": "string" }] }),
            ),
        ),
        ("an unknown keyword", (format!("{THING}/patternProperties"), json!({ "^x": { "type": "string" } }))),
        ("a misspelt keyword", (format!("{THING}/propertis"), json!({}))),
        ("a conditional", (format!("{THING}/if"), json!({ "type": "object" }))),
        ("an unknown type", (format!("{THING}/properties/id/type"), json!("text"))),
        ("several types", (format!("{THING}/properties/id/type"), json!(["string", "integer"]))),
        ("an array without items", (format!("{THING}/properties/id/type"), json!("array"))),
        ("a boolean schema", (format!("{THING}/properties/id"), json!(true))),
        ("an empty union", (format!("{THING}/properties/part/oneOf"), json!([]))),
        ("an empty enum", (format!("{THING}/properties/kind/enum"), json!([]))),
        ("an enum of numbers", (format!("{THING}/properties/kind/enum"), json!([1, 2]))),
        ("required that is not a list", (format!("{THING}/required"), json!("id"))),
        ("properties that are not a mapping", (format!("{THING}/properties"), json!(["id"]))),
        (
            "properties with the same Rust name",
            (format!("{THING}/properties/ID"), json!({ "type": "string" })),
        ),
        ("a constant", (format!("{THING}/properties/id/const"), json!("x"))),
        ("a method in upper case", ("/paths/~1things/PATCH".into(), json!({}))),
        ("an invalid status", (format!("{GET}/responses/2foo"), json!({ "description": "Fine." }))),
        (
            "a duplicate parameter",
            parameter(json!({ "name": "Limit", "in": "query", "schema": { "type": "string" } })),
        ),
        (
            "an array without explode",
            parameter(
                json!({ "name": "a", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "string" } } }),
            ),
        ),
        ("an operation id that is a Rust keyword", (format!("{GET}/operationId"), json!("type"))),
        // Only progenitor's types detect these.
        ("no title", ("/info".into(), json!({}))),
        (
            "a description that is not a string",
            (format!("{THING}/properties/id/description"), json!(["a", "b"])),
        ),
        ("a response without a description", (format!("{GET}/responses/200/description"), json!(null))),
        ("tags that are not a list", (format!("{GET}/tags"), json!("things"))),
    ];
    let mut shown = String::new();
    for (name, (pointer, value)) in &cases {
        let error = with(pointer, value.clone());
        for diagnostic in &error.diagnostics {
            assert!(
                diagnostic.location.starts_with('#') || diagnostic.location.starts_with("the generated"),
                "{name}: {error}"
            );
            assert!(!diagnostic.help.is_empty(), "{name}: {error}");
        }
        let _ = writeln!(shown, "{name}\n  {}", error.to_string().replace('\n', "\n  "));
    }
    assert!(cases.len() >= 30);
    insta::assert_snapshot!("malformed", shown);
}

/// Parameters with cyclic references, which once caused an endless loop.
#[test]
fn cyclic_parameters_end() {
    let cycle = json!({ "$ref": "#/components/schemas/Cycle" });
    for schema in [json!({ "items": cycle }), json!({ "anyOf": vec![cycle.clone(); 20] })] {
        let mut document = good();
        document["components"]["schemas"]["Cycle"] = schema;
        let parameter = json!({ "name": "cycle", "in": "query", "schema": cycle });
        document["paths"]["/things"]["get"]["parameters"] = json!([parameter]);
        // It must end, with or without an error.
        drop(generate(&document.to_string()));
    }
}

#[test]
fn schemas_with_the_same_rust_name_are_errors() {
    let mut document = good();
    document["components"]["schemas"]["text"] = json!({ "type": "object" });
    document["components"]["schemas"]["Thing"]["properties"]["other"] =
        json!({ "$ref": "#/components/schemas/text" });
    let error = generate(&document.to_string()).unwrap_err();
    insta::assert_snapshot!(error, @"check: #/components/schemas/text: the schema's Rust name is already taken by Text; rename one of the two");
}

#[test]
fn all_errors_are_reported_at_once() {
    let mut document = good();
    document["openapi"] = json!("2.0");
    document["paths"]["/things"]["get"]["operationId"] = json!("");
    document["components"]["schemas"]["Thing"]["properties"]["id"] = json!({ "$ref": "#/gone" });
    let error = generate(&document.to_string()).unwrap_err();
    assert_eq!(error.diagnostics.len(), 3, "{error}");
}

/// Replaces each node of the good document with values of each JSON type.
#[test]
fn no_replacement_panics() {
    let mut pointers = Vec::new();
    collect(&good(), String::new(), &mut pointers);
    let values =
        [json!(null), json!(true), json!(7), json!("x"), json!([]), json!({}), json!([{ "$ref": "#" }])];
    let (mut generated, mut refused) = (0, 0);
    for pointer in &pointers {
        for value in &values {
            let mut document = good();
            *document.pointer_mut(pointer).expect("the pointer was collected from it") = value.clone();
            match generate(&document.to_string()) {
                Ok(_) => generated += 1,
                Err(error) => {
                    assert!(!error.diagnostics.is_empty());
                    refused += 1;
                }
            }
        }
    }
    println!("{generated} generated, {refused} refused");
    assert!(refused > generated, "{generated} generated, {refused} refused");
}

fn collect(node: &Value, at: String, pointers: &mut Vec<String>) {
    match node {
        Value::Object(object) => {
            for (key, value) in object {
                collect(value, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), pointers);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(value, format!("{at}/{index}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(at);
}
