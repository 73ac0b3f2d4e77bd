//! Validates a body. An [`ApiError`] says what is wrong, and where.
//!
//! The document's schemas check most of it. If a value matches no alternative of a union, the error is that of the
//! alternative with the same type and tag. Limits that are only in the document's descriptions are checked by hand.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use super::document::RequestBody;
use super::error::ApiError;

/// The maximum number of characters in a message.
const MAX_CONTENT: usize = 256_000;
/// The maximum number of pairs in metadata, and of characters in their keys and values.
const METADATA: (usize, usize, usize) = (16, 64, 512);

/// Validates a body.
///
/// # Errors
/// Returns the first error.
pub fn check(body: &RequestBody, value: &Value) -> Result<(), ApiError> {
    if let Some(error) = body.validator().iter_errors(value).next() {
        return Err(report(&error));
    }
    check_described(value, &mut Vec::new())
}

/// Checks the limits that are only in the document's descriptions, anywhere in a body.
fn check_described(value: &Value, path: &mut Vec<String>) -> Result<(), ApiError> {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                match (name.as_str(), member) {
                    // Properties in function schemas may have any name.
                    ("parameters" | "schema" | "attributes", _) => {}
                    ("metadata", Value::Object(pairs)) => check_metadata(&shown(path), pairs)?,
                    ("content" | "text", Value::String(text)) => {
                        check_length(&shown(path), text, MAX_CONTENT)?
                    }
                    _ => check_described(member, path)?,
                }
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string());
                check_described(item, path)?;
                path.pop();
            }
        }
        _ => {}
    }
    Ok(())
}

fn check_metadata(location: &str, pairs: &serde_json::Map<String, Value>) -> Result<(), ApiError> {
    let (most, longest_key, longest_value) = METADATA;
    if pairs.len() > most {
        let message =
            format!("Invalid '{location}': at most {most} pairs are allowed, but there are {}.", pairs.len());
        return Err(ApiError::invalid(location, "object_above_max_properties", message));
    }
    for (key, value) in pairs {
        check_length(&format!("{location}.{key}"), key, longest_key)?;
        check_length(&format!("{location}.{key}"), value.as_str().unwrap_or_default(), longest_value)?;
    }
    Ok(())
}

fn check_length(location: &str, text: &str, most: usize) -> Result<(), ApiError> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    let message =
        format!("Invalid '{location}': at most {most} characters are allowed, but there are {length}.");
    Err(ApiError::invalid(location, "string_above_max_length", message))
}

/// Converts a validation error.
fn report(error: &ValidationError<'_>) -> ApiError {
    let path = path(error);
    let location = shown(&path);
    let named = |name: &str| shown(&[path.as_slice(), &[name.to_owned()]].concat());
    let limit = |code: &str, what: &str, limit: &dyn std::fmt::Display| {
        let message = format!("Invalid '{location}': {what} {limit}, but it is {}.", size(error.instance()));
        ApiError::invalid(location.clone(), code, message)
    };
    match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => report_union(error, context),
        Kind::OneOfMultipleValid { .. } => {
            let message = format!("Invalid '{location}': matches two alternatives, but only one is allowed.");
            ApiError::invalid(location, "invalid_value", message)
        }
        Kind::Required { property } => {
            let location = named(property.as_str().unwrap_or_default());
            let message = format!("Missing required parameter: '{location}'.");
            ApiError::invalid(location, "missing_required_parameter", message)
        }
        Kind::AdditionalProperties { unexpected } => {
            let location = named(unexpected.first().map_or("", String::as_str));
            let message = format!("Unknown parameter: '{location}'.");
            ApiError::invalid(location, "unknown_parameter", message)
        }
        Kind::Type { kind } => wrong_type(&location, &types(kind), error.instance()),
        Kind::Enum { options } => wrong_value(&location, &options_of(options), error.instance()),
        Kind::MaxLength { limit: most } => {
            limit("string_above_max_length", "its length may be at most", most)
        }
        Kind::MinLength { limit: least } => {
            limit("string_below_min_length", "its length must be at least", least)
        }
        Kind::MaxItems { limit: most } => limit("array_above_max_length", "its length may be at most", most),
        Kind::MinItems { limit: least } => {
            limit("array_below_min_length", "its length must be at least", least)
        }
        Kind::MaxProperties { limit: most } => {
            limit("object_above_max_properties", "its size may be at most", most)
        }
        Kind::Maximum { limit: most } => limit("value_above_max", "it may be at most", most),
        Kind::Minimum { limit: least } => limit("value_below_min", "it must be at least", least),
        Kind::PropertyNames { error } => report(error),
        _ => ApiError::invalid(location.clone(), "invalid_value", format!("Invalid '{location}': {error}.")),
    }
}

