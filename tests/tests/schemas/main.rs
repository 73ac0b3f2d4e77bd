//! Property tests of the generated types: samples of each schema must round-trip. Responses are decoded as in the
//! client.

mod lists;
mod places;
mod samples;
mod schemas;
mod tolerance;
mod types;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use codegen::document::{component_name, reference};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use sdk_tests::server::document::published;
use serde_json::{Value, json};

use crate::samples::{Freedom, Samples};
use crate::schemas::Schemas;
use crate::tolerance::Outcome;
use crate::types::{REQUESTS, RESPONSES, Type};

/// Runs `check` on many samples of each schema.
fn for_samples(types: &[Type], freedom: Freedom, check: impl Fn(&Type, Value) -> Result<(), TestCaseError>) {
    for_some_samples(Config { failure_persistence: None, ..Config::default() }, types, freedom, check);
}

fn for_some_samples(
    config: Config,
    types: &[Type],
    freedom: Freedom,
    check: impl Fn(&Type, Value) -> Result<(), TestCaseError>,
) {
    let schemas = Schemas::of(published());
    let samples = Samples::new(&schemas, freedom);
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
fn all_schemas_are_in_the_table() {
    let document = published();
    let schemas = Schemas::of(document);
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
fn valid_responses_round_trip() {
    for_samples(RESPONSES, Freedom::Valid, |of, sample| {
        let (mut decoded, mut sample) = (plain(&decoded(of, &sample)?), plain(&sample));
        if of.is_page() {
            // Pages write a constant `object`.
            prop_assert_eq!(decoded["object"].take(), "list");
            sample["object"].take();
        }
        prop_assert_eq!(decoded, sample);
        Ok(())
    });
}

#[test]
fn client_and_serde_json_decode_alike() {
    for_samples(RESPONSES, Freedom::Valid, |of, sample| {
        if let Some(is_read_alike) = of.is_read_alike {
            prop_assert!(is_read_alike(&sample).map_err(|error| TestCaseError::fail(error.to_string()))?);
        }
        Ok(())
    });
}

#[test]
fn responses_that_differ_from_the_document_round_trip() {
    for_samples(RESPONSES, Freedom::Tolerated, |of, sample| {
        let once = decoded(of, &sample)?;
        prop_assert_eq!(&decoded(of, &once)?, &once);
        Ok(())
    });
}

/// Each member that is not essential may be missing, null or of a neighbouring type; each essential member is an error
/// with its path if it is missing or of another type.
#[test]
fn responses_are_read_as_far_as_they_can_be_used() {
    let model = tolerance::model(published().clone());
    let (checked, members) = (Cell::new(0_usize), RefCell::new(BTreeSet::new()));
    let samples = Config { cases: 24, failure_persistence: None, ..Config::default() };
    for_some_samples(samples, RESPONSES, Freedom::Valid, |of, sample| {
        for site in tolerance::sites(&model, of.name(), &sample) {
            for case in tolerance::cases(&model, &site, &sample) {
                checked.set(checked.get() + 1);
                members.borrow_mut().insert(case.about.clone());
                // Whether the tag comes before or after the payload selects the decoder.
                for text in [case.sample.to_string(), places::backwards(&case.sample)] {
                    let outcome = (of.decode)(&text);
                    match (&case.outcome, outcome) {
                        (Outcome::Decodes, Ok(_)) => {}
                        (Outcome::Nothing(pointer), Ok(written)) => {
                            let value = written.pointer(pointer);
                            let nothing =
                                |value: &Value| value.is_null() || *value == json!([]) || *value == json!({});
                            prop_assert!(
                                value.is_none_or(nothing),
                                "{}: {:?} is invented",
                                case.about,
                                value
                            );
                        }
                        (Outcome::Fails(path), Err(error)) => {
                            prop_assert_eq!(error.path().unwrap_or_default(), path, "{} in {}", error, text);
                        }
                        (Outcome::Fails(_), Ok(_)) => {
                            return Err(TestCaseError::fail(format!("{} is accepted: {text}", case.about)));
                        }
                        (_, Err(error)) => {
                            return Err(TestCaseError::fail(format!("{}: {error}", case.about)));
                        }
                    }
                }
            }
        }
        Ok(())
    });
    println!("{} members and differences, {} responses", members.borrow().len(), checked.get());
    assert!(members.borrow().len() > 900, "the samples reach {} differences", members.borrow().len());
}

#[test]
fn requests_are_valid() {
    let schemas = Schemas::of(published());
    let validators = REQUESTS.iter().map(|of| (of.schema(&schemas), schemas.validator(of.schema(&schemas))));
    let validators: BTreeMap<&str, jsonschema::Validator> = validators.collect();
    for_samples(REQUESTS, Freedom::Valid, |of, sample| {
        let validator = &validators[of.schema(&schemas)];
        let written = decoded(of, &sample)?;
        // `null` and absent differ in a request.
        prop_assert_eq!(places::numbers(&written), places::numbers(&sample));
        prop_assert!(validator.is_valid(&written), "{}", written);
        // Null and empty lists and maps are sent only where the document allows them.
        for location in places::typed(&schemas, of.schema(&schemas), &sample) {
            // A null tag is an unknown variant, which users can only build explicitly.
            let null = (location.in_object && !location.pointer.ends_with("/type")).then_some(Value::Null);
            for value in null.into_iter().chain(location.empty) {
                let text = places::with(&sample, &location.pointer, value).to_string();
                let Ok(written) = (of.decode)(&text) else { continue };
                let faults = validator.iter_errors(&written).map(|fault| fault.to_string());
                let faults: Vec<String> = faults.collect();
                prop_assert!(faults.is_empty(), "{} in {}: {:?}", location.pointer, written, faults);
            }
        }
        Ok(())
    });
}

/// Normalizes a response: removes nulls, and converts integers to floats.
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
