//! Files are polled until the server has processed them.

use crate::runtime::call::IntoParts;
use crate::runtime::config::Config;
use crate::runtime::polling::{PollTarget, Progress};
use crate::runtime::request::base::RequestParts;
use crate::types::{FileStatus, OpenAiFile};
use crate::{Client, Error};

impl PollTarget for OpenAiFile {
    fn progress(&self) -> Progress {
        match &self.status {
            None | Some(FileStatus::Processed) => Progress::Completed,
            Some(FileStatus::Error) => {
                let details = self.status_details.as_ref().map(|details| format!(": {details}"));
                Progress::Failed(format!("cannot be processed{}", details.unwrap_or_default()))
            }
            Some(_) => Progress::Working,
        }
    }

    fn name(&self) -> String {
        format!("file {}", self.id)
    }

    fn poll_request(&self, config: &Config) -> Result<RequestParts, Error> {
        Client::from(config).files().retrieve(&self.id).into_parts()
    }
}
