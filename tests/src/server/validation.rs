//! A body arrives, and leaves as it is or as an [`ApiError`] that says what is wrong with it and where.
//!
//! What the document's schemas say is checked by them. A value that fits no alternative of a union is judged by
//! the alternative that its author meant, as far as type and tag tell; limits that the document only describes
//! are checked here by hand.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use super::document::RequestBody;
use super::error::ApiError;

/// Characters in the content of a message.
const MAX_CONTENT: usize = 256_000;
/// Pairs in metadata, and the characters of their keys and values.
const METADATA: (usize, usize, usize) = (16, 64, 512);

/// Checks a body.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(body: &RequestBody, value: &Value) -> Result<(), ApiError> {
    if let Some(error) = body.validator().iter_errors(value).next() {
        return Err(report(&error));
    }
    check_described(value, &mut Vec::new())
}

/// The limits that only stand in the document's descriptions, wherever in a body they apply.
fn check_described(value: &Value, path: &mut Vec<String>) -> Result<(), ApiError> {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                match (name.as_str(), member) {
                    // Schemas of functions may call their properties as they like.
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

fn check_metadata(place: &str, pairs: &serde_json::Map<String, Value>) -> Result<(), ApiError> {
    let (most, longest_key, longest_value) = METADATA;
    if pairs.len() > most {
        let message =
            format!("Invalid '{place}': at most {most} pairs are allowed, but there are {}.", pairs.len());
        return Err(ApiError::invalid(place, "object_above_max_properties", message));
    }
    for (key, value) in pairs {
        check_length(&format!("{place}.{key}"), key, longest_key)?;
        check_length(&format!("{place}.{key}"), value.as_str().unwrap_or_default(), longest_value)?;
    }
    Ok(())
}

fn check_length(place: &str, text: &str, most: usize) -> Result<(), ApiError> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    let message =
        format!("Invalid '{place}': at most {most} characters are allowed, but there are {length}.");
    Err(ApiError::invalid(place, "string_above_max_length", message))
}

/// What a failed check tells the caller.
fn report(error: &ValidationError<'_>) -> ApiError {
    let path = path(error);
    let place = shown(&path);
    let named = |name: &str| shown(&[path.as_slice(), &[name.to_owned()]].concat());
    let limit = |code: &str, what: &str, limit: &dyn std::fmt::Display| {
        let message = format!("Invalid '{place}': {what} {limit}, but it is {}.", size(error.instance()));
        ApiError::invalid(place.clone(), code, message)
    };
    match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => report_union(error, context),
        Kind::OneOfMultipleValid { .. } => {
            let message = format!("Invalid '{place}': it says two things of which only one is allowed.");
            ApiError::invalid(place, "invalid_value", message)
        }
        Kind::Required { property } => {
            let place = named(property.as_str().unwrap_or_default());
            let message = format!("Missing required parameter: '{place}'.");
            ApiError::invalid(place, "missing_required_parameter", message)
        }
        Kind::AdditionalProperties { unexpected } => {
            let place = named(unexpected.first().map_or("", String::as_str));
            let message = format!("Unknown parameter: '{place}'.");
            ApiError::invalid(place, "unknown_parameter", message)
        }
        Kind::Type { kind } => wrong_type(&place, &types(kind), error.instance()),
        Kind::Enum { options } => wrong_value(&place, &options_of(options), error.instance()),
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
        _ => ApiError::invalid(place.clone(), "invalid_value", format!("Invalid '{place}': {error}.")),
    }
}

/// How far a value is from an alternative: further down in this list is further off.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    /// Type and tag fit, something inside does not.
    Inside,
    /// A value, or a tag, that is not among those allowed.
    OtherValue,
    /// The JSON is of another type.
    OtherType,
}

/// The error of the alternative that was meant; where several come into question, what all of them allow.
fn report_union(union: &ValidationError<'_>, alternatives: &[Vec<ValidationError<'_>>]) -> ApiError {
    let place = union.instance_path().as_str();
    let tag = format!("{place}/type");
    let distance = |errors: &[ValidationError<'_>]| {
        let each = errors.iter().map(|error| match error.kind() {
            Kind::Type { .. } if error.instance_path().as_str() == place => Distance::OtherType,
            Kind::Enum { .. } if [place, tag.as_str()].contains(&error.instance_path().as_str()) => {
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
    let place = shown(&path(first));
    match nearest {
        Distance::OtherType => {
            let types: Vec<String> = errors.iter().flat_map(|error| types_of(error)).collect();
            wrong_type(&place, &types, first.instance())
        }
        Distance::OtherValue => {
            let options = errors.iter().filter_map(|error| match error.kind() {
                Kind::Enum { options } => Some(options_of(options)),
                _ => None,
            });
            wrong_value(&place, &options.flatten().collect::<Vec<_>>(), first.instance())
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
                    ApiError::invalid(place, "missing_required_parameter", message)
                }
                _ => report(first),
            }
        }
    }
}

fn report_alone(error: &ValidationError<'_>) -> ApiError {
    let place = shown(&path(error));
    ApiError::invalid(place.clone(), "invalid_value", format!("Invalid '{place}': {error}."))
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

fn wrong_type(place: &str, expected: &[String], found: &Value) -> ApiError {
    let mut expected = expected.to_vec();
    expected.sort();
    expected.dedup();
    let (expected, found) = (expected.join(" or "), name_of(found));
    let message = match place {
        "" => format!("Invalid body: expected {expected}, but got {found}."),
        _ => format!("Invalid type for '{place}': expected {expected}, but got {found}."),
    };
    ApiError::invalid(place, "invalid_type", message)
}

/// A value that is not among those allowed.
pub fn wrong_value(place: &str, allowed: &[String], found: &Value) -> ApiError {
    let found = match found {
        Value::String(text) => abridged(text),
        other => abridged(&other.to_string()),
    };
    let message = format!("Invalid value for '{place}': '{found}'. Allowed are: '{}'.", allowed.join("', '"));
    ApiError::invalid(place, "invalid_value", message)
}

/// The beginning of a text that a caller sent.
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
