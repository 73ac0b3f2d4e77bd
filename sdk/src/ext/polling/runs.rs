//! Runs are polled until they end or require tool outputs.

use crate::runtime::call::IntoParts;
use crate::runtime::config::Config;
use crate::runtime::polling::{Cancel, PollTarget, Progress};
use crate::runtime::request::base::RequestParts;
use crate::types::{RunObject, RunStatus};
use crate::{Client, Error};

impl PollTarget for RunObject {
    fn progress(&self) -> Progress {
        let outcome = match &self.status {
            RunStatus::Completed => return Progress::Completed,
            status if !status.is_terminal() => return Progress::Working,
            RunStatus::RequiresAction => {
                let calls: Vec<&str> = self.tool_calls().iter().map(|call| &*call.function.name).collect();
                return Progress::Failed(format!("waits for the outputs of {}", calls.join(", ")));
            }
            status => format!("is {status}"),
        };
        let error = self.last_error.as_ref().map(|error| format!(": {}: {}", error.code, error.message));
        let details = self.incomplete_details.as_ref();
        let reason = details.and_then(|details| Some(format!(": {}", details.reason.as_ref()?)));
        Progress::Failed(format!("{outcome}{}", error.or(reason).unwrap_or_default()))
    }

    fn name(&self) -> String {
        format!("run {}", self.id)
    }

    fn poll_request(&self, config: &Config) -> Result<RequestParts, Error> {
        Client::from(config).threads().runs().retrieve(&self.thread_id, &self.id).into_parts()
    }
}

impl Cancel for RunObject {
    fn cancel_request(&self, config: &Config) -> Result<RequestParts, Error> {
        Client::from(config).threads().runs().cancel(&self.thread_id, &self.id).into_parts()
    }
}