/// How far a value is from an alternative, closest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    /// Type and tag match, but a nested value does not.
    Inside,
    /// The value or the tag is not allowed.
    OtherValue,
    /// The JSON type differs.
    OtherType,
}

/// The error of the closest alternative; if several are equally close, lists what they allow.
fn report_union(union: &ValidationError<'_>, alternatives: &[Vec<ValidationError<'_>>]) -> ApiError {
    let location = union.instance_path().as_str();
    let tag = format!("{location}/type");
    let distance = |errors: &[ValidationError<'_>]| {
        let each = errors.iter().map(|error| match error.kind() {
            Kind::Type { .. } if error.instance_path().as_str() == location => Distance::OtherType,
            Kind::Enum { .. } if [location, tag.as_str()].contains(&error.instance_path().as_str()) => {
                Distance::OtherValue
            }
            _ => Distance::Inside,
        });
        each.max().unwrap_or(Distance::Inside)
    };
    let Some(nearest) = alternatives.iter().map(|errors| distance(errors)).min() else {
        return report_alone(union);
    };
    let errors: Vec<&ValidationError<'_>> = alternatives
        .iter()
        .filter(|errors| distance(errors) == nearest)
        .filter_map(|errors| match nearest {
            Distance::Inside => errors.first(),
            Distance::OtherValue => errors.iter().find(|error| matches!(error.kind(), Kind::Enum { .. })),
            Distance::OtherType => errors.iter().find(|error| matches!(error.kind(), Kind::Type { .. })),
        })
        .collect();
    let Some(first) = errors.first() else { return report_alone(union) };
    let location = shown(&path(first));
    match nearest {
        Distance::OtherType => {
            let types: Vec<String> = errors.iter().flat_map(|error| types_of(error)).collect();
            wrong_type(&location, &types, first.instance())
        }
        Distance::OtherValue => {
            let options = errors.iter().filter_map(|error| match error.kind() {
                Kind::Enum { options } => Some(options_of(options)),
                _ => None,
            });
            wrong_value(&location, &options.flatten().collect::<Vec<_>>(), first.instance())
        }
        Distance::Inside => {
            let missing = errors.iter().map(|error| match error.kind() {
                Kind::Required { property } => property.as_str(),
                _ => None,
            });
            match missing.collect::<Option<Vec<&str>>>() {
                Some(names) if names.len() > 1 && names.iter().any(|name| *name != names[0]) => {
                    let names = names.join("' or '");
                    let message = format!("Missing required parameter: '{names}'.");
                    ApiError::invalid(location, "missing_required_parameter", message)
                }
                _ => report(first),
            }
        }
    }
}

fn report_alone(error: &ValidationError<'_>) -> ApiError {
    let location = shown(&path(error));
    ApiError::invalid(location.clone(), "invalid_value", format!("Invalid '{location}': {error}."))
}

fn types_of(error: &ValidationError<'_>) -> Vec<String> {
    match error.kind() {
        Kind::Type { kind } => types(kind),
        _ => Vec::new(),
    }
}

fn types(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(several) => several.iter().map(|one| one.to_string()).collect(),
    }
}

fn options_of(options: &Value) -> Vec<String> {
    options.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn wrong_type(location: &str, expected: &[String], found: &Value) -> ApiError {
    let mut expected = expected.to_vec();
    expected.sort();
    expected.dedup();
    let (expected, found) = (expected.join(" or "), name_of(found));
    let message = match location {
        "" => format!("Invalid body: expected {expected}, but got {found}."),
        _ => format!("Invalid type for '{location}': expected {expected}, but got {found}."),
    };
    ApiError::invalid(location, "invalid_type", message)
}

/// The error for a value that is not allowed.
pub fn wrong_value(location: &str, allowed: &[String], found: &Value) -> ApiError {
    let found = match found {
        Value::String(text) => abridged(text),
        other => abridged(&other.to_string()),
    };
    let message =
        format!("Invalid value for '{location}': '{found}'. Allowed are: '{}'.", allowed.join("', '"));
    ApiError::invalid(location, "invalid_value", message)
}

/// The beginning of a text.
pub fn abridged(text: &str) -> String {
    const SHOWN: usize = 64;
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn size(value: &Value) -> String {
    match value {
        Value::String(text) => text.chars().count().to_string(),
        Value::Array(items) => items.len().to_string(),
        Value::Object(members) => members.len().to_string(),
        other => other.to_string(),
    }
}

fn path(error: &ValidationError<'_>) -> Vec<String> {
    let pointer = error.instance_path().as_str();
    pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

/// A path as the API writes it: `tools[0].type`.
fn shown(path: &[String]) -> String {
    path.iter().fold(String::new(), |shown, part| match part.parse::<usize>() {
        Ok(index) => format!("{shown}[{index}]"),
        Err(_) if shown.is_empty() => part.clone(),
        Err(_) => format!("{shown}.{part}"),
    })
}
