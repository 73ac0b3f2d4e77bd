//! An HTTP request arrives, a [`Call`] leaves: who may call was checked, and path, query and body are what the
//! document says. Every handler takes one, so none can forget a check.

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

/// A request that has passed every check that needs no state.
#[derive(Debug)]
pub struct Call {
    /// The JSON body, or the fields of the form; `null` if the operation takes none.
    pub body: Value,
    /// The files of the form: name of the field -> file.
    pub files: BTreeMap<String, FormFile>,
    path: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    largest_page: usize,
}

/// A file in a form.
#[derive(Debug)]
pub struct FormFile {
    /// The name that the client gave it.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

impl Call {
    /// A parameter of the path.
    pub fn id(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What the query says about pages. The numbers were checked.
    pub fn cursor(&self) -> Cursor {
        let usual = if self.largest_page == LARGEST_PAGE { 20 } else { self.largest_page };
        Cursor {
            limit: self.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(usual),
            ascending: self.query("order") == Some("asc"),
            after: self.query("after").map(str::to_owned),
            before: self.query("before").map(str::to_owned),
        }
    }
}

const LARGEST_PAGE: usize = 100;
const LARGEST_PAGE_OF_FILES: usize = 10_000;

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
        let largest_page = if operation.path == "/files" { LARGEST_PAGE_OF_FILES } else { LARGEST_PAGE };
        let query = query(&parts, operation, largest_page)?;
        let mut call = Self { body: Value::Null, files: BTreeMap::new(), path, query, largest_page };
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
            ApiError::new(error.status(), format!("The body cannot be read: {}.", error.body_text()))
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
                    // The document calls a file a string of binary format; its bytes are kept beside.
                    body.insert(name.clone(), json!(""));
                    self.files.insert(name, FormFile { name: file, bytes });
                }
                None => insert(&mut body, &name, text(field).await?),
            }
        }
        self.body = Value::Object(body);
        validation::check(expected, &self.body)?;
        // A file is a string to the document, but a field of text is no file.
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
    // Forms know no numbers; the one that the API takes is `expires_after[seconds]`.
    Ok(text.parse::<i64>().map_or_else(|_| json!(text), Value::from))
}

/// Puts a field where its name says: `expires_after[seconds]` is a member of a member.
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
    ApiError::new(error.status(), format!("The form cannot be read: {}.", error.body_text()))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The key, as `Authorization: Bearer` or, like Azure's, as `api-key`. It is never quoted.
fn check_key(headers: &HeaderMap, expected: &str) -> Result<(), ApiError> {
    let refusal = |message: &str, code: Option<&str>| {
        let code = code.map(str::to_owned);
        Err(ApiError { code, ..ApiError::new(StatusCode::UNAUTHORIZED, message) })
    };
    let bearer = header(headers, header::AUTHORIZATION.as_str()).strip_prefix("Bearer ");
    match bearer.unwrap_or(header(headers, "api-key")).trim() {
        "" => refusal("No API key was given. Send it as 'Authorization: Bearer KEY'.", None),
        key if key == expected => Ok(()),
        _ => refusal(
            "Incorrect API key: it is not the one this server was started with.",
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
        .map_err(|error| ApiError::bad_request(format!("The path cannot be read: {}.", error.body_text())))?;
    Ok(ids.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn query(
    parts: &Parts,
    operation: &Operation,
    largest_page: usize,
) -> Result<Vec<(String, String)>, ApiError> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|error| {
        ApiError::bad_request(format!("The query cannot be read: {}.", error.body_text()))
    })?;
    for (name, value) in &pairs {
        // What Azure-style clients send along on every call.
        if name == "api-version" {
            continue;
        }
        let Some(known) = operation.query.iter().find(|known| known.name == *name) else {
            let name = abridged(name);
            let message = format!("Unknown query parameter: '{name}'.");
            return Err(ApiError::invalid(name, "unknown_parameter", message));
        };
        if known.integer {
            let fits = value.parse().is_ok_and(|number| (1..=largest_page).contains(&number));
            if !fits {
                let value = abridged(value);
                let message = format!(
                    "Invalid value for '{name}': expected an integer from 1 to {largest_page}, but got '{value}'."
                );
                return Err(ApiError::invalid(name, "invalid_value", message));
            }
        } else if !known.values.is_empty() && !known.values.contains(value) {
            return Err(wrong_value(name, &known.values, &json!(value)));
        }
    }
    Ok(pairs)
}
