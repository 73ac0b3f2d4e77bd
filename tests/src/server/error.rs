//! The error response: a status, and the error body of the API.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An error of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The message: what is wrong, and where.
    pub message: String,
    /// The parameter: `tools[0].type`.
    pub param: Option<String>,
    /// The machine-readable code: `unknown_parameter`.
    pub code: Option<String>,
}

impl ApiError {
    /// An error without parameter and code.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), param: None, code: None }
    }

    /// 400: the request is invalid.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400: the value of `param` is invalid; if empty, the body.
    pub fn invalid(param: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        let param = Some(param.into()).filter(|param| !param.is_empty());
        Self { param, code: Some(code.to_owned()), ..Self::bad_request(message) }
    }

    /// 404: no object of this kind has this id.
    pub fn not_found(kind: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("No {kind} found with id '{id}'."))
    }

    fn kind(&self) -> &'static str {
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
            status if status.is_server_error() => "server_error",
            _ => "invalid_request_error",
        }
    }

    /// The body.
    pub fn body(&self) -> Value {
        json!({ "error": {
            "message": self.message, "type": self.kind(), "param": self.param, "code": self.code
        } })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(self.body())).into_response()
    }
}
