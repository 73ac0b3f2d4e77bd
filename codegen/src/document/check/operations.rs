//! Operations: ids, path templates, parameters, bodies and responses that progenitor can express.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::Value;

use super::through;
use crate::document::{Document, Object, Operation, pointer};
use crate::error::Problem;

/// Request bodies that can be sent: JSON as it is, the others after a pass has had its way.
const REQUEST_MEDIA: [&str; 4] = [
    "application/json",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
];

pub(super) fn check(document: &Document, problems: &mut Vec<Problem>) {
    path_items(document, problems);
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for operation in document.operations() {
        let at = operation.pointer();
        if operation.id().is_empty() {
            problems.push(Problem::new(&at, "the operation has no operationId", "give it one"));
        } else if let Some(first) = ids.insert(operation.id().to_snake_case(), at.clone()) {
            let message = format!("the operationId {} is already taken by {first}", operation.id());
            problems.push(Problem::new(&at, message, "rename one of the two"));
        }
        parameters(document, operation, problems);
        request_body(document, operation, problems);
        responses(document, operation, problems);
    }
}

fn path_items(document: &Document, problems: &mut Vec<Problem>) {
    for (path, item) in document.paths() {
        let at = pointer::join("#/paths", &[path]);
        if item.get("$ref").is_some() {
            problems.push(Problem::new(&at, "the path item is a reference", "write it out"));
        }
        if !path.starts_with('/') || path.matches('{').count() != path.matches('}').count() {
            problems.push(Problem::new(&at, "the path template is malformed", "write /fixed/{parameter}"));
        }
    }
}

fn parameters(document: &Document, operation: Operation<'_>, problems: &mut Vec<Problem>) {
    let shared = pointer::join("#/paths", &[operation.path]);
    let inherited =
        list(document.paths().get(operation.path).and_then(|item| item.get("parameters")), &shared);
    let own = list(operation.object.get("parameters"), &operation.pointer());

    let mut in_path = Vec::new();
    for (at, parameter) in inherited.into_iter().chain(own) {
        let parameter = through(document, parameter);
        let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
        let (name, location) = (text("name"), text("in"));
        if name.is_empty() {
            problems.push(Problem::new(&at, "the parameter has no name", "give it one"));
        }
        if parameter.get("schema").is_none() {
            problems.push(Problem::new(
                &at,
                format!("parameter {name} has no schema"),
                "describe it by a schema",
            ));
        }
        let style = text("style");
        let expected = if location == "query" { "form" } else { "simple" };
        if !style.is_empty() && style != expected {
            let message = format!("parameter {name} has the style {style}, which cannot be sent");
            problems.push(Problem::new(&at, message, format!("use the style {expected}")));
        }
        match location {
            "path" => {
                if parameter.get("required") != Some(&Value::Bool(true)) {
                    let message = format!("path parameter {name} is not required");
                    problems.push(Problem::new(&at, message, "set required: true"));
                }
                in_path.push(name.to_owned());
            }
            "query" | "header" => {}
            other => problems.push(Problem::new(
                &at,
                format!("parameter {name} is in {other:?}, which cannot be sent"),
                "put it in the path, the query or a header",
            )),
        }
        if let Some(schema) = parameter.get("schema") {
            let array_fits = location == "query";
            if let Some(shape) = unsendable(document, schema, array_fits, 0) {
                let message = format!("parameter {name} is {shape}, which cannot be sent in the {location}");
                problems.push(Problem::new(&at, message, "describe it as a scalar"));
            }
        }
    }
    template(operation, &in_path, problems);
}

/// Whether a parameter of this schema has a form on the wire; says what stands against it.
fn unsendable(document: &Document, schema: &Value, array_fits: bool, depth: usize) -> Option<&'static str> {
    let schema = through(document, schema);
    if schema.get("properties").is_some() || is_type(schema, "object") {
        return Some("an object");
    }
    if is_type(schema, "array") && !array_fits {
        return Some("an array");
    }
    let inner =
        ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    // Unions of parameters are shallow; the bound keeps a circle of references from running on.
    inner
        .take_while(|_| depth < 8)
        .find_map(|alternative| unsendable(document, alternative, array_fits, depth + 1))
        .or_else(|| schema.get("items").and_then(|items| unsendable(document, items, false, depth + 1)))
}

