//! In: the JSON of a body. Out: the error that it describes.
//!
//! | shape | used by |
//! |---|---|
//! | `{"error": {"message", "type", "code", "param"}}` | the document; Azure with `innererror` |
//! | `{"error": "text"}`, with or without `message` and `statusCode` | web frameworks |
//! | `{"error": "code", "error_description": "text"}` | OAuth |
//! | `{"detail": "text"}`, `{"detail": {"error": ..}}`, `{"detail": [{"loc", "msg", "type"}]}` | FastAPI |
//! | `{"title", "detail", "type", "status"}` | RFC 9457 |
//! | `{"error": {"code", "message", "status"}}` | Google |
//! | `{"object": "error", "message", "type", "code"}` | vLLM |
//! | `{"code", "message"}`, `{"statusCode", "message"}` | gateways |
//! | `[{"error": {..}}]` | Gemini's compatible endpoint |
//! | `{"success": false, "errors": [{"code", "message"}]}` | Cloudflare |

use serde_json::{Map, Value};

use super::ApiError;

type Object = Map<String, Value>;

/// The maximum nesting of an error: gateways wrap the error of another server.
const MAX_DEPTH: u8 = 4;

/// Returns the error that a body describes; `None` if it has none of the members of an error.
pub(super) fn read(body: &Value) -> Option<ApiError> {
    let error = value(body, MAX_DEPTH);
    (error != ApiError::default()).then_some(error)
}

/// Whether a body with a success status describes an error.
///
/// Objects of the API have an `id`, and may have members such as `errors` or `message`, but no `error` that is set.
pub(super) fn is_error(body: &Value) -> bool {
    let object = match body {
        Value::Object(object) => object,
        Value::Array(items) => {
            let first = items.first().and_then(Value::as_object);
            return first.and_then(|object| get(object, "error")).is_some_and(is_set);
        }
        _ => return false,
    };
    let member = |key| get(object, key);
    let is_text = |key| member(key).is_some_and(Value::is_string);
    if member("error").is_some_and(is_set) || member("object").and_then(Value::as_str) == Some("error") {
        return true;
    }
    if member("id").is_some() {
        return false;
    }
    let failed = member("success") == Some(&Value::Bool(false));
    let succeeded = member("code").is_some_and(|code| code == 0 || code == 200);
    failed
        || member("errors").is_some_and(is_set)
        || member("detail").is_some_and(is_set)
        || !succeeded && (is_text("message") || is_text("msg"))
}

