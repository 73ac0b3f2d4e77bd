//! Function tools and response formats from Rust types: the schemas, what strict mode cannot express, and that the types
//! decode all values that their schemas allow.

mod by_hand;
mod reading;
mod refusals;
mod rules;
mod types;

use openai_assistants::types::{AssistantTool, FunctionTool, ResponseFormat};
use schemars::JsonSchema;
use serde_json::{Value, to_value};

use self::types::*;

/// The parameters of a function with arguments of this type.
fn parameters<T: JsonSchema>() -> Value {
    let tool = FunctionTool::from_type::<T>("f").unwrap_or_else(|error| panic!("{error}"));
    tool.function.parameters.expect("there are parameters").into()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("it encodes")
}

#[test]
fn a_function_tool() {
    let tool = AssistantTool::from_type::<Booking>("book_table").expect("the type has a strict schema");
    insta::assert_snapshot!(pretty(&to_value(&tool).expect("it encodes")), @r##"
    {
      "function": {
        "description": "Finds a table for a party.",
        "name": "book_table",
        "parameters": {
          "$defs": {
            "Wish": {
              "anyOf": [
                {
                  "enum": [
                    "Quiet"
                  ],
                  "type": "string"
                },
                {
                  "const": "View",
                  "description": "With a view.",
                  "type": "string"
                }
              ]
            }
          },
          "additionalProperties": false,
          "properties": {
            "budget": {
              "type": [
                "number",
                "null"
              ]
            },
            "guestCount": {
              "description": "How many people come.",
              "maximum": 255,
              "minimum": 0,
              "type": "integer"
            },
            "near": {
              "additionalProperties": false,
              "description": "Where to look.",
              "properties": {
                "city": {
                  "type": "string"
                },
                "radius_km": {
                  "minimum": 0,
                  "type": [
                    "integer",
                    "null"
                  ]
                }
              },
              "required": [
                "city",
                "radius_km"
              ],
              "type": "object"
            },
            "wishes": {
              "items": {
                "$ref": "#/$defs/Wish"
              },
              "type": [
                "array",
                "null"
              ]
            }
          },
          "required": [
            "budget",
            "guestCount",
            "near",
            "wishes"
          ],
          "type": "object"
        },
        "strict": true
      },
      "type": "function"
    }
    "##);
}

#[test]
fn a_response_format() {
    let format = ResponseFormat::json_schema_of::<Newtype>("place").expect("the type has a strict schema");
    insta::assert_snapshot!(to_value(&format).expect("it encodes"), @r#"{"json_schema":{"description":"Wraps a place.","name":"place","schema":{"additionalProperties":false,"properties":{"city":{"type":"string"},"radius_km":{"minimum":0,"type":["integer","null"]}},"required":["city","radius_km"],"type":"object"},"strict":true},"type":"json_schema"}"#);
}

#[test]
fn a_recursive_type() {
    insta::assert_snapshot!(pretty(&parameters::<Outline>()["properties"]), @r##"
    {
      "first": {
        "anyOf": [
          {
            "$ref": "#"
          },
          {
            "type": "null"
          }
        ],
        "description": "What comes first."
      },
      "last": {
        "anyOf": [
          {
            "$ref": "#"
          }
        ],
        "description": "What comes last."
      },
      "rest": {
        "items": {
          "$ref": "#"
        },
        "type": "array"
      },
      "title": {
        "type": "string"
      }
    }
    "##);
}

#[test]
fn an_internally_tagged_enum() {
    insta::assert_snapshot!(pretty(&parameters::<Drawing>()["$defs"]["Shape"]), @r##"
    {
      "anyOf": [
        {
          "additionalProperties": false,
          "properties": {
            "kind": {
              "const": "dot",
              "type": "string"
            }
          },
          "required": [
            "kind"
          ],
          "type": "object"
        },
        {
          "additionalProperties": false,
          "properties": {
            "kind": {
              "const": "circle",
              "type": "string"
            },
            "radius": {
              "type": "number"
            }
          },
          "required": [
            "kind",
            "radius"
          ],
          "type": "object"
        },
        {
          "additionalProperties": false,
          "description": "A place on the map.",
          "properties": {
            "city": {
              "type": "string"
            },
            "kind": {
              "const": "at",
              "type": "string"
            },
            "radius_km": {
              "minimum": 0,
              "type": [
                "integer",
                "null"
              ]
            }
          },
          "required": [
            "city",
            "kind",
            "radius_km"
          ],
          "type": "object"
        },
        {
          "additionalProperties": false,
          "properties": {
            "kind": {
              "const": "inverse",
              "type": "string"
            },
            "of": {
              "$ref": "#/$defs/Shape"
            }
          },
          "required": [
            "kind",
            "of"
          ],
          "type": "object"
        }
      ]
    }
    "##);
}

#[test]
fn a_flattened_enum() {
    insta::assert_snapshot!(parameters::<FlatOptions>()["$defs"]["FlatOption"]["anyOf"][3], @r#"{"additionalProperties":false,"properties":{"a":{"maximum":255,"minimum":0,"type":"integer"}},"required":["a"],"type":"object"}"#);
    let variants = parameters::<FlatOptions>()["$defs"]["FlatOption"]["anyOf"].clone();
    let properties =
        |variant: &Value| variant["properties"].as_object().map(|all| all.keys().cloned().collect());
    let names: Option<Vec<Vec<String>>> =
        variants.as_array().and_then(|variants| variants.iter().map(properties).collect());
    insta::assert_debug_snapshot!(names, @r#"
    Some(
        [
            [
                "Say",
                "a",
            ],
            [
                "Go",
                "a",
            ],
            [
                "Stop",
                "a",
            ],
            [
                "a",
            ],
        ],
    )
    "#);
}

#[test]
fn supported_constraints_are_kept_and_others_become_text() {
    let properties = &parameters::<Constrained>()["properties"];
    let lines: Vec<String> = properties
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, property)| format!("{name}: {property}"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r##"
    first_letter: {"description":"maxLength: 1, minLength: 1","type":"string"}
    link: {"description":"examples: [\"https://example.org\"], format: uri","type":"string"}
    mail: {"format":"email","type":"string"}
    name: {"description":"maxLength: 9, minLength: 1","pattern":"^a","type":"string"}
    nothing: {"type":"null"}
    rgb: {"items":{"maximum":255,"minimum":0,"type":"integer"},"maxItems":3,"minItems":3,"type":"array"}
    stars: {"description":"Out of five.","maximum":5,"minimum":1,"type":"integer"}
    tags: {"description":"uniqueItems: true","items":{"type":"string"},"type":"array"}
    twice: {"maximum":255,"minimum":0,"type":["integer","null"]}
    wait: {"$ref":"#/$defs/Duration"}
    wish: {"anyOf":[{"$ref":"#/$defs/Wish"},{"type":"null"}]}
    "##);
}

#[test]
fn unused_definitions_are_removed() {
    let definitions = |schema: Value| {
        let definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
        definitions.keys().cloned().collect::<Vec<_>>().join(", ")
    };
    insta::assert_snapshot!(definitions(parameters::<Booking>()), @"Wish");
    insta::assert_snapshot!(definitions(parameters::<Newtype>()), @"");
    insta::assert_snapshot!(definitions(parameters::<Renamed>()), @"Alias, Generic, Newtype, a/b~c %é");
}