fn is_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// The `{names}` of the path and the path parameters are the same set.
fn template(operation: Operation<'_>, in_path: &[String], problems: &mut Vec<Problem>) {
    let at = operation.pointer();
    let named: Vec<&str> =
        operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    for name in named.iter().filter(|name| !in_path.iter().any(|declared| declared == *name)) {
        let message = format!("the path has {{{name}}}, but no parameter of that name");
        problems.push(Problem::new(&at, message, "declare the path parameter"));
    }
    for name in in_path.iter().filter(|name| !named.contains(&name.as_str())) {
        let message = format!("path parameter {name} does not occur in the path");
        problems.push(Problem::new(&at, message, "correct its name or drop it"));
    }
}

fn request_body(document: &Document, operation: Operation<'_>, problems: &mut Vec<Problem>) {
    let Some(body) = operation.object.get("requestBody") else { return };
    let at = pointer::join(&operation.pointer(), &["requestBody"]);
    let content = content(through(document, body));
    if content.len() != 1 {
        let names: Vec<&str> = content.iter().map(|(name, _)| name.as_str()).collect();
        let message = match names.as_slice() {
            [] => "the request body has no media type".to_owned(),
            several => format!("the request body has {} media types: {}", several.len(), several.join(", ")),
        };
        problems.push(Problem::new(&at, message, "keep the one that the SDK shall send"));
    }
    for (name, media) in content {
        if !REQUEST_MEDIA.contains(&name.as_str()) && !name.starts_with("text/") {
            let message = format!("the request body's media type {name} cannot be sent");
            problems.push(Problem::new(&at, message, format!("use one of {}", REQUEST_MEDIA.join(", "))));
        }
        if media.get("schema").is_none() {
            let message = format!("the request body's {name} has no schema");
            problems.push(Problem::new(&at, message, "describe the body by a schema"));
        }
        if media.get("encoding").is_some() {
            let message = format!("the request body's {name} has an encoding, which is not supported");
            problems.push(Problem::new(&at, message, "drop it"));
        }
    }
}

fn responses(document: &Document, operation: Operation<'_>, problems: &mut Vec<Problem>) {
    let at = pointer::join(&operation.pointer(), &["responses"]);
    let responses = operation.object.get("responses").and_then(Value::as_object);
    let successes: Vec<&str> = responses
        .into_iter()
        .flat_map(Object::keys)
        .map(String::as_str)
        .filter(|status| status.starts_with('2'))
        .collect();
    match successes.as_slice() {
        [] => problems.push(Problem::new(&at, "the operation has no 2xx response", "describe its success")),
        [only] => {
            let response = responses.and_then(|responses| responses.get(*only)).unwrap_or(&Value::Null);
            for (name, media) in content(through(document, response)) {
                if name.starts_with("application/json") && media.get("schema").is_none() {
                    let at = pointer::join(&at, &[only]);
                    problems.push(Problem::new(at, format!("{name} has no schema"), "describe the response"));
                }
            }
        }
        several => problems.push(Problem::new(
            &at,
            format!("the operation has several success responses: {}", several.join(", ")),
            "keep the one that the SDK shall decode",
        )),
    }
}

fn content(node: &Value) -> Vec<(&String, &Value)> {
    node.get("content").and_then(Value::as_object).into_iter().flatten().collect()
}

fn list<'a>(parameters: Option<&'a Value>, owner: &str) -> Vec<(String, &'a Value)> {
    let parameters = parameters.and_then(Value::as_array).into_iter().flatten().enumerate();
    parameters.map(|(i, node)| (pointer::join(owner, &["parameters", &i.to_string()]), node)).collect()
}
