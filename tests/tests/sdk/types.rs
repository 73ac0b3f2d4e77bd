//! Decoding of values that are newer, older or different than the document.

use openai_assistants::types::{
    AssistantObject, AssistantStreamEvent, AssistantTool, CreateAssistantRequest, MessageContent,
    MessageObject, Model, OpenAiFile, ResponseFormat, RunObject, RunStatus, SearchFilter, SearchQuery,
    ToolChoice, ToolOutput, UpdateAssistantRequest,
};
use openai_assistants::{Error, Nullable, from_json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

/// Decodes a value and checks that it round-trips.
fn kept<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let decoded: T = from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
    assert_eq!(to_value(&decoded).expect("it encodes"), value);
    decoded
}

/// Decodes a value as the client does.
fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    from_json(value.to_string().as_bytes())
}

/// The error message of decoding.
fn decode_error<T: DeserializeOwned + std::fmt::Debug>(value: Value) -> String {
    from_value::<T>(value).expect_err("it is malformed").to_string()
}

#[test]
fn unknown_enum_values_are_kept() {
    let status: RunStatus = kept(json!("paused"));
    assert_eq!(status, RunStatus::Unknown("paused".to_owned()));
    assert_eq!((status.to_string().as_str(), status.as_str()), ("paused", "paused"));
    assert_eq!("queued".parse(), Ok(RunStatus::Queued));
    assert_eq!(kept::<RunStatus>(json!("requires_action")), RunStatus::RequiresAction);
}

#[test]
fn a_union_is_decoded_by_its_tag() {
    let tool: AssistantTool =
        kept(json!({ "type": "function", "function": { "name": "f", "strict": null } }));
    let AssistantTool::Function(function) = tool else { panic!("{tool:?}") };
    assert_eq!(function.function.strict, Nullable::Null);

    // The tag may come last.
    let late = r#"{"text": {"value": "hi", "annotations": []}, "type": "text"}"#;
    let content: MessageContent = serde_json::from_str(late).expect("it decodes");
    assert!(matches!(&content, MessageContent::Text(text) if text.text.value == "hi"), "{content:?}");

    let unknown = json!({ "type": "computer", "display": { "width": 1024 } });
    assert_eq!(kept::<AssistantTool>(unknown.clone()), AssistantTool::Unknown(unknown));
}

#[test]
fn a_malformed_payload_of_a_known_tag_is_an_error_with_the_field() {
    let missing = decode_error::<AssistantTool>(json!({ "type": "function" }));
    assert!(missing.contains("function"), "{missing}");
    let late = r#"{"text": {"value": 7}, "type": "text"}"#;
    let error = serde_json::from_str::<MessageContent>(late).expect_err("the value is a number").to_string();
    assert!(error.starts_with("text.value: "), "{error}");
}

#[test]
fn strings_and_json_types_are_variants() {
    assert_eq!(kept::<ToolChoice>(json!("auto")), ToolChoice::Auto);
    assert_eq!(kept::<ToolChoice>(json!("sometimes")), ToolChoice::Unknown(json!("sometimes")));
    let named = kept::<ToolChoice>(json!({ "type": "function", "function": { "name": "f" } }));
    assert!(matches!(named, ToolChoice::Named(_)), "{named:?}");
    assert_eq!(kept::<ResponseFormat>(json!("auto")), ResponseFormat::Auto);
    assert_eq!(kept::<ResponseFormat>(json!({ "type": "json_object" })), ResponseFormat::JsonObject);
    assert_eq!(kept::<ResponseFormat>(json!({ "type": "text" })), ResponseFormat::Text);
    assert_eq!(SearchQuery::from("torque"), kept::<SearchQuery>(json!("torque")));
    kept::<SearchQuery>(json!(["torque", "chain"]));
    let filter =
        json!({ "type": "and", "filters": [{ "type": "in", "key": "year", "value": [2024, "2025", 0.5] }] });
    // Integers and floats are the same variant.
    let decoded: SearchFilter = from_value(filter).expect("it decodes");
    assert!(matches!(decoded, SearchFilter::Compound(_)), "{decoded:?}");
}

#[test]
fn absent_null_and_value_are_distinct() {
    let untouched = UpdateAssistantRequest::default();
    assert_eq!(to_value(&untouched).expect("it encodes"), json!({}));
    let cleared = kept::<UpdateAssistantRequest>(json!({ "name": null, "metadata": null, "tools": [] }));
    assert!(cleared.name.is_null() && cleared.description.is_absent());
    let mut body = CreateAssistantRequest::new("gpt-4o");
    body.name = "Tutor".into();
    body.metadata = [("k", "v")].into();
    assert_eq!(
        to_value(&body).expect("it encodes"),
        json!({ "model": "gpt-4o", "name": "Tutor", "metadata": { "k": "v" } })
    );
}

#[test]
fn responses_are_decoded_leniently() {
    let assistant =
        json!({ "id": "asst_1", "object": "assistant", "created_at": 1, "model": "gpt-4o", "tools": null });
    let assistant: AssistantObject = read(&assistant).expect("it decodes");
    assert!(assistant.tools.is_empty() && assistant.name.is_none() && assistant.metadata.is_none());
    let file = json!({
        "id": "file-1", "object": "file", "bytes": 3_000_000_000.0, "created_at": 1_760_000_000, "filename": "a.pdf",
        "purpose": "assistants", "added_tomorrow": true
    });
    let file: OpenAiFile = read(&file).expect("it decodes");
    assert_eq!((file.bytes, file.status), (Some(3_000_000_000), None));
    let half = json!({ "id": "f", "bytes": 1.5, "created_at": 1, "filename": "a", "purpose": "vision" });
    let half = read::<OpenAiFile>(&half).expect_err("the size is not an integer");
    assert!(
        half.is_decode() && half.path() == Some("bytes") && half.to_string().contains("integer"),
        "{half}"
    );
}

