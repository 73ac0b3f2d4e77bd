//! `/uploads`: files in parts. Checks the size and the optional `md5`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::BytesMut;
use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::tool_resources::strings;
use super::{HandlerResult, files};
use crate::server::App;
use crate::server::call::Call;
use crate::server::error::ApiError;
use crate::server::expiry::Expiring;
use crate::server::state::{self, Upload, now};
use crate::server::validation::abridged;

/// After how many seconds an upload expires.
const EXPIRES_AFTER: u64 = 3_600;

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/uploads", post(create))
        .route("/uploads/{upload_id}/parts", post(add_part))
        .route("/uploads/{upload_id}/complete", post(complete))
        .route("/uploads/{upload_id}/cancel", post(cancel))
}

async fn create(State(app): State<App>, call: Call) -> HandlerResult {
    let body = &call.body;
    if body["bytes"].as_i64().is_none_or(|bytes| bytes < 0) {
        return Err(ApiError::invalid(
            "bytes",
            "value_below_min",
            "Invalid 'bytes': must be the size of the file.",
        ));
    }
    let mut state = app.state();
    let id = state.id("upload_");
    let expires_at = now() + EXPIRES_AFTER;
    state.deadlines.insert(expires_at, Expiring::Upload(id.clone()));
    let object = Arc::new(json!({
        "id": id, "object": "upload", "created_at": now(), "expires_at": expires_at,
        "filename": body["filename"], "bytes": body["bytes"], "purpose": body["purpose"], "status": "pending"
    }));
    let upload = Upload { object: Arc::clone(&object), parts: HashMap::new(), file: body.clone() };
    state.uploads.insert(id, upload);
    drop(state);
    super::object(&object)
}

/// Returns an upload if it is pending.
fn pending<'a>(state: &'a mut state::State, id: &str) -> Result<&'a mut Upload, ApiError> {
    let upload = state.uploads.get_mut(id).ok_or_else(|| ApiError::not_found("upload", id))?;
    match upload.object["status"].as_str() {
        Some("pending") => Ok(upload),
        status => {
            let status = status.unwrap_or_default();
            Err(ApiError::bad_request(format!(
                "The upload '{id}' is {status}; only a pending upload can be changed."
            )))
        }
    }
}

async fn add_part(State(app): State<App>, mut call: Call) -> HandlerResult {
    let data = call
        .files
        .remove("data")
        .ok_or_else(|| ApiError::bad_request("Missing required parameter: 'data'."))?;
    let upload_id = call.id("upload_id");
    let mut state = app.state();
    let id = state.id("part_");
    pending(&mut state, upload_id)?.parts.insert(id.clone(), data.bytes);
    drop(state);
    super::json(json!({ "id": id, "object": "upload.part", "created_at": now(), "upload_id": upload_id }))
}

async fn complete(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("upload_id");
    let mut state = app.state();
    let upload = pending(&mut state, id)?;
    let mut bytes = BytesMut::new();
    for part in strings(&call.body["part_ids"]) {
        bytes.extend_from_slice(upload.parts.get(part).ok_or_else(|| ApiError::not_found("part", part))?);
    }
    let (announced, sent) = (upload.object["bytes"].as_u64(), bytes.len());
    if announced != Some(sent as u64) {
        let announced = announced.unwrap_or_default();
        let message = format!("The upload was announced with {announced} bytes, but its parts have {sent}.");
        return Err(ApiError::bad_request(message));
    }
    if let Some(announced) = call.body["md5"].as_str() {
        check_md5(&bytes, announced)?;
    }
    let (body, parts) = (upload.file.clone(), std::mem::take(&mut upload.parts));
    drop(parts);
    let file = files::add(&mut state, body["filename"].as_str().unwrap_or_default(), &body, bytes.freeze());
    end(&mut state, id, "completed", Value::clone(&file))
}

fn check_md5(bytes: &[u8], announced: &str) -> Result<(), ApiError> {
    let found: String = Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if found.eq_ignore_ascii_case(announced) {
        return Ok(());
    }
    let announced = abridged(announced);
    let message = format!("Invalid 'md5': the parts have the checksum '{found}', not '{announced}'.");
    Err(ApiError::invalid("md5", "invalid_value", message))
}

async fn cancel(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("upload_id");
    let mut state = app.state();
    pending(&mut state, id)?.parts.clear();
    end(&mut state, id, "cancelled", Value::Null)
}

fn end(state: &mut state::State, id: &str, status: &str, file: Value) -> HandlerResult {
    let upload = pending(state, id)?;
    let object = Arc::make_mut(&mut upload.object);
    object["status"] = json!(status);
    object["file"] = file;
    super::object(&upload.object)
}
