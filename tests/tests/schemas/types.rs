//! Which Rust type stands for which schema, and what the tests do with it.

use std::any::type_name;
use std::fmt;

use openai_assistants::types::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::schemas::Schemas;

/// A generated type.
pub struct Type {
    name: fn() -> &'static str,
    /// Reads JSON and writes it again.
    pub decode: fn(&str) -> Result<Value, Fault>,
}

const fn of<T: DeserializeOwned + Serialize>() -> Type {
    Type { name: type_name::<T>, decode: decode::<T> }
}

/// What answers are read as: all responses of the document, an event of a stream, and the body of an error.
pub const RESPONSES: &[Type] = &[
    of::<AssistantObject>(),
    of::<AssistantStreamEvent>(),
    of::<DeleteAssistantResponse>(),
    of::<DeleteFileResponse>(),
    of::<DeleteMessageResponse>(),
    of::<DeleteModelResponse>(),
    of::<DeleteThreadResponse>(),
    of::<DeleteVectorStoreFileResponse>(),
    of::<DeleteVectorStoreResponse>(),
    of::<ErrorResponse>(),
    of::<ListAssistantsResponse>(),
    of::<ListFilesResponse>(),
    of::<ListMessagesResponse>(),
    of::<ListModelsResponse>(),
    of::<ListRunStepsResponse>(),
    of::<ListRunsResponse>(),
    of::<ListVectorStoreFilesResponse>(),
    of::<ListVectorStoresResponse>(),
    of::<MessageObject>(),
    of::<Model>(),
    of::<OpenAiFile>(),
    of::<RunObject>(),
    of::<RunStepObject>(),
    of::<ThreadObject>(),
    of::<Upload>(),
    of::<UploadPart>(),
    of::<VectorStoreFileBatchObject>(),
    of::<VectorStoreFileContentResponse>(),
    of::<VectorStoreFileObject>(),
    of::<VectorStoreObject>(),
    of::<VectorStoreSearchResultsPage>(),
];

/// What requests send as JSON.
pub const REQUESTS: &[Type] = &[
    of::<CompleteUploadRequest>(),
    of::<CreateAssistantRequest>(),
    of::<CreateMessageRequest>(),
    of::<CreateRunRequest>(),
    of::<CreateThreadAndRunRequest>(),
    of::<CreateThreadRequest>(),
    of::<CreateUploadRequest>(),
    of::<CreateVectorStoreFileBatchRequest>(),
    of::<CreateVectorStoreFileRequest>(),
    of::<CreateVectorStoreRequest>(),
    of::<UpdateAssistantRequest>(),
    of::<UpdateMessageRequest>(),
    of::<UpdateRunRequest>(),
    of::<UpdateThreadRequest>(),
    of::<SubmitToolOutputsRunRequest>(),
    of::<UpdateVectorStoreFileAttributesRequest>(),
    of::<UpdateVectorStoreRequest>(),
    of::<VectorStoreSearchRequest>(),
];

impl Type {
    /// The schema of the document that the type was generated from.
    pub fn schema<'a>(&self, schemas: &'a Schemas) -> &'a str {
        let name = (self.name)().rsplit("::").next().unwrap_or_default();
        schemas.name(name).unwrap_or_else(|| panic!("the document has no schema for {name}"))
    }
}

/// Why JSON could not be read.
#[derive(Debug)]
pub struct Fault {
    path: String,
    message: String,
}

impl Fault {
    /// Whether path and message together lead to this JSON pointer. What came before the tag of a union is
    /// read after it, and the message begins with the rest of the path.
    pub fn names(&self, pointer: &str) -> bool {
        let mut rest = pointer;
        for part in std::iter::once(self.path.as_str()).chain(self.message.split(": ")) {
            let steps = part.replace('[', ".").replace(']', "").replace('.', "/");
            rest = rest.strip_prefix(&format!("/{steps}")).unwrap_or(rest);
        }
        rest.is_empty()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

fn decode<T: DeserializeOwned + Serialize>(text: &str) -> Result<Value, Fault> {
    let decoder = &mut serde_json::Deserializer::from_str(text);
    let read: T = serde_path_to_error::deserialize(decoder)
        .map_err(|error| Fault { path: error.path().to_string(), message: error.inner().to_string() })?;
    Ok(serde_json::to_value(&read).expect("what was read can be written"))
}