#[test]
fn events_are_decoded_by_name_in_either_order() {
    let done: AssistantStreamEvent = kept(json!({ "event": "done", "data": "[DONE]" }));
    assert_eq!(done, AssistantStreamEvent::Done("[DONE]".to_owned()));
    let unknown: AssistantStreamEvent =
        kept(json!({ "event": "thread.archived", "data": { "id": "thread_1" } }));
    assert_eq!(unknown.event(), "thread.archived");
    let delta = r#"{"data": {"id": "msg_1", "delta": {"content": [{"index": 0, "type": "text", "text": {"value": "h"}}]}}, "event": "thread.message.delta"}"#;
    let delta: AssistantStreamEvent = serde_json::from_str(delta).expect("it decodes");
    assert!(matches!(delta, AssistantStreamEvent::ThreadMessageDelta(_)), "{delta:?}");
    let malformed =
        decode_error::<AssistantStreamEvent>(json!({ "event": "thread.run.created", "data": { "id": 7 } }));
    assert!(malformed.contains("expected a string"), "{malformed}");
}

#[test]
fn helper_methods() {
    let output = ToolOutput::new("call_1", "21 degrees");
    assert_eq!(
        to_value(&output).expect("it encodes"),
        json!({ "tool_call_id": "call_1", "output": "21 degrees" })
    );
    assert_eq!(to_value(AssistantTool::file_search()).expect("it encodes"), json!({ "type": "file_search" }));
    assert!(RunStatus::RequiresAction.is_terminal() && RunStatus::Expired.is_terminal());
    assert!(!RunStatus::Cancelling.is_terminal() && !RunStatus::from("paused").is_terminal());

    let text = |value: &str| json!({ "type": "text", "text": { "value": value, "annotations": [] } });
    let message = json!({
        "id": "msg_1", "object": "thread.message", "created_at": 1, "thread_id": "thread_1", "role": "assistant",
        "content": [text("One."), { "type": "hologram" }, text("Two.")]
    });
    let message: MessageObject = from_value(message).expect("it decodes");
    assert_eq!(message.text(), "One.\n\nTwo.");

    let call = json!({ "id": "call_1", "type": "function", "function": { "name": "f", "arguments": "{}" } });
    let run = json!({
        "id": "run_1", "object": "thread.run", "created_at": 1, "thread_id": "thread_1", "assistant_id": "asst_1",
        "status": "requires_action", "model": "gpt-4o", "tools": [],
        "required_action": { "type": "submit_tool_outputs", "submit_tool_outputs": { "tool_calls": [call] } }
    });
    let run: RunObject = from_value(run).expect("it decodes");
    assert_eq!(run.tool_calls().iter().map(|call| call.function.name.as_str()).collect::<Vec<_>>(), ["f"]);
}

/// The table of all members is in `schemas/tolerance.rs`; here are the values.
#[test]
fn values_of_similar_types_keep_their_meaning() {
    let run: RunObject = read(&json!({
        "id": "run_1",
        "status": "completed",
        "created": "2026-11-22T10:00:00Z",
        "started_at": 1_795_341_600.7,
        "completed_at": -1,
        "expires_at": 1_795_341_600_000_i64,
        "temperature": "0.5",
        "parallel_tool_calls": "true",
        "metadata": { "number": 7, "list": [1, "a"], "null": null },
        "incomplete_details": "null",
        "required_action": {},
        "usage": { "input_tokens": 3, "output_tokens": "4", "total_tokens": 7.0 }
    }))
    .expect("it decodes");
    assert_eq!((run.created_at, run.started_at), (Some(1_795_341_600), Some(1_795_341_600)));
    assert_eq!((run.completed_at, run.expires_at), (None, Some(1_795_341_600_000)));
    assert_eq!((run.temperature, run.parallel_tool_calls), (Some(0.5), Some(true)));
    let metadata = [("list", r#"[1,"a"]"#), ("null", "null"), ("number", "7")];
    assert!(run.metadata.iter().flatten().map(|(key, value)| (&**key, &**value)).eq(metadata));
    assert!(run.incomplete_details.is_none() && run.required_action.is_none());
    let usage = run.usage.expect("it is there");
    assert_eq!(
        (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens),
        (Some(3), Some(4), Some(7))
    );
}

/// A member's own name has precedence, in any order, unless it has no value.
#[test]
fn an_alias_fills_a_missing_member() {
    let created = |json: &str| {
        let model: Model = from_json(json.as_bytes()).expect("it decodes");
        model.created
    };
    assert_eq!(created(r#"{"id":"m","created_at":1}"#), Some(1));
    assert_eq!(created(r#"{"id":"m","created":2,"created_at":1}"#), Some(2));
    assert_eq!(created(r#"{"id":"m","created_at":1,"created":2}"#), Some(2));
    assert_eq!(created(r#"{"id":"m","created":null,"created_at":1}"#), Some(1));
    assert_eq!(created(r#"{"id":"m","created_at":1,"created":null}"#), Some(1));
}
