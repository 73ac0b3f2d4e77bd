//! Schemas that strict mode cannot express, and the errors with location and help.

use std::collections::{BTreeMap, HashMap};

use openai_assistants::types::{AssistantTool, FunctionTool, ResponseFormat};
use openai_assistants::{ParseError, SchemaError};
use schemars::JsonSchema;
use serde_json::{Value, json};

use super::by_hand::{strict, strict_property};
use super::types::*;

#[derive(JsonSchema)]
#[allow(dead_code)]
struct Maps {
    fine: u8,
    tags: BTreeMap<String, String>,
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct NumberedMaps {
    tags: HashMap<u8, String>,
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct FlatMap {
    fine: u8,
    #[serde(flatten)]
    tags: BTreeMap<String, u8>,
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct Deep {
    list: Vec<Option<Deeper>>,
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct Deeper {
    pair: (u8, String),
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct Untyped {
    list: Vec<Value>,
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct NotZero {
    x: std::num::NonZeroI32,
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct TwoFlatEnums {
    #[serde(flatten)]
    one: External,
    #[serde(flatten)]
    other: Shape,
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct SameName {
    tagged: Tagged,
}

#[derive(JsonSchema)]
#[serde(tag = "city")]
#[allow(dead_code)]
enum Tagged {
    Place(Place),
    Other,
}

#[derive(JsonSchema)]
struct Unit;

#[derive(JsonSchema)]
enum Never {}

/// The error's message, which has its path.
fn row(error: Result<impl std::fmt::Debug, SchemaError>) -> String {
    let error = error.expect_err("strict mode cannot express this");
    let path = error.path().expect("the error is in the schema");
    assert!(error.to_string().contains(if path.is_empty() { "the root" } else { path }), "{path:?} {error}");
    error.to_string().replace("the schema of Given cannot be strict: ", "")
}

#[test]
fn types_that_strict_mode_cannot_express() {
    fn of<T: JsonSchema>() -> String {
        row(AssistantTool::from_type::<T>("f"))
    }
    let rows = [
        of::<Maps>(),
        of::<NumberedMaps>(),
        of::<FlatMap>(),
        of::<Deep>(),
        of::<Untyped>(),
        of::<NotZero>(),
        of::<TwoFlatEnums>(),
        of::<SameName>(),
        of::<Value>(),
        of::<Vec<Place>>(),
        of::<Option<Place>>(),
        of::<HashMap<String, Place>>(),
        of::<(u8, u8)>(),
        of::<String>(),
        of::<Wish>(),
        of::<External>(),
        of::<Shape>(),
        of::<FlatEnum>(),
        of::<Unit>(),
        of::<Never>(),
    ];
    insta::assert_snapshot!(rows.join("\n"), @"
    the schema of Maps cannot be strict: /properties/tags/additionalProperties allows members of any name; use a Vec of structs with a field for the name
    the schema of NumberedMaps cannot be strict: /properties/tags/patternProperties allows members of any name; use a Vec of structs with a field for the name
    the schema of FlatMap cannot be strict: /additionalProperties allows members of any name; use a Vec of structs with a field for the name
    the schema of Deep cannot be strict: /$defs/Deeper/properties/pair/prefixItems treats some items of a list differently; use a struct with a field for each item
    the schema of Untyped cannot be strict: /properties/list/items allows any type; give it a type
    the schema of NotZero cannot be strict: /properties/x/not excludes values; use a type for the allowed values
    the schema of TwoFlatEnums cannot be strict: /allOf combines several schemas; flatten at most one enum, and use separate fields for others
    the schema of SameName cannot be strict: /$defs/Tagged/oneOf/0 has two properties with the same name; rename one of the fields
    the schema of AnyValue cannot be strict: the root allows any type; give it a type
    the schema of Array_of_Place cannot be strict: the root is not an object; wrap the type in a struct
    the schema of Nullable_Place cannot be strict: the root is not an object; wrap the type in a struct
    the schema of Map_of_Place cannot be strict: /additionalProperties allows members of any name; use a Vec of structs with a field for the name
    the schema of Tuple_of_uint8_and_uint8 cannot be strict: /prefixItems treats some items of a list differently; use a struct with a field for each item
    the schema of string cannot be strict: the root is not an object; wrap the type in a struct
    the schema of Wish cannot be strict: the root is not an object; wrap the type in a struct
    the schema of External cannot be strict: the root is not an object; wrap the type in a struct
    the schema of Shape cannot be strict: the root is not an object; wrap the type in a struct
    the schema of FlatEnum cannot be strict: the root is not an object; wrap the type in a struct
    the schema of Unit cannot be strict: the root is not an object; wrap the type in a struct
    the schema of Never cannot be strict: /not excludes values; use a type for the allowed values
    ");
}

#[test]
fn schemas_that_strict_mode_cannot_express() {
    let object = json!({ "type": "object", "properties": {} });
    let rows = [
        json!(true),
        json!(false),
        json!({ "description": "Anything." }),
        json!({ "type": "array" }),
        json!({ "type": "array", "items": {} }),
        json!({ "type": "array", "items": { "type": "string" }, "contains": { "const": "a" } }),
        json!({ "type": "object", "additionalProperties": true }),
        json!({ "type": "object", "additionalProperties": {} }),
        json!({ "type": "object", "properties": {}, "unevaluatedProperties": { "type": "string" } }),
        json!({ "type": "object", "propertyNames": { "pattern": "^a" } }),
        json!({ "type": "object", "dependentRequired": { "a": ["b"] } }),
        json!({ "type": "object", "dependentSchemas": { "a": {} } }),
        json!({ "type": "object", "if": {}, "then": {} }),
        json!({ "allOf": [object, object] }),
        json!({ "anyOf": [object], "oneOf": [object] }),
        json!({ "anyOf": [] }),
        json!({ "anyOf": { "type": "string" } }),
        json!({ "type": "object", "properties": {}, "anyOf": [{ "type": "string" }, object] }),
        json!({ "$ref": "https://example.org/schema" }),
        json!({ "$ref": "#/properties/x/properties/a~b" }),
        json!({ "$dynamicRef": "#x" }),
    ];
    let rows: Vec<String> = rows.into_iter().map(|schema| row(strict_property(schema))).collect();
    insta::assert_snapshot!(rows.join("\n"), @"
    /properties/x allows any type; give it a type
    /properties/x allows no value; remove it
    /properties/x allows any type; give it a type
    /properties/x/items allows any type; give it a type
    /properties/x/items allows any type; give it a type
    /properties/x/contains treats some items of a list differently; use a struct with a field for each item
    /properties/x/additionalProperties allows members of any name; use a Vec of structs with a field for the name
    /properties/x/additionalProperties allows members of any name; use a Vec of structs with a field for the name
    /properties/x/unevaluatedProperties allows members of any name; use a Vec of structs with a field for the name
    /properties/x/propertyNames allows members of any name; use a Vec of structs with a field for the name
    /properties/x/dependentRequired makes one part depend on another; use an enum with a variant for each case
    /properties/x/dependentSchemas makes one part depend on another; use an enum with a variant for each case
    /properties/x/if makes one part depend on another; use an enum with a variant for each case
    /properties/x/allOf combines several schemas; flatten at most one enum, and use separate fields for others
    /properties/x combines several schemas; flatten at most one enum, and use separate fields for others
    /properties/x/anyOf allows no value; remove it
    /properties/x/anyOf is malformed; write a list of schemas
    /properties/x has two schemas, of which one is not an object; use a separate field for the inner value
    /properties/x/$ref refers to something that is neither the root nor a definition; inline the schema
    /properties/x/$ref refers to something that is neither the root nor a definition; inline the schema
    /properties/x/$dynamicRef refers to a schema by a dynamic name; inline the schema
    ");

    // A type that is replaced by itself never ends.
    let cycle = json!({ "properties": { "x": { "$ref": "#/$defs/C" } }, "$defs": {
        "C": { "properties": { "y": { "type": "string" } }, "oneOf": [{ "$ref": "#/$defs/C" }, { "type": "object" }] },
    } });
    insta::assert_snapshot!(row(strict(cycle)), @"/$defs/C contains itself in place; use a separate field for the inner value");
}

#[test]
fn invalid_names() {
    let long = "x".repeat(65);
    for name in ["", "book table", "größe", "a.b", &long] {
        let error = FunctionTool::from_type::<Booking>(name).expect_err("the name is invalid");
        assert_eq!((error.path(), error.to_string().contains(name)), (None, true), "{error}");
        assert!(ResponseFormat::json_schema_of::<Booking>(name).is_err());
    }
    let error = FunctionTool::from_type::<Booking>("book table").expect_err("the name is invalid");
    insta::assert_snapshot!(error, @r#"the name "book table" is not 1 to 64 ASCII letters, digits, `_` and `-`; choose another"#);
    for name in ["A-z_09", &long[..64]] {
        assert_eq!(FunctionTool::from_type::<Booking>(name).expect("the name is valid").function.name, name);
    }
}

#[test]
fn errors_are_send_and_sync() {
    fn assert_impls<T: std::error::Error + Send + Sync + 'static>() {}
    assert_impls::<SchemaError>();
    assert_impls::<ParseError>();
}
