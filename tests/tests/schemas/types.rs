//! The table of schemas and their Rust types.

use std::any::type_name;

use openai_assistants::types::*;
use openai_assistants::{Error, from_json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lists::list;
use crate::schemas::Schemas;

/// Decodes JSON in two ways and compares the values.
pub type Comparison = fn(&Value) -> Result<bool, serde_json::Error>;

/// A generated type or a page of a list.
pub struct Type {
    /// The name of its schema, ignoring case.
    name: fn() -> &'static str,
    /// Decodes JSON, responses as in the client, and encodes it again.
    pub decode: fn(&str) -> Result<Value, Error>,
    /// Whether `serde_json` decodes a response to the same value; it cannot decode pages.
    pub is_read_alike: Option<Comparison>,
}

const fn response<T: DeserializeOwned + Serialize + PartialEq>() -> Type {
    Type { name: short_name::<T>, decode: decode::<T>, is_read_alike: Some(is_read_alike::<T>) }
}

const fn request<T: DeserializeOwned + Serialize>() -> Type {
    Type { name: short_name::<T>, decode: decode_strictly::<T>, is_read_alike: None }
}

/// The types of responses, of stream events and of the error body.
pub const RESPONSES: &[Type] = &[
    response::<AssistantObject>(),
    response::<AssistantStreamEvent>(),
    response::<DeleteAssistantResponse>(),
    response::<DeleteFileResponse>(),
    response::<DeleteMessageResponse>(),
    response::<DeleteModelResponse>(),
    response::<DeleteThreadResponse>(),
    response::<DeleteVectorStoreFileResponse>(),
    response::<DeleteVectorStoreResponse>(),
    response::<ErrorResponse>(),
    list!("ListAssistantsResponse", |client| client.assistants().list()),
    list!("ListFilesResponse", |client| client.files().list()),
    list!("ListMessagesResponse", |client| client.threads().messages().list("thread_1")),
    list!("ListModelsResponse", |client| client.models().list()),
    list!("ListRunStepsResponse", |client| client.threads().runs().steps().list("thread_1", "run_1")),
    list!("ListRunsResponse", |client| client.threads().runs().list("thread_1")),
    list!("ListVectorStoreFilesResponse", |client| client.vector_stores().files().list("vs_1")),
    list!("ListVectorStoresResponse", |client| client.vector_stores().list()),
    response::<MessageObject>(),
    response::<Model>(),
    response::<OpenAiFile>(),
    response::<RunObject>(),
    response::<RunStepObject>(),
    response::<ThreadObject>(),
    response::<Upload>(),
    response::<UploadPart>(),
    response::<VectorStoreFileBatchObject>(),
    response::<VectorStoreFileContentResponse>(),
    response::<VectorStoreFileObject>(),
    response::<VectorStoreObject>(),
    response::<VectorStoreSearchResultsPage>(),
];

/// The types of JSON request bodies.
pub const REQUESTS: &[Type] = &[
    request::<CompleteUploadRequest>(),
    request::<CreateAssistantRequest>(),
    request::<CreateMessageRequest>(),
    request::<CreateRunRequest>(),
    request::<CreateThreadAndRunRequest>(),
    request::<CreateThreadRequest>(),
    request::<CreateUploadRequest>(),
    request::<CreateVectorStoreFileBatchRequest>(),
    request::<CreateVectorStoreFileRequest>(),
    request::<CreateVectorStoreRequest>(),
    request::<UpdateAssistantRequest>(),
    request::<UpdateMessageRequest>(),
    request::<UpdateRunRequest>(),
    request::<UpdateThreadRequest>(),
    request::<SubmitToolOutputsRunRequest>(),
    request::<UpdateVectorStoreFileAttributesRequest>(),
    request::<UpdateVectorStoreRequest>(),
    request::<VectorStoreSearchRequest>(),
];

impl Type {
    /// Whether it is a page of a list.
    pub fn is_page(&self) -> bool {
        (self.name)().starts_with("List")
    }

    /// The schema of the document that the type was generated from.
    pub fn schema<'a>(&self, schemas: &'a Schemas) -> &'a str {
        let name = (self.name)();
        schemas.name(name).unwrap_or_else(|| panic!("the document has no schema for {name}"))
    }
}

fn short_name<T>() -> &'static str {
    type_name::<T>().rsplit("::").next().unwrap_or_default()
}

fn decode<T: DeserializeOwned + Serialize>(text: &str) -> Result<Value, Error> {
    Ok(written(&from_json::<T>(text.as_bytes())?))
}

fn decode_strictly<T: DeserializeOwned + Serialize>(text: &str) -> Result<Value, Error> {
    Ok(written(&serde_json::from_str::<T>(text).map_err(Error::other)?))
}

fn is_read_alike<T: DeserializeOwned + PartialEq>(json: &Value) -> Result<bool, serde_json::Error> {
    let read: T = serde_json::from_value(json.clone())?;
    Ok(from_json::<T>(json.to_string().as_bytes()).is_ok_and(|other| other == read))
}

/// A value as JSON.
pub fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("decoded values can be encoded")
}
