//! Records what a run does: changes the state under the lock, then sends an event.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Engine, Interrupted, OpenMessage, Tokens, wait_for};
use crate::server::resources::{messages, steps};
use crate::server::state::{Object, Thread, now};

impl Engine {
    pub(super) async fn open_step(&mut self, kind: &str, details: Value) -> Result<(), Interrupted> {
        // Each step sends the complete prompt again.
        if self.progress.usage.prompt + self.prompt_tokens > self.max_prompt_tokens {
            return Err(Interrupted::limited("max_prompt_tokens"));
        }
        self.change_run(|_| {})?;
        let id = self.app.state().id("step_");
        let step = self.edit(|thread, run| {
            let step = Arc::new(steps::new(&id, &*thread.runs.get(run)?, kind, details));
            thread.executions.get_mut(run)?.steps.insert(id.clone(), Arc::clone(&step));
            Some(step)
        });
        let step = step.flatten().ok_or(Interrupted::CANCELLED)?;
        self.progress.step = Some(id);
        self.emit_step("thread.run.step.created", &step).await;
        self.emit_step("thread.run.step.in_progress", &step).await;
        Ok(())
    }

    /// Changes the open step.
    pub(super) fn change_step(&self, change: impl FnOnce(&mut Value)) -> Option<Object> {
        let id = self.progress.step.as_ref()?;
        self.edit(|thread, run| {
            let step = thread.executions.get_mut(run)?.steps.get_mut(id)?;
            change(Arc::make_mut(step));
            Some(Arc::clone(step))
        })?
    }

    /// Ends the open step, if there is one.
    pub(super) async fn close_step(&mut self, status: &str, change: impl FnOnce(&mut Value)) {
        let completion = std::mem::take(&mut self.progress.completion_tokens);
        let usage = Tokens { prompt: self.prompt_tokens, completion };
        let closed = self.change_step(|step| {
            step["status"] = json!(status);
            step[format!("{status}_at")] = json!(now());
            step["usage"] = usage.shown();
            change(step);
        });
        self.progress.step = None;
        if let Some(step) = closed {
            self.progress.usage.prompt += usage.prompt;
            self.progress.usage.completion += usage.completion;
            self.emit_step(&format!("thread.run.step.{status}"), &step).await;
        }
    }

    pub(super) async fn open_message(&mut self) -> Result<(), Interrupted> {
        let id = self.app.state().id("msg_");
        let details = json!({ "type": "message_creation", "message_creation": { "message_id": id } });
        self.open_step("message_creation", details).await?;
        let message = self.edit(|thread, run| {
            let run = thread.runs.get(run)?;
            let message = Arc::new(messages::of_run(&id, &run));
            thread.messages.insert(id.clone(), Arc::clone(&message));
            Some(message)
        });
        let message = message.flatten().ok_or(Interrupted::CANCELLED)?;
        self.progress.message = Some(OpenMessage { id, text: String::new() });
        self.emit("thread.message.created", &message).await;
        self.emit("thread.message.in_progress", &message).await;
        Ok(())
    }

    /// Ends the open message.
    pub(super) async fn close_message(&mut self, status: &str, change: impl FnOnce(&mut Value)) {
        let Some(open) = self.progress.message.take() else { return };
        let closed = self.edit(|thread, _| {
            let message = thread.messages.get_mut(&open.id)?;
            let object = Arc::make_mut(message);
            object["status"] = json!(status);
            change(object);
            Some(Arc::clone(message))
        });
        if let Some(message) = closed.flatten() {
            self.emit(&format!("thread.message.{status}"), &message).await;
        }
    }

    pub(super) async fn advance(
        &mut self,
        status: &str,
        change: impl FnOnce(&mut Value),
    ) -> Result<(), Interrupted> {
        let run = self.change_run(|run| {
            run["status"] = json!(status);
            change(run);
        })?;
        self.emit(&format!("thread.run.{status}"), &run).await;
        Ok(())
    }

    /// Changes the run, unless it is being cancelled.
    pub(super) fn change_run(&self, change: impl FnOnce(&mut Value)) -> Result<Object, Interrupted> {
        let changed = self.edit(|thread, id| {
            let run = thread.runs.get_mut(id)?;
            let before = run["status"].clone();
            if before == "cancelling" {
                return None;
            }
            change(Arc::make_mut(run));
            let run = Arc::clone(run);
            if run["status"] != before {
                thread.changed(id);
            }
            Some(run)
        });
        changed.flatten().ok_or(Interrupted::CANCELLED)
    }

    /// Changes the thread under the lock. Returns `None` if the thread was deleted.
    pub(super) fn edit<R>(&self, work: impl FnOnce(&mut Thread, &str) -> R) -> Option<R> {
        let mut state = self.app.state();
        state.thread(&self.thread).ok().map(|thread| work(thread, &self.run))
    }

    /// Waits a while for a client to see the state of the run. Does not wait if the run is streamed.
    pub(super) async fn seen(&self) {
        if self.stream.is_none() {
            let seen = |_: &Value, seen: bool| seen;
            wait_for(&self.app, &self.thread, &self.run, seen).await;
        }
    }

    pub(super) async fn step_delta(&mut self, call: &Value) {
        if let (Some(_), Some(id)) = (&self.stream, &self.progress.step) {
            let details = json!({ "type": "tool_calls", "tool_calls": [call] });
            let delta =
                json!({ "id": id, "object": "thread.run.step.delta", "delta": { "step_details": details } });
            self.emit("thread.run.step.delta", &Arc::new(delta)).await;
        }
    }

    pub(super) async fn message_delta(&mut self, text: Value) {
        if let (Some(_), Some(message)) = (&self.stream, &self.progress.message) {
            let content = json!([{ "index": 0, "type": "text", "text": text }]);
            let delta = json!({ "id": message.id, "object": "thread.message.delta", "delta": { "content": content } });
            self.emit("thread.message.delta", &Arc::new(delta)).await;
        }
    }

    pub(super) async fn emit_step(&mut self, name: &str, step: &Object) {
        let step = steps::shown(step, self.include);
        self.emit(name, &step).await;
    }

    pub(super) async fn emit(&mut self, name: &str, data: &Object) {
        if let Some(stream) = &self.stream
            && !stream.send(name, data).await
        {
            self.stream = None;
        }
    }
}
