//! Runs are polled until they end or require tool outputs.

use super::reason;
use crate::runtime::call::IntoParts;
use crate::runtime::config::Config;
use crate::runtime::polling::{Cancel, PollTarget, Progress};
use crate::runtime::request::base::RequestParts;
use crate::runtime::request::caller_ids::CallerIds;
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
        let error = self.last_error.as_ref().map(|error| reason(error.code.as_ref(), error.message.as_ref()));
        let details = self.incomplete_details.as_ref();
        let reason = details.and_then(|details| Some(format!(": {}", details.reason.as_ref()?)));
        Progress::Failed(format!("{outcome}{}", error.or(reason).unwrap_or_default()))
    }

    fn name(&self) -> String {
        format!("run {}", self.id)
    }

    fn poll_request(&self, config: &Config, ids: &CallerIds) -> Result<RequestParts, Error> {
        let (thread_id, run_id) = self.ids(ids);
        Client::from(config).threads().runs().retrieve(thread_id, run_id).into_parts()
    }

    /// Requests with a run id, such as `submit_tool_outputs`, act on that run.
    fn resume_request(config: &Config, ids: &CallerIds) -> Option<Result<RequestParts, Error>> {
        let (thread_id, run_id) = (ids.get("thread_id")?, ids.get("run_id")?);
        Some(Client::from(config).threads().runs().retrieve(thread_id, run_id).into_parts())
    }
}

impl Cancel for RunObject {
    fn cancel_request(&self, config: &Config, ids: &CallerIds) -> Result<RequestParts, Error> {
        let (thread_id, run_id) = self.ids(ids);
        Client::from(config).threads().runs().cancel(thread_id, run_id).into_parts()
    }
}

impl RunObject {
    /// The thread id and the run id. With `create_and_run`, only the response has the thread id.
    fn ids<'a>(&'a self, ids: &'a CallerIds) -> (&'a str, &'a str) {
        (ids.or("thread_id", self.thread_id.as_deref().unwrap_or_default()), ids.or("run_id", &self.id))
    }
}
