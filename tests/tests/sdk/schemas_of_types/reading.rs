//! Decodes model output.

use openai_assistants::types::{MessageObject, RunToolCall};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

use super::rules::{samples, violations};
use super::types::*;
use super::{parameters, pretty};

fn call(arguments: &Value) -> RunToolCall {
    let function = json!({ "name": "f", "arguments": arguments.to_string() });
    from_value(json!({ "id": "call_1", "type": "function", "function": function })).expect("it is a call")
}

/// Checks that the schema is strict and the type decodes samples of it. Returns the number of samples.
fn agrees<T: JsonSchema + DeserializeOwned>() -> usize {
    let schema = parameters::<T>();
    assert_eq!(violations(&schema), Vec::<String>::new(), "{}", pretty(&schema));
    let validator = jsonschema::draft202012::new(&schema).expect("it is a JSON schema");
    let samples = samples(&schema, &schema, 6);
    for sample in &samples {
        validator.validate(sample).unwrap_or_else(|error| panic!("{error}: {sample}"));
        call(sample).arguments::<T>().unwrap_or_else(|error| panic!("{error}: {sample}"));
    }
    samples.len()
}

#[test]
fn types_decode_all_values_of_their_schema() {
    let counts = [
        agrees::<Booking>(),
        agrees::<Drawing>(),
        agrees::<Steps>(),
        agrees::<Flat>(),
        agrees::<FlatOptions>(),
        agrees::<Constrained>(),
        agrees::<Empty>(),
        agrees::<Newtype>(),
        agrees::<Renamed>(),
        agrees::<Generic<Vec<Wish>>>(),
    ];
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    // It contains itself in a required property: it has no finite value, but a strict schema.
    assert_eq!(agrees::<Outline>(), 0);
}

#[test]
fn values_of_types_are_valid() {
    fn valid<T: JsonSchema + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) {
        let json = to_value(&value).expect("it encodes");
        let validator = jsonschema::draft202012::new(&parameters::<T>()).expect("it is a JSON schema");
        validator.validate(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
        assert_eq!(call(&json).arguments::<T>(), Ok(value));
    }
    let place = || Place { city: "Oslo".to_owned(), radius_km: 3 };
    valid(Booking {
        guest_count: 2,
        near: place(),
        budget: Some(0.5),
        wishes: vec![Wish::View, Wish::Quiet],
    });
    let inverse = Shape::Inverse(Inverse { of: Box::new(Shape::At(place())) });
    valid(Drawing { shapes: vec![Shape::Dot, Shape::Circle { radius: 1.5 }, inverse.clone()] });
    valid(Steps {
        external: External::Go { to: place(), fast: None },
        adjacent: Adjacent::Named { x: 1 },
        untagged: Untagged::Place(place()),
        maybe: Some(External::Stop),
    });
    valid(Flat { id: 1, place: place(), inner: FlatEnum { a: 1, shape: inverse } });
    valid(FlatOptions { inner: FlatOption { a: 1, external: None }, place: Some(place()) });
    let external = Some(External::Say("hi".to_owned()));
    valid(FlatOptions { inner: FlatOption { a: 1, external }, place: Some(place()) });
    valid(Renamed {
        alias: Alias(Newtype(place())),
        odd: Odd { x: Some(Box::new(Odd { x: None })) },
        generic: Generic { value: Newtype(place()) },
    });
}

/// The error of decoding these arguments as a booking.
fn refused(arguments: &str) -> String {
    let mut call = call(&Value::Null);
    call.function.arguments = arguments.to_owned();
    let error = call.arguments::<Booking>().expect_err("they are malformed");
    format!("{:?} {error}", error.path())
}

#[test]
fn malformed_arguments() {
    let rows = [
        refused(""),
        refused(r#"{"guestCount": "#),
        refused(r#"[]"#),
        refused(r#"{"guestCount": 2, "near": {"city": 7}}"#),
        refused(r#"{"guestCount": 2, "near": {"city": "Oslo"}, "wishes": ["Quiet", "Loud"]}"#),
        refused(r#"{"guestCount": 300, "near": {"city": "Oslo", "radius_km": null}}"#),
        refused(r#"{"guestCount": null, "near": {"city": "Oslo"}}"#),
    ];
    insta::assert_snapshot!(rows.join("\n"), @r#"
    "" arguments of the function `f`: missing field `guestCount`
    "" arguments of the function `f`: EOF while parsing a value at line 1 column 15
    "" arguments of the function `f`: invalid length 0, expected struct Booking with 4 elements
    "/near/city" arguments of the function `f`: at /near/city: invalid type: integer `7`, expected a string
    "/wishes/1" arguments of the function `f`: at /wishes/1: unknown variant `Loud`, expected `Quiet` or `View`
    "/guestCount" arguments of the function `f`: at /guestCount: invalid value: integer `300`, expected u8
    "" arguments of the function `f`: missing field `guestCount`
    "#);
}

#[test]
fn a_null_that_a_type_rejects_counts_as_absent() {
    let near = json!({ "city": "Oslo", "radius_km": null });
    let arguments = json!({ "guestCount": 2, "near": near, "budget": null, "wishes": null });
    let booking: Booking = call(&arguments).arguments().expect("it reads");
    assert_eq!((booking.near.radius_km, booking.budget, booking.wishes), (0, None, vec![]));
    // The error of an internally tagged enum does not say which `null` it rejects.
    let shape = json!({ "kind": "at", "city": "Oslo", "radius_km": null });
    let drawing: Drawing = call(&json!({ "shapes": [shape] })).arguments().expect("it reads");
    assert_eq!(drawing.shapes, [Shape::At(Place { city: "Oslo".to_owned(), radius_km: 0 })]);

    let mut call = call(&Value::Null);
    call.function.arguments = "  ".to_owned();
    assert_eq!(call.arguments(), Ok(Empty {}));
}

#[test]
fn structured_output_is_decoded_from_a_message() {
    let message = |text: &str| -> MessageObject {
        let content = json!([{ "type": "text", "text": { "value": text, "annotations": [] } }]);
        from_value(json!({
            "id": "msg_1", "object": "thread.message", "created_at": 0, "thread_id": "thread_1",
            "role": "assistant", "content": content, "assistant_id": null, "run_id": null, "metadata": null,
        }))
        .expect("it is a message")
    };
    let place: Place = message(r#"{"city": "Oslo", "radius_km": null}"#).json().expect("it reads");
    assert_eq!(place, Place { city: "Oslo".to_owned(), radius_km: 0 });
    let error = message("I would rather not.").json::<Place>().expect_err("the text is not JSON");
    insta::assert_snapshot!(error, @"text of the message msg_1: expected value at line 1 column 1");
}
