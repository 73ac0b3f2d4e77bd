//! Extracts a [`Call`] from an HTTP request: checks the API key and headers, and validates path, query and body
//! against the document. All handlers take a `Call`, so no handler can skip a check.

use std::collections::BTreeMap;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Multipart, Query, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::App;
use super::document::{Operation, RequestBody, document};
use super::error::ApiError;
use super::page::Cursor;
use super::validation::{self, abridged, wrong_value};

/// A valid request.
#[derive(Debug)]
pub struct Call {
    /// The JSON body, or the fields of the form; `null` if the operation takes no body.
    pub body: Value,
    /// The files of the form, by field name.
    pub files: BTreeMap<String, FormFile>,
    path: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    max_page: usize,
}

/// A file in a form.
#[derive(Debug)]
pub struct FormFile {
    /// The file name that the client sent.
    pub name: String,
    /// The content.
    pub bytes: Bytes,
}

impl Call {
    /// A path parameter.
    pub fn id(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// A query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The pagination parameters of the query.
    pub fn cursor(&self) -> Cursor {
        let usual = if self.max_page == MAX_PAGE { 20 } else { self.max_page };
        Cursor {
            limit: self.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(usual),
            ascending: self.query("order") == Some("asc"),
            after: self.query("after").map(str::to_owned),
            before: self.query("before").map(str::to_owned),
        }
    }
}

const MAX_PAGE: usize = 100;
const MAX_PAGE_OF_FILES: usize = 10_000;

impl FromRequest<App> for Call {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        check_key(&parts.headers, &app.api_key)?;
        let template = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let template = template.strip_prefix(super::BASE_PATH).unwrap_or(template);
        let operation = document()
            .operation(&parts.method, template)
            .ok_or_else(|| ApiError::not_found("operation", template))?;
        check_beta(&parts.headers, operation)?;
        let path = path(&mut parts).await?;
        let max_page = if operation.path == "/files" { MAX_PAGE_OF_FILES } else { MAX_PAGE };
        let query = query(&parts, operation, max_page)?;
        let mut call = Self { body: Value::Null, files: BTreeMap::new(), path, query, max_page };
        if let Some(expected) = &operation.body {
            let request = Request::from_parts(parts, body);
            match expected.multipart {
                true => call.read_form(request, app, expected).await?,
                false => call.read_json(request, app, expected).await?,
            }
        }
        Ok(call)
    }
}

impl Call {
    async fn read_json(
        &mut self,
        request: Request,
        app: &App,
        expected: &RequestBody,
    ) -> Result<(), ApiError> {
        let media_type = header(request.headers(), header::CONTENT_TYPE.as_str()).to_owned();
        let bytes = Bytes::from_request(request, app).await.map_err(|error| {
            ApiError::new(error.status(), format!("Cannot read the body: {}.", error.body_text()))
        })?;
        if bytes.is_empty() {
            self.body = json!({});
        } else if media_type.split(';').next().is_some_and(|kind| kind.trim() == "application/json") {
            self.body = serde_json::from_slice(&bytes)
                .map_err(|error| ApiError::bad_request(format!("The body is not valid JSON: {error}.")))?;
        } else {
            let message = format!(
                "Unsupported content type '{}'. Send the header 'Content-Type: application/json'.",
                abridged(&media_type)
            );
            return Err(ApiError::invalid("Content-Type", "unsupported_content_type", message));
        }
        validation::check(expected, &self.body)
    }

    async fn read_form(
        &mut self,
        request: Request,
        app: &App,
        expected: &RequestBody,
    ) -> Result<(), ApiError> {
        let mut form = Multipart::from_request(request, app).await.map_err(|error| {
            ApiError::bad_request(format!("Expected a form (multipart/form-data): {}.", error.body_text()))
        })?;
        let mut body = Map::new();
        while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file) => {
                    let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
                    // In the document a file is a string of format binary; the content is kept in `files`.
                    body.insert(name.clone(), json!(""));
                    self.files.insert(name, FormFile { name: file, bytes });
                }
                None => insert(&mut body, &name, text(field).await?),
            }
        }
        self.body = Value::Object(body);
        validation::check(expected, &self.body)?;
        // The schema of a file is a string, so validation does not reject a text field.
        match ["file", "data"]
            .into_iter()
            .find(|name| self.body.get(name).is_some() && !self.files.contains_key(*name))
        {
            Some(name) => {
                let message = format!(
                    "Invalid type for '{name}': expected a file, but got a field without a file name."
                );
                Err(ApiError::invalid(name, "invalid_type", message))
            }
            None => Ok(()),
        }
    }
}

