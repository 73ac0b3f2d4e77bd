//! Hand-written types for exactly the members that the samples have.

#![allow(dead_code, reason = "only decoded")]

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Page<T> {
    object: String,
    data: Vec<T>,
    first_id: Option<String>,
    last_id: Option<String>,
    has_more: bool,
}

#[derive(Deserialize)]
pub struct Message {
    id: String,
    object: String,
    created_at: i64,
    thread_id: String,
    status: Option<MessageStatus>,
    incomplete_details: Option<IncompleteDetails>,
    completed_at: Option<i64>,
    incomplete_at: Option<i64>,
    role: Role,
    content: Vec<Content>,
    assistant_id: Option<String>,
    run_id: Option<String>,
    attachments: Option<Vec<Attachment>>,
    metadata: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum MessageStatus {
    InProgress,
    Incomplete,
    Completed,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    User,
    Assistant,
}

#[derive(Deserialize)]
struct IncompleteDetails {
    reason: String,
}

#[derive(Deserialize)]
struct Attachment {
    file_id: Option<String>,
    tools: Option<Vec<AttachmentTool>>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum AttachmentTool {
    CodeInterpreter,
    FileSearch,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Content {
    Text { text: Text },
    ImageFile { image_file: ImageFile },
    ImageUrl { image_url: ImageUrl },
    Refusal { refusal: String },
}

#[derive(Deserialize)]
struct Text {
    value: String,
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Annotation {
    FileCitation { text: String, file_citation: FileCitation, start_index: i64, end_index: i64 },
    FilePath { text: String, file_path: FilePath, start_index: i64, end_index: i64 },
}

#[derive(Deserialize)]
struct FileCitation {
    file_id: String,
}

#[derive(Deserialize)]
struct FilePath {
    file_id: String,
}

#[derive(Deserialize)]
struct ImageFile {
    file_id: String,
    detail: Option<String>,
}

#[derive(Deserialize)]
struct ImageUrl {
    url: String,
    detail: Option<String>,
}

#[derive(Deserialize)]
pub struct Step {
    id: String,
    object: String,
    created_at: i64,
    assistant_id: String,
    thread_id: String,
    run_id: String,
    r#type: StepType,
    status: StepStatus,
    step_details: StepDetails,
    last_error: Option<LastError>,
    expired_at: Option<i64>,
    cancelled_at: Option<i64>,
    failed_at: Option<i64>,
    completed_at: Option<i64>,
    metadata: Option<BTreeMap<String, String>>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StepType {
    MessageCreation,
    ToolCalls,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StepStatus {
    InProgress,
    Cancelled,
    Failed,
    Completed,
    Expired,
}

#[derive(Deserialize)]
struct LastError {
    code: String,
    message: String,
}

#[derive(Deserialize)]
struct Usage {
    completion_tokens: i64,
    prompt_tokens: i64,
    total_tokens: i64,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum StepDetails {
    MessageCreation { message_creation: MessageCreation },
    ToolCalls { tool_calls: Vec<ToolCall> },
}

#[derive(Deserialize)]
struct MessageCreation {
    message_id: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ToolCall {
    CodeInterpreter { id: String, code_interpreter: CodeInterpreter },
    FileSearch { id: String, file_search: FileSearch },
    Function { id: String, function: Function },
}

#[derive(Deserialize)]
struct CodeInterpreter {
    input: String,
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Output {
    Logs { logs: String },
    Image { image: FileCitation },
}

#[derive(Deserialize)]
struct FileSearch {
    ranking_options: Option<RankingOptions>,
    results: Option<Vec<SearchResult>>,
}

#[derive(Deserialize)]
struct RankingOptions {
    ranker: String,
    score_threshold: f64,
}

#[derive(Deserialize)]
struct SearchResult {
    file_id: String,
    file_name: String,
    score: f64,
    content: Option<Vec<SearchContent>>,
}

#[derive(Deserialize)]
struct SearchContent {
    r#type: Option<String>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Function {
    name: String,
    arguments: String,
    output: Option<String>,
}

#[derive(Deserialize)]
pub struct MessageDelta {
    id: String,
    object: String,
    delta: Delta,
}

#[derive(Deserialize)]
struct Delta {
    role: Option<Role>,
    content: Option<Vec<DeltaContent>>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum DeltaContent {
    Text { index: i64, text: Option<DeltaText> },
    ImageFile { index: i64, image_file: Option<ImageFile> },
    ImageUrl { index: i64, image_url: Option<ImageUrl> },
    Refusal { index: i64, refusal: Option<String> },
}

#[derive(Deserialize)]
struct DeltaText {
    value: Option<String>,
    annotations: Option<Vec<DeltaAnnotation>>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum DeltaAnnotation {
    FileCitation { index: i64, text: Option<String>, file_citation: Option<FileCitation> },
    FilePath { index: i64, text: Option<String>, file_path: Option<FilePath> },
}
