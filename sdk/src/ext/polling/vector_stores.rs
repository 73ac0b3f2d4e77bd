//! Vector stores, their files and batches are polled until the server has indexed them.

use crate::runtime::call::IntoParts;
use crate::runtime::config::Config;
use crate::runtime::polling::{Cancel, PollTarget, Progress};
use crate::runtime::request::base::RequestParts;
use crate::types::{
    VectorStoreFileBatchObject, VectorStoreFileObject, VectorStoreFileStatus, VectorStoreObject,
    VectorStoreStatus,
};
use crate::{Client, Error};

impl PollTarget for VectorStoreFileObject {
    fn progress(&self) -> Progress {
        match indexed(self.status.as_ref()) {
            Progress::Failed(outcome) => {
                let error = self.last_error.as_ref();
                let error = error.map(|error| format!(": {}: {}", error.code, error.message));
                Progress::Failed(format!("{outcome}{}", error.unwrap_or_default()))
            }
            progress => progress,
        }
    }

    fn name(&self) -> String {
        format!("file {} of vector store {}", self.id, self.vector_store_id)
    }

    fn poll_request(&self, config: &Config) -> Result<RequestParts, Error> {
        Client::from(config).vector_stores().files().retrieve(&self.vector_store_id, &self.id).into_parts()
    }
}

impl PollTarget for VectorStoreFileBatchObject {
    fn progress(&self) -> Progress {
        match indexed(Some(&self.status)) {
            Progress::Failed(outcome) => {
                let counts = &self.file_counts;
                Progress::Failed(format!("{outcome}: {} of {} files failed", counts.failed, counts.total))
            }
            progress => progress,
        }
    }

    fn name(&self) -> String {
        format!("file batch {} of vector store {}", self.id, self.vector_store_id)
    }

    fn poll_request(&self, config: &Config) -> Result<RequestParts, Error> {
        Client::from(config)
            .vector_stores()
            .file_batches()
            .retrieve(&self.vector_store_id, &self.id)
            .into_parts()
    }
}

impl Cancel for VectorStoreFileBatchObject {
    fn cancel_request(&self, config: &Config) -> Result<RequestParts, Error> {
        Client::from(config)
            .vector_stores()
            .file_batches()
            .cancel(&self.vector_store_id, &self.id)
            .into_parts()
    }
}

/// The progress of indexing. If the server does not send a status, there is nothing to wait for.
fn indexed(status: Option<&VectorStoreFileStatus>) -> Progress {
    match status {
        None | Some(VectorStoreFileStatus::Completed) => Progress::Completed,
        Some(status @ (VectorStoreFileStatus::Failed | VectorStoreFileStatus::Cancelled)) => {
            Progress::Failed(format!("is {status}"))
        }
        Some(_) => Progress::Working,
    }
}

/// A vector store is completed when its files are.
impl PollTarget for VectorStoreObject {
    fn progress(&self) -> Progress {
        match &self.status {
            None | Some(VectorStoreStatus::Completed) => Progress::Completed,
            Some(status @ VectorStoreStatus::Expired) => Progress::Failed(format!("is {status}")),
            Some(_) => Progress::Working,
        }
    }

    fn name(&self) -> String {
        format!("vector store {}", self.id)
    }

    fn poll_request(&self, config: &Config) -> Result<RequestParts, Error> {
        Client::from(config).vector_stores().retrieve(&self.id).into_parts()
    }
}