async fn text(field: Field<'_>) -> Result<Value, ApiError> {
    let text = field.text().await.map_err(|error| unreadable(&error))?;
    // Form fields are text; the only integer is `expires_after[seconds]`.
    Ok(text.parse::<i64>().map_or_else(|_| json!(text), Value::from))
}

/// Inserts a field by its name: `expires_after[seconds]` is a nested member.
fn insert(body: &mut Map<String, Value>, name: &str, value: Value) {
    match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
        Some((outer, inner)) => {
            if let Value::Object(members) = body.entry(outer).or_insert_with(|| json!({})) {
                members.insert(inner.to_owned(), value);
            }
        }
        None => {
            body.insert(name.to_owned(), value);
        }
    }
}

fn unreadable(error: &MultipartError) -> ApiError {
    ApiError::new(error.status(), format!("Cannot read the form: {}.", error.body_text()))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Checks the API key, sent as `Authorization: Bearer` or as `api-key`. Errors never contain it.
fn check_key(headers: &HeaderMap, expected: &str) -> Result<(), ApiError> {
    let unauthorized = |message: &str, code: Option<&str>| {
        let code = code.map(str::to_owned);
        Err(ApiError { code, ..ApiError::new(StatusCode::UNAUTHORIZED, message) })
    };
    let bearer = header(headers, header::AUTHORIZATION.as_str()).strip_prefix("Bearer ");
    match bearer.unwrap_or(header(headers, "api-key")).trim() {
        "" => unauthorized("No API key was given. Send it as 'Authorization: Bearer KEY'.", None),
        key if key == expected => Ok(()),
        _ => unauthorized(
            "Incorrect API key: the server was started with another one.",
            Some("invalid_api_key"),
        ),
    }
}

fn check_beta(headers: &HeaderMap, operation: &Operation) -> Result<(), ApiError> {
    let wanted = "assistants=v2";
    let mut given = headers.get_all("openai-beta").iter().filter_map(|value| value.to_str().ok());
    if !operation.beta || given.any(|value| value.split(',').any(|part| part.trim() == wanted)) {
        return Ok(());
    }
    let message = format!("This operation is in beta: send the header 'OpenAI-Beta: {wanted}'.");
    Err(ApiError { code: Some("invalid_beta".to_owned()), ..ApiError::bad_request(message) })
}

async fn path(parts: &mut Parts) -> Result<BTreeMap<String, String>, ApiError> {
    let ids = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|error| ApiError::bad_request(format!("Cannot read the path: {}.", error.body_text())))?;
    Ok(ids.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn query(parts: &Parts, operation: &Operation, max_page: usize) -> Result<Vec<(String, String)>, ApiError> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
        .map_err(|error| ApiError::bad_request(format!("Cannot read the query: {}.", error.body_text())))?;
    for (name, value) in &pairs {
        // Azure-style clients send it with every request.
        if name == "api-version" {
            continue;
        }
        let Some(known) = operation.query.iter().find(|known| known.name == *name) else {
            let name = abridged(name);
            let message = format!("Unknown query parameter: '{name}'.");
            return Err(ApiError::invalid(name, "unknown_parameter", message));
        };
        if known.integer {
            let fits = value.parse().is_ok_and(|number| (1..=max_page).contains(&number));
            if !fits {
                let value = abridged(value);
                let message = format!(
                    "Invalid value for '{name}': expected an integer from 1 to {max_page}, but got '{value}'."
                );
                return Err(ApiError::invalid(name, "invalid_value", message));
            }
        } else if !known.values.is_empty() && !known.values.contains(value) {
            return Err(wrong_value(name, &known.values, &json!(value)));
        }
    }
    Ok(pairs)
}
