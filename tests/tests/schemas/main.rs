//! The types against the document they were generated from: JSON made up from every schema of a request or a
//! response has to survive them. Responses are decoded as the client does.

mod lists;
mod places;
mod samples;
mod schemas;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use codegen::document::{Document, component_name, load::load, reference};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use crate::samples::{Freedom, Samples};
use crate::schemas::Schemas;
use crate::types::{REQUESTS, RESPONSES, Type};

fn document() -> Document {
    load(include_str!("../../../spec/openapi.yaml")).expect("the checked-in document is well formed")
}

/// Tries `check` on many samples of every schema.
fn for_samples(types: &[Type], freedom: Freedom, check: impl Fn(&Type, Value) -> Result<(), TestCaseError>) {
    let schemas = Schemas::of(&document());
    let samples = Samples::new(&schemas, freedom);
    let config = Config { failure_persistence: None, ..Config::default() };
    for of in types {
        let schema = of.schema(&schemas);
        let tried = TestRunner::new(config.clone()).run(&samples.of(schema), |sample| check(of, sample));
        tried.unwrap_or_else(|fault| panic!("{schema}: {fault}"));
    }
}

fn decoded(of: &Type, sample: &Value) -> Result<Value, TestCaseError> {
    (of.decode)(&sample.to_string()).map_err(|error| TestCaseError::fail(error.to_string()))
}

#[test]
fn every_schema_has_its_type_in_the_table() {
    let document = document();
    let schemas = Schemas::of(&document);
    let named = |types: &[Type]| -> BTreeSet<String> {
        types.iter().map(|of| of.schema(&schemas).to_owned()).collect()
    };
    let (mut requests, mut responses) = (BTreeSet::new(), BTreeSet::new());
    for operation in document.operations() {
        let body = operation.object.get("requestBody").map(|body| &body["content"]["application/json"]);
        let response = &operation.object["responses"]["200"]["content"]["application/json"];
        let name = |media: &Value| component_name(reference(media.get("schema")?)?);
        requests.extend(body.and_then(name));
        responses.extend(name(response));
    }
    assert_eq!(named(REQUESTS), requests);
    responses.insert("AssistantStreamEvent".to_owned());
    responses.insert("ErrorResponse".to_owned());
    assert_eq!(named(RESPONSES), responses);
}

#[test]
fn valid_responses_come_back_as_they_were() {
    for_samples(RESPONSES, Freedom::Valid, |of, sample| {
        let (mut decoded, mut sample) = (plain(&decoded(of, &sample)?), plain(&sample));
        if of.is_page() {
            // Whatever a server calls a list, pages call it one.
            prop_assert_eq!(decoded["object"].take(), "list");
            sample["object"].take();
        }
        prop_assert_eq!(decoded, sample);
        Ok(())
    });
}

#[test]
fn the_client_and_serde_json_read_the_same_values() {
    for_samples(RESPONSES, Freedom::Valid, |of, sample| {
        if let Some(is_read_alike) = of.is_read_alike {
            prop_assert!(is_read_alike(&sample).map_err(|error| TestCaseError::fail(error.to_string()))?);
        }
        Ok(())
    });
}

#[test]
fn responses_that_differ_from_the_document_are_read_and_kept() {
    for_samples(RESPONSES, Freedom::Tolerated, |of, sample| {
        let once = decoded(of, &sample)?;
        prop_assert_eq!(&decoded(of, &once)?, &once);
        Ok(())
    });
}

#[test]
fn a_value_of_the_wrong_type_is_an_error_that_names_its_place() {
    let schemas = Schemas::of(&document());
    for_samples(RESPONSES, Freedom::Valid, |of, sample| {
        for place in places::typed(&schemas, of.schema(&schemas), &sample) {
            // Pages do not read what they are called.
            if of.is_page() && place.pointer == "/object" {
                continue;
            }
            let broken = places::broken(&sample, &place);
            let place = place.pointer;
            // Where a union's tag comes before or after its payload, the payload is read in two ways.
            for text in [broken.to_string(), places::backwards(&broken)] {
                let Err(error) = (of.decode)(&text) else {
                    return Err(TestCaseError::fail(format!("{place} is read: {text}")));
                };
                prop_assert_eq!(error.path(), Some(&*places::path(&place)), "{} in {}", error, text);
            }
        }
        Ok(())
    });
}

#[test]
fn what_a_request_can_hold_is_valid_by_the_document() {
    let schemas = Schemas::of(&document());
    let validators = REQUESTS.iter().map(|of| (of.schema(&schemas), schemas.validator(of.schema(&schemas))));
    let validators: BTreeMap<&str, jsonschema::Validator> = validators.collect();
    for_samples(REQUESTS, Freedom::Valid, |of, sample| {
        let validator = &validators[of.schema(&schemas)];
        let written = decoded(of, &sample)?;
        // `null` and "not there" are two things in a request.
        prop_assert_eq!(places::numbers(&written), places::numbers(&sample));
        prop_assert!(validator.is_valid(&written), "{}", written);
        // Wherever null or an empty list or map can be said, the document allows it.
        for place in places::typed(&schemas, of.schema(&schemas), &sample) {
            // A tag of null is another kind, which only the person who writes it can want.
            let null = (place.in_object && !place.pointer.ends_with("/type")).then_some(Value::Null);
            for said in null.into_iter().chain(place.empty) {
                let text = places::with(&sample, &place.pointer, said).to_string();
                let Ok(written) = (of.decode)(&text) else { continue };
                let faults = validator.iter_errors(&written).map(|fault| fault.to_string());
                let faults: Vec<String> = faults.collect();
                prop_assert!(faults.is_empty(), "{} in {}: {:?}", place.pointer, written, faults);
            }
        }
        Ok(())
    });
}

/// Without what is null, and with numbers by their value: null equals absent in a response.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(key, member)| (key.clone(), plain(member)))
            .collect(),
        Value::Array(items) => items.iter().map(plain).collect(),
        other => places::numbers(other),
    }
}
