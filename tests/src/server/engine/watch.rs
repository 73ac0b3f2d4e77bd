//! Synchronizes a run with the clients that poll it: a run stays in a state until a client has seen it, and a request
//! for a state that was seen before waits for the next one. Both waits are limited by the script's pace.

use std::sync::Arc;

use serde_json::Value;

use crate::server::App;

/// Waits until `condition` holds for a run's object and whether it was seen, at most for the script's pace.
pub async fn wait_for(app: &App, thread: &str, run: &str, condition: impl Fn(&Value, bool) -> bool) {
    let fits = || {
        let mut state = app.state();
        let Ok(thread) = state.thread(thread) else { return true };
        let (Some(object), Some(execution)) = (thread.runs.get(run), thread.executions.get(run)) else {
            return true;
        };
        condition(&object, execution.seen)
    };
    let Some(activity) =
        app.state().execution(thread, run).ok().map(|execution| Arc::clone(&execution.activity))
    else {
        return;
    };
    let wait = async {
        loop {
            let mut notified = std::pin::pin!(activity.notified());
            // From here on no notification is missed.
            notified.as_mut().enable();
            if fits() {
                return;
            }
            notified.await;
        }
    };
    // No client polls: the run continues.
    let _ = tokio::time::timeout(app.times.pace, wait).await;
}
