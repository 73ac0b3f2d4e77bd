//! What a server works on: runs, files that are being indexed or looked into.

use crate::builder::{
    CancelRun, CancelVectorStoreFileBatch, CreateFile, CreateRun, CreateThreadAndRun, CreateVectorStore,
    CreateVectorStoreFile, CreateVectorStoreFileBatch, GetRun, GetVectorStore, GetVectorStoreFile,
    GetVectorStoreFileBatch, RetrieveFile, SubmitToolOutputsToRun,
};
use crate::runtime::call::Call;
use crate::runtime::polling::{Cancel, Job, Poll, Polling, Progress};
use crate::types::{
    FileStatus, OpenAiFile, RunObject, RunStatus, VectorStoreFileBatchObject, VectorStoreFileObject,
    VectorStoreFileStatus, VectorStoreObject, VectorStoreStatus,
};
use crate::{Client, Error, Request};

impl Job for RunObject {
    fn progress(&self) -> Progress {
        let ended = match &self.status {
            RunStatus::Completed => return Progress::Completed,
            status if !status.is_terminal() => return Progress::Working,
            RunStatus::RequiresAction => {
                let calls: Vec<&str> = self.tool_calls().iter().map(|call| &*call.function.name).collect();
                return Progress::Ended(format!("waits for the outputs of {}", calls.join(", ")));
            }
            status => format!("is {status}"),
        };
        let error = self.last_error.as_ref().map(|error| format!(": {}: {}", error.code, error.message));
        let details = self.incomplete_details.as_ref();
        let reason = details.and_then(|details| Some(format!(": {}", details.reason.as_ref()?)));
        Progress::Ended(format!("{ended}{}", error.or(reason).unwrap_or_default()))
    }

    fn name(&self) -> String {
        format!("run {}", self.id)
    }

    fn look(&self, client: &Client) -> Result<Call, Error> {
        client.threads().runs().retrieve(&self.thread_id, &self.id).into_call()
    }
}

impl Cancel for RunObject {
    fn cancel(&self, client: &Client) -> Result<Call, Error> {
        client.threads().runs().cancel(&self.thread_id, &self.id).into_call()
    }
}

impl Job for VectorStoreFileObject {
    fn progress(&self) -> Progress {
        match indexed(self.status.as_ref()) {
            Progress::Ended(ended) => {
                let error = self.last_error.as_ref();
                let error = error.map(|error| format!(": {}: {}", error.code, error.message));
                Progress::Ended(format!("{ended}{}", error.unwrap_or_default()))
            }
            progress => progress,
        }
    }

    fn name(&self) -> String {
        format!("file {} of vector store {}", self.id, self.vector_store_id)
    }

    fn look(&self, client: &Client) -> Result<Call, Error> {
        client.vector_stores().files().retrieve(&self.vector_store_id, &self.id).into_call()
    }
}

impl Job for VectorStoreFileBatchObject {
    fn progress(&self) -> Progress {
        match indexed(Some(&self.status)) {
            Progress::Ended(ended) => {
                let counts = &self.file_counts;
                Progress::Ended(format!("{ended}: {} of {} files failed", counts.failed, counts.total))
            }
            progress => progress,
        }
    }

    fn name(&self) -> String {
        format!("file batch {} of vector store {}", self.id, self.vector_store_id)
    }

    fn look(&self, client: &Client) -> Result<Call, Error> {
        client.vector_stores().file_batches().retrieve(&self.vector_store_id, &self.id).into_call()
    }
}

impl Cancel for VectorStoreFileBatchObject {
    fn cancel(&self, client: &Client) -> Result<Call, Error> {
        client.vector_stores().file_batches().cancel(&self.vector_store_id, &self.id).into_call()
    }
}

/// How far files are. A server that does not say has nothing to wait for.
fn indexed(status: Option<&VectorStoreFileStatus>) -> Progress {
    match status {
        None | Some(VectorStoreFileStatus::Completed) => Progress::Completed,
        Some(status @ (VectorStoreFileStatus::Failed | VectorStoreFileStatus::Cancelled)) => {
            Progress::Ended(format!("is {status}"))
        }
        Some(_) => Progress::Working,
    }
}

/// Its files are what is waited for.
impl Job for VectorStoreObject {
    fn progress(&self) -> Progress {
        match &self.status {
            None | Some(VectorStoreStatus::Completed) => Progress::Completed,
            Some(status @ VectorStoreStatus::Expired) => Progress::Ended(format!("is {status}")),
            Some(_) => Progress::Working,
        }
    }

    fn name(&self) -> String {
        format!("vector store {}", self.id)
    }

    fn look(&self, client: &Client) -> Result<Call, Error> {
        client.vector_stores().retrieve(&self.id).into_call()
    }
}

impl Job for OpenAiFile {
    fn progress(&self) -> Progress {
        match &self.status {
            None | Some(FileStatus::Processed) => Progress::Completed,
            Some(FileStatus::Error) => {
                let details = self.status_details.as_ref().map(|details| format!(": {details}"));
                Progress::Ended(format!("cannot be processed{}", details.unwrap_or_default()))
            }
            Some(_) => Progress::Working,
        }
    }

    fn name(&self) -> String {
        format!("file {}", self.id)
    }

    fn look(&self, client: &Client) -> Result<Call, Error> {
        client.files().retrieve(&self.id).into_call()
    }
}

impl CreateFile<'_> {
    /// Uploads the file and waits until the server has processed it; the same as [`Poll::poll`].
    pub fn wait_until_processed<'a>(self) -> Polling<'a, OpenAiFile> {
        self.poll()
    }
}

impl RetrieveFile<'_> {
    /// Waits until the server has processed the file; the same as [`Poll::poll`].
    pub fn wait_until_processed<'a>(self) -> Polling<'a, OpenAiFile> {
        self.poll()
    }
}

impl Poll for CreateRun<'_> {
    type Job = RunObject;
}

impl Poll for CreateThreadAndRun<'_> {
    type Job = RunObject;
}

impl Poll for SubmitToolOutputsToRun<'_> {
    type Job = RunObject;
}

impl Poll for CancelRun<'_> {
    type Job = RunObject;
}

impl Poll for GetRun<'_> {
    type Job = RunObject;
}

impl Poll for CreateVectorStore<'_> {
    type Job = VectorStoreObject;
}

impl Poll for GetVectorStore<'_> {
    type Job = VectorStoreObject;
}

impl Poll for CreateVectorStoreFile<'_> {
    type Job = VectorStoreFileObject;
}

impl Poll for GetVectorStoreFile<'_> {
    type Job = VectorStoreFileObject;
}

impl Poll for CreateVectorStoreFileBatch<'_> {
    type Job = VectorStoreFileBatchObject;
}

impl Poll for GetVectorStoreFileBatch<'_> {
    type Job = VectorStoreFileBatchObject;
}

impl Poll for CancelVectorStoreFileBatch<'_> {
    type Job = VectorStoreFileBatchObject;
}

impl Poll for CreateFile<'_> {
    type Job = OpenAiFile;
}

impl Poll for RetrieveFile<'_> {
    type Job = OpenAiFile;
}
