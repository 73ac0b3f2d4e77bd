//! Checks operations: ids, path templates, parameters, bodies and responses.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use serde_json::Value;

use super::through;
use crate::document::{Document, METHODS, Object, Operation, Schema, pointer, reference};
use crate::error::Diagnostic;

/// Supported media types of request bodies. Passes convert those that are not JSON.
const REQUEST_MEDIA: [&str; 4] = [
    "application/json",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
];

pub(super) fn check(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    path_items(document, diagnostics);
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for operation in document.operations() {
        let at = operation.pointer();
        if operation.id().is_empty() {
            diagnostics.push(Diagnostic::new(&at, "the operation has no operationId", "add one"));
        } else if let Some(first) = ids.insert(operation.id().to_snake_case(), at.clone()) {
            let message = format!("the operationId {} is already taken by {first}", operation.id());
            diagnostics.push(Diagnostic::new(&at, message, "rename one of the two"));
        }
        if syn::parse_str::<syn::Ident>(&operation.id().to_snake_case()).is_err()
            && !operation.id().is_empty()
        {
            let message = format!("the operationId {} is not a valid method name", operation.id());
            diagnostics.push(Diagnostic::new(
                &at,
                message,
                "start it with a letter, and do not use a Rust keyword",
            ));
        }
        for key in ["callbacks", "servers"].into_iter().filter(|key| operation.object.contains_key(*key)) {
            let message = format!("{key} of an operation are not supported");
            diagnostics.push(Diagnostic::new(pointer::join(&at, &[key]), message, "remove them"));
        }
        parameters(document, operation, diagnostics);
        request_body(document, operation, diagnostics);
        responses(document, operation, diagnostics);
    }
}

fn path_items(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for (path, item) in document.paths() {
        let at = pointer::join("#/paths", &[path]);
        if item.get("$ref").is_some() {
            diagnostics.push(Diagnostic::new(&at, "the path item is a reference", "inline it"));
        }
        for key in item.as_object().into_iter().flat_map(Object::keys) {
            let known = METHODS.contains(&key.as_str())
                || ["parameters", "summary", "description", "$ref"].contains(&key.as_str());
            if !known && !key.starts_with("x-") {
                let message = format!("{key} of a path item is not supported");
                diagnostics.push(Diagnostic::new(
                    pointer::join(&at, &[key]),
                    message,
                    "remove it, or write a method in lower case",
                ));
            }
        }
        if !path.starts_with('/')
            || path.matches('{').count() != path.matches('}').count()
            || path.contains(['?', '#', ' '])
        {
            diagnostics.push(Diagnostic::new(
                &at,
                "the path template is malformed",
                "write /fixed/{parameter}",
            ));
        }
    }
}

fn parameters(document: &Document, operation: Operation<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let shared = pointer::join("#/paths", &[operation.path]);
    let inherited =
        list(document.paths().get(operation.path).and_then(|item| item.get("parameters")), &shared);
    let own = list(operation.object.get("parameters"), &operation.pointer());

    duplicates(document, &own, diagnostics);
    let mut in_path = Vec::new();
    for (at, parameter) in inherited.into_iter().chain(own) {
        let parameter = through(document, parameter);
        let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
        let (name, location) = (text("name"), text("in"));
        if name.is_empty() {
            diagnostics.push(Diagnostic::new(&at, "the parameter has no name", "add one"));
        }
        if parameter.get("schema").is_none() {
            diagnostics.push(Diagnostic::new(&at, format!("parameter {name} has no schema"), "add a schema"));
        }
        let style = text("style");
        let expected = if location == "query" { "form" } else { "simple" };
        if !style.is_empty() && style != expected {
            let message = format!("parameter {name} has the style {style}, which is not supported");
            diagnostics.push(Diagnostic::new(&at, message, format!("use the style {expected}")));
        }
        if parameter.get("explode") == Some(&Value::Bool(false)) && location == "query" {
            let message = format!("parameter {name} has explode: false, which is not supported");
            diagnostics.push(Diagnostic::new(
                &at,
                message,
                "send arrays as one pair per item, or use a string",
            ));
        }
        match location {
            "path" => {
                if parameter.get("required") != Some(&Value::Bool(true)) {
                    let message = format!("path parameter {name} is not required");
                    diagnostics.push(Diagnostic::new(&at, message, "set required: true"));
                }
                in_path.push(name.to_owned());
            }
            "query" | "header" => {}
            other => diagnostics.push(Diagnostic::new(
                &at,
                format!("parameter {name} is in {other:?}, which is not supported"),
                "use the path, the query or a header",
            )),
        }
        if let Some(schema) = parameter.get("schema") {
            let array_fits = location == "query";
            if let Some(shape) = unsupported(document, schema, array_fits, &mut BTreeSet::new()) {
                let message =
                    format!("parameter {name} is {shape}, which is not supported in the {location}");
                diagnostics.push(Diagnostic::new(&at, message, "use a scalar"));
            }
        }
    }
    template(operation, &in_path, diagnostics);
}

/// Reports parameters with equal Rust names, of which progenitor would keep the last.
fn duplicates(document: &Document, parameters: &[(String, &Value)], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (at, parameter) in parameters {
        let name = through(document, parameter).get("name").and_then(Value::as_str).unwrap_or_default();
        if let Some(first) = seen.insert(name.to_snake_case(), name) {
            let message = format!("parameter {name} has the same Rust name as {first}");
            diagnostics.push(Diagnostic::new(at, message, "rename or remove one of the two"));
        }
    }
}

