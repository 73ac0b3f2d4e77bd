//! Builds operations: parameters, body, response, and pagination.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::Value;

use super::resources::Resources;
use super::schemas::{kind, text};
use super::{Body, Encoding, Kind, List, Location, Model, Operation, Paging, Parameter, Response, Shape};
use crate::config::Config;
use crate::document::{self, Document, Object as Json};
use crate::document_passes::shaping::multipart::MULTIPART_KEYWORD;

/// All operations, by path and method.
pub(super) fn operations(document: &Document, config: &Config, model: &Model) -> Vec<Operation> {
    let resources = Resources::of(document.operations().map(|operation| operation.path));
    let mut taken = BTreeSet::new();
    let operations = document.operations().map(|json| {
        let (resource, mut verb) = resources.resource_and_method(json.id(), json.method, json.path);
        if !taken.insert((resource.clone(), verb.clone())) {
            verb = json.id().to_snake_case();
        }
        let parameters = parameters(json.object, json.path);
        let body = body(json.object);
        let streams = body.as_ref().is_some_and(|body| has_stream_flag(model, &body.schema));
        Operation {
            response: response(json.object, &parameters, model),
            headers: config
                .headers_for(&json.tags())
                .map(|rule| (rule.name.clone(), rule.value.clone()))
                .collect(),
            idempotent: config.is_idempotent(json.id()),
            deprecated: json.object.get("deprecated") == Some(&Value::Bool(true)),
            docs: docs(&json),
            id: json.id().to_owned(),
            pointer: json.pointer(),
            method: json.method.to_ascii_uppercase(),
            path: json.path.to_owned(),
            resource,
            verb,
            parameters,
            body,
            streams,
        }
    });
    operations.collect()
}

/// Path parameters in the order of the path, then the others in the order of the document.
fn parameters(operation: &Json, path: &str) -> Vec<Parameter> {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let mut parameters: Vec<Parameter> = parameters.filter_map(parameter).collect();
    parameters.sort_by_key(|parameter| {
        let position = path.find(&format!("{{{}}}", parameter.name));
        match parameter.location {
            Location::Path => position.unwrap_or(usize::MAX - 1),
            _ => usize::MAX,
        }
    });
    parameters
}

fn parameter(json: &Value) -> Option<Parameter> {
    let json = json.as_object()?;
    let location = match json.get("in")?.as_str()? {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        _ => return None,
    };
    Some(Parameter {
        name: text(json, "name"),
        location,
        required: json.get("required") == Some(&Value::Bool(true)),
        kind: json.get("schema").and_then(Value::as_object).map_or(Kind::Any, kind),
        docs: text(json, "description"),
    })
}

fn body(operation: &Json) -> Option<Body> {
    let body = operation.get("requestBody")?;
    let schema = body.pointer("/content/application~1json/schema")?;
    let Kind::Named(schema) = kind(schema.as_object()?) else { return None };
    let encoding = if body.get(MULTIPART_KEYWORD).is_some() { Encoding::Multipart } else { Encoding::Json };
    Some(Body { schema, encoding })
}

/// Whether a body has a `stream` flag.
fn has_stream_flag(model: &Model, schema: &str) -> bool {
    let flag = model.object(schema).and_then(|object| object.member("stream"));
    flag.is_some_and(|member| member.kind == Kind::Boolean)
}

fn response(operation: &Json, parameters: &[Parameter], model: &Model) -> Response {
    let responses = operation.get("responses").and_then(Value::as_object);
    let success = responses.into_iter().flatten().find(|(status, _)| status.starts_with('2'));
    let content = success.and_then(|(_, response)| response.get("content")?.as_object());
    let Some((media_type, media)) = content.and_then(|content| content.iter().next()) else {
        return Response::Empty;
    };
    if media_type != document::JSON {
        return Response::Bytes(media_type.clone());
    }
    let kind = media.get("schema").and_then(Value::as_object).map_or(Kind::Any, kind);
    match list(&kind, parameters, model) {
        Some(list) => Response::List(list),
        None => Response::Json(kind),
    }
}

/// The list, if a response is an object with `data` and pagination members only.
fn list(kind: &Kind, parameters: &[Parameter], model: &Model) -> Option<List> {
    const MEMBERS: [&str; 6] = ["object", "data", "first_id", "last_id", "has_more", "next_page"];
    let Kind::Named(page) = kind else { return None };
    let Shape::Object(object) = &model.schema(page)?.shape else { return None };
    let Kind::List(item) = &object.member("data")?.kind else { return None };
    if !matches!(**item, Kind::Named(_))
        || object.members.iter().any(|member| !MEMBERS.contains(&&*member.name))
    {
        return None;
    }
    let query = |name: &str| {
        parameters.iter().any(|parameter| parameter.name == name && parameter.location == Location::Query)
    };
    let paging = if query("after") {
        Paging::Cursor { backward: query("before") }
    } else if object.member("next_page").is_none() {
        Paging::Single
    } else if query("page") {
        Paging::Token
    } else {
        // There may be more items, but no parameter to request them.
        return None;
    };
    Some(List { page: page.clone(), item: (**item).clone(), paging })
}

fn docs(operation: &document::Operation<'_>) -> String {
    let (summary, description) = (text(operation.object, "summary"), text(operation.object, "description"));
    let summary = summary.trim_end_matches('.');
    let line = format!("`{} {}`", operation.method.to_ascii_uppercase(), operation.path);
    let parts = [format!("{summary}."), description, line];
    parts.iter().filter(|part| !part.is_empty() && *part != ".").cloned().collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::testing::config;
    use crate::document::Document;
    use crate::model::build;

    /// The response of a request with these query parameters, which has a page with these members.
    fn response_with(parameters: &[&str], members: &[&str]) -> Response {
        let parameter = |name: &&str| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
        let mut page =
            json!({ "data": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } });
        for member in members {
            page[*member] = json!({ "type": "string" });
        }
        let schema = json!({ "$ref": "#/components/schemas/Things" });
        let document = json!({
            "paths": { "/things": { "get": {
                "operationId": "listThings",
                "parameters": parameters.iter().map(parameter).collect::<Vec<_>>(),
                "responses": { "200": { "content": { "application/json": { "schema": schema } } } }
            } } },
            "components": { "schemas": {
                "Things": { "properties": page },
                "Thing": { "properties": { "id": { "type": "string" } } }
            } }
        });
        let model = build(&Document::new(document), &config(""));
        model
            .operations
            .first()
            .map(|operation| operation.response.clone())
            .expect("the document has an operation")
    }

    #[test]
    fn a_next_page_is_followed_only_if_the_request_can_ask_for_it() {
        let paging = |parameters: &[&str], members: &[&str]| match response_with(parameters, members) {
            Response::List(list) => Some(list.paging),
            _ => None,
        };
        assert_eq!(paging(&["after", "before"], &["has_more"]), Some(Paging::Cursor { backward: true }));
        assert_eq!(paging(&["after"], &["next_page"]), Some(Paging::Cursor { backward: false }));
        assert_eq!(paging(&[], &["has_more"]), Some(Paging::Single));
        assert_eq!(paging(&["page"], &["next_page"]), Some(Paging::Token));
        // The page itself has the token; a caller sees it there.
        assert_eq!(paging(&[], &["has_more", "next_page"]), None);
        assert_eq!(paging(&["limit"], &["next_page"]), None);
    }
}
