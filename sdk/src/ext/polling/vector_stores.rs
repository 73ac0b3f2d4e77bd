//! Vector stores, their files and batches are polled until the server has indexed them.

use super::reason;
use crate::runtime::call::IntoParts;
use crate::runtime::config::Config;
use crate::runtime::polling::{Cancel, PollTarget, Progress};
use crate::runtime::request::base::RequestParts;
use crate::runtime::request::caller_ids::CallerIds;
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
                let error = error.map(|error| reason(error.code.as_ref(), error.message.as_ref()));
                Progress::Failed(format!("{outcome}{}", error.unwrap_or_default()))
            }
            progress => progress,
        }
    }

    fn name(&self) -> String {
        format!("vector store file {}", self.id)
    }

    const IDS_IN_BODY: &'static [&'static str] = &["file_id"];

    fn poll_request(&self, config: &Config, ids: &CallerIds) -> Result<RequestParts, Error> {
        let store_id = ids.or("vector_store_id", self.vector_store_id.as_deref().unwrap_or_default());
        let file_id = ids.or("file_id", &self.id);
        Client::from(config).vector_stores().files().retrieve(store_id, file_id).into_parts()
    }
}

impl PollTarget for VectorStoreFileBatchObject {
    fn progress(&self) -> Progress {
        match indexed(Some(&self.status)) {
            Progress::Failed(outcome) => {
                let counts = self.file_counts.as_ref().and_then(|counts| counts.failed.zip(counts.total));
                let counts = counts.map(|(failed, total)| format!(": {failed} of {total} files failed"));
                Progress::Failed(format!("{outcome}{}", counts.unwrap_or_default()))
            }
            progress => progress,
        }
    }

    fn name(&self) -> String {
        format!("file batch {}", self.id)
    }

    fn poll_request(&self, config: &Config, ids: &CallerIds) -> Result<RequestParts, Error> {
        let (store_id, batch_id) = self.ids(ids);
        Client::from(config).vector_stores().file_batches().retrieve(store_id, batch_id).into_parts()
    }
}

impl Cancel for VectorStoreFileBatchObject {
    fn cancel_request(&self, config: &Config, ids: &CallerIds) -> Result<RequestParts, Error> {
        let (store_id, batch_id) = self.ids(ids);
        Client::from(config).vector_stores().file_batches().cancel(store_id, batch_id).into_parts()
    }
}

impl VectorStoreFileBatchObject {
    fn ids<'a>(&'a self, ids: &'a CallerIds) -> (&'a str, &'a str) {
        (
            ids.or("vector_store_id", self.vector_store_id.as_deref().unwrap_or_default()),
            ids.or("batch_id", &self.id),
        )
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

    fn poll_request(&self, config: &Config, ids: &CallerIds) -> Result<RequestParts, Error> {
        Client::from(config).vector_stores().retrieve(ids.or("vector_store_id", &self.id)).into_parts()
    }
}