/// Why a parameter of this schema is not supported.
fn unsupported<'a>(
    document: &'a Document,
    schema: &'a Value,
    array_fits: bool,
    seen: &mut BTreeSet<&'a str>,
) -> Option<&'static str> {
    // Visit each component once, as references may be cyclic.
    if reference(schema).is_some_and(|target| !seen.insert(target)) {
        return None;
    }
    let schema = through(document, schema);
    let has_type = |schema: &Value, name| schema.as_object().is_some_and(|schema| schema.has_type(name));
    if schema.get("properties").is_some() || has_type(schema, "object") {
        return Some("an object");
    }
    if has_type(schema, "array") && !array_fits {
        return Some("an array");
    }
    let inner =
        ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    let mut inner = inner.map(|alternative| unsupported(document, alternative, array_fits, seen));
    if let Some(found) = inner.find_map(|found| found) {
        return Some(found);
    }
    schema.get("items").and_then(|items| unsupported(document, items, false, seen))
}

/// Reports `{names}` of the path without a path parameter, and the reverse.
fn template(operation: Operation<'_>, in_path: &[String], diagnostics: &mut Vec<Diagnostic>) {
    let at = operation.pointer();
    let named: Vec<&str> =
        operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    for name in named.iter().filter(|name| !in_path.iter().any(|declared| declared == *name)) {
        let message = format!("the path has {{{name}}}, but no parameter of that name");
        diagnostics.push(Diagnostic::new(&at, message, "declare the path parameter"));
    }
    for name in in_path.iter().filter(|name| !named.contains(&name.as_str())) {
        let message = format!("path parameter {name} does not occur in the path");
        diagnostics.push(Diagnostic::new(&at, message, "correct its name or remove it"));
    }
}

fn request_body(document: &Document, operation: Operation<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(body) = operation.object.get("requestBody") else { return };
    let at = pointer::join(&operation.pointer(), &["requestBody"]);
    let content = content(through(document, body));
    if content.len() != 1 {
        let names: Vec<&str> = content.iter().map(|(name, _)| name.as_str()).collect();
        let message = match names.as_slice() {
            [] => "the request body has no media type".to_owned(),
            several => format!("the request body has {} media types: {}", several.len(), several.join(", ")),
        };
        diagnostics.push(Diagnostic::new(&at, message, "keep the one that the SDK should send"));
    }
    for (name, media) in content {
        if !REQUEST_MEDIA.contains(&name.as_str()) && !name.starts_with("text/") {
            let message = format!("the request body's media type {name} is not supported");
            diagnostics.push(Diagnostic::new(
                &at,
                message,
                format!("use one of {}", REQUEST_MEDIA.join(", ")),
            ));
        }
        if media.get("schema").is_none() {
            let message = format!("the request body's {name} has no schema");
            diagnostics.push(Diagnostic::new(&at, message, "add a schema"));
        }
        if media.get("encoding").is_some() {
            let message = format!("the request body's {name} has an encoding, which is not supported");
            diagnostics.push(Diagnostic::new(&at, message, "remove it"));
        }
    }
}

fn responses(document: &Document, operation: Operation<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let at = pointer::join(&operation.pointer(), &["responses"]);
    let responses = operation.object.get("responses").and_then(Value::as_object);
    for status in responses.into_iter().flat_map(Object::keys) {
        let digits = status.chars().all(|c| c.is_ascii_digit())
            || status.ends_with("XX") && status.starts_with(|c: char| c.is_ascii_digit());
        if status != "default" && !(status.len() == 3 && digits) && !status.starts_with("x-") {
            let at = pointer::join(&at, &[status]);
            diagnostics.push(Diagnostic::new(
                at,
                format!("{status} is not a status"),
                "write 200, 2XX or default",
            ));
        }
    }
    let successes: Vec<&str> = responses
        .into_iter()
        .flat_map(Object::keys)
        .map(String::as_str)
        .filter(|status| status.starts_with('2'))
        .collect();
    match successes.as_slice() {
        [] => diagnostics.push(Diagnostic::new(&at, "the operation has no 2xx response", "add one")),
        [only] => {
            let response = responses.and_then(|responses| responses.get(*only)).unwrap_or(&Value::Null);
            let content = content(through(document, response));
            if content.len() > 1 && !content.iter().any(|(name, _)| name.starts_with("application/json")) {
                let names: Vec<&str> = content.iter().map(|(name, _)| name.as_str()).collect();
                let message = format!("the response has several media types: {}", names.join(", "));
                diagnostics.push(Diagnostic::new(
                    pointer::join(&at, &[only]),
                    message,
                    "keep the one that the SDK should decode",
                ));
            }
            for (name, media) in content {
                if name.starts_with("application/json") && media.get("schema").is_none() {
                    let at = pointer::join(&at, &[only]);
                    diagnostics.push(Diagnostic::new(at, format!("{name} has no schema"), "add a schema"));
                }
            }
        }
        several => diagnostics.push(Diagnostic::new(
            &at,
            format!("the operation has several success responses: {}", several.join(", ")),
            "keep the one that the SDK should decode",
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
