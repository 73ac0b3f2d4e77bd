//! Where those who look at a run and the run itself wait for each other: a run leaves a state when somebody has seen
//! it, and a look at a state that was seen before waits for the next one. Both only for a while.

use std::sync::Arc;

use serde_json::Value;

use crate::server::App;

/// Waits until a run's object, and whether it was seen, are as `condition` wants them; at most as long as the
/// script's pace says.
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
            let mut told = std::pin::pin!(activity.notified());
            // From here on nothing that happens is missed.
            told.as_mut().enable();
            if fits() {
                return;
            }
            told.await;
        }
    };
    // No client polls: then the run goes on alone.
    let _ = tokio::time::timeout(app.times.pace, wait).await;
}