/// Whether a member is not null, false or empty.
fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(_) => true,
        Value::String(text) => text_of(text).is_some(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

fn value(value: &Value, depth: u8) -> ApiError {
    let Some(depth) = depth.checked_sub(1) else { return ApiError::default() };
    match value {
        Value::String(text) => ApiError { message: text_of(text), ..ApiError::default() },
        Value::Object(members) => object(members, depth),
        Value::Array(items) => list(items, depth),
        _ => ApiError::default(),
    }
}

fn object(object: &Object, depth: u8) -> ApiError {
    let mut error = ApiError {
        message: first_text(object, &["message", "msg", "error_description"]),
        r#type: first_text(object, &["type", "__type"]),
        code: first_text(object, &["code", "statusCode", "status_code"]),
        param: first_text(object, &["param"]),
    };
    // The HTTP status, or the name of the error.
    match get(object, "status") {
        Some(Value::String(name)) if error.r#type.is_none() => error.r#type = text_of(name),
        Some(status @ Value::Number(_)) if error.code.is_none() => error.code = text(status),
        _ => {}
    }
    match get(object, "error") {
        // A reason phrase or a code next to the message, or the message itself.
        Some(Value::String(name)) => match (&error.message, &error.r#type) {
            (None, _) => error.message = text_of(name),
            (Some(_), None) => error.r#type = text_of(name),
            _ => {}
        },
        Some(nested) => error = value(nested, depth).or(error),
        None => {}
    }
    if let Some(detail) = get(object, "detail") {
        error = match &error.message {
            Some(_) => error.or(value(detail, depth)),
            None => value(detail, depth).or(error),
        };
    }
    if let Some(errors) = get(object, "errors") {
        error = error.or(value(errors, depth));
    }
    error.message = error.message.or_else(|| first_text(object, &["title"]));
    error
}

/// The first error of a list, with the messages of all.
fn list(items: &[Value], depth: u8) -> ApiError {
    let mut errors = items.iter().map(|item| match item {
        Value::Object(members) if members.contains_key("loc") => invalid_member(members),
        item => value(item, depth),
    });
    let Some(mut first) = errors.next() else { return ApiError::default() };
    for message in errors.filter_map(|error| error.message) {
        match &mut first.message {
            Some(all) => {
                all.push_str("; ");
                all.push_str(&message);
            }
            none => *none = Some(message),
        }
    }
    first
}

/// FastAPI's `{"loc": ["body", "messages", 0, "role"], "msg": "field required", "type": "missing"}`.
fn invalid_member(member: &Object) -> ApiError {
    let location = get(member, "loc").and_then(Value::as_array);
    let location: Vec<String> = location.into_iter().flatten().filter_map(text).collect();
    let message = first_text(member, &["msg", "message"]);
    // The first part is the location: body, query, path.
    let param = location.get(1..).filter(|names| !names.is_empty()).map(|names| names.join("."));
    let message = match message {
        Some(message) if !location.is_empty() => Some(format!("{}: {message}", location.join("."))),
        message => message,
    };
    ApiError { message, r#type: first_text(member, &["type"]), code: None, param }
}

impl ApiError {
    /// Fills members from another error.
    fn or(self, other: Self) -> Self {
        Self {
            message: self.message.or(other.message),
            r#type: self.r#type.or(other.r#type),
            code: self.code.or(other.code),
            param: self.param.or(other.param),
        }
    }
}

/// Returns a member, ignoring the case of its key.
fn get<'a>(object: &'a Object, key: &str) -> Option<&'a Value> {
    let found = object.get(key);
    found.or_else(|| object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

fn first_text(object: &Object, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| get(object, key).and_then(text))
}

/// Converts a member to text; numbers and other values to their JSON. Returns `None` for `null`, `""` and `"None"`, which
/// servers in Python send for null.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => text_of(text),
        other => Some(other.to_string()),
    }
}

fn text_of(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text != "None").then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A strategy for JSON with the keys of errors.
    fn json() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "None|error|[a-z é😀]{0,8}".prop_map(Value::from),
        ];
        let key = prop::sample::select(
            &[
                "error", "errors", "detail", "message", "msg", "type", "code", "param", "loc", "object",
                "id", "status", "Error", "title", "success",
            ][..],
        );
        scalar.prop_recursive(8, 64, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key.clone(), inner), 0..5).prop_map(|members| {
                    Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_is_longer_than_the_body(body in json()) {
            // Nothing is repeated until it is long.
            let length = body.to_string().len();
            if let Some(error) = read(&body) {
                for text in [error.message, error.r#type, error.code, error.param].into_iter().flatten() {
                    prop_assert!(!text.is_empty() && text.len() <= 2 * length, "{text}: {body}");
                }
            }
            is_error(&body);
        }

        #[test]
        fn bytes_of_any_kind_are_read(bytes in any::<Vec<u8>>()) {
            ApiError::of_error_status(&bytes);
            ApiError::carried_by(&bytes);
        }
    }

    #[test]
    fn an_object_of_the_api_is_no_error() {
        for body in [
            r#"{"id":"batch_1","errors":{"data":[]},"message":"queued"}"#,
            r#"{"id":"vs_1","object":"vector_store","name":"a","error":null}"#,
            r#"{"id":"step_1","error":{}}"#,
            r#"{"code":0,"message":"success","data":null}"#,
            r#"{"object":"list","has_more":false,"errors":[]}"#,
            r#"[{"id":"a"}]"#,
            r#""error""#,
            "[]",
            "7",
        ] {
            assert_eq!(ApiError::carried_by(body.as_bytes()), None, "{body}");
        }
    }
}
