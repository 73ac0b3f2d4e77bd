//! Executes the [`Plan`] of a run: changes the state and sends events. Streamed or not, the code is the same; without
//! a stream no events are made.
//!
//! One task per run, from `queued` to a terminal state, also while it waits for tool outputs. State changes under the
//! lock; events are sent after.

mod recording;
mod watch;

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::App;
use super::events::EventStream;
use super::model::{Action, End, FunctionCall, Plan};
use super::search::{self, Hit, Source};
use super::state::{Object, now};

pub use self::watch::wait_for;

/// Tool outputs submitted to a run, with the stream for its further events.
pub struct Submission {
    /// The outputs, as sent.
    pub outputs: Vec<Value>,
    /// The new stream, if requested.
    pub stream: Option<EventStream>,
}

/// Executes one run.
pub struct Engine {
    /// The server.
    pub app: App,
    /// The id of the thread.
    pub thread: String,
    /// The id of the run.
    pub run: String,
    /// The plan.
    pub plan: Plan,
    /// The user's question.
    pub question: String,
    /// The texts to search.
    pub sources: Vec<Source>,
    /// The settings of the file search tool.
    pub search: Value,
    /// Whether events include the content of search results.
    pub include: bool,
    /// The prompt tokens of one step.
    pub prompt_tokens: u64,
    /// The limit of prompt tokens for all steps together.
    pub max_prompt_tokens: u64,
    /// The limit of completion tokens for all steps together.
    pub max_completion_tokens: u64,
    /// When the run expires.
    pub expires_at: Instant,
    /// Notified to cancel the run.
    pub cancel: Arc<Notify>,
    /// Receives tool outputs.
    pub submissions: mpsc::Receiver<Submission>,
    /// The event stream.
    pub stream: Option<EventStream>,
    /// The results so far.
    pub progress: Progress,
}

/// The results of a run so far.
#[derive(Default)]
pub struct Progress {
    step: Option<String>,
    message: Option<OpenMessage>,
    outputs: Vec<String>,
    hits: Vec<Hit>,
    completion_tokens: u64,
    usage: Tokens,
}

/// A message that is being written.
struct OpenMessage {
    id: String,
    text: String,
}

#[derive(Default)]
struct Tokens {
    prompt: u64,
    completion: u64,
}

impl Tokens {
    fn shown(&self) -> Value {
        json!({
            "prompt_tokens": self.prompt, "completion_tokens": self.completion,
            "total_tokens": self.prompt + self.completion
        })
    }
}

/// Ends the run before the end of its plan.
struct Interrupted(End);

impl Interrupted {
    /// By a request, or because its thread was deleted.
    const CANCELLED: Self = Self(End::Cancelled);

    /// A token limit, `max_prompt_tokens` or `max_completion_tokens`, is reached.
    fn limited(limit: &str) -> Self {
        Self(End::Incomplete { reason: limit.to_owned() })
    }
}

/// The approximate number of tokens in a text.
pub fn tokens(text: &str) -> u64 {
    text.len() as u64 / 4 + 1
}

impl Engine {
    /// Executes the run. `thread` is set if it was created with the run.
    pub async fn execute(mut self, thread: Option<Object>) {
        if let Some(thread) = thread {
            self.emit("thread.created", &thread).await;
        }
        let (cancel, expires_at) = (Arc::clone(&self.cancel), self.expires_at);
        let end = tokio::select! {
            biased;
            () = cancel.notified() => End::Cancelled,
            () = tokio::time::sleep_until(expires_at) => End::Expired,
            end = self.play() => end.unwrap_or_else(|Interrupted(end)| end),
        };
        // Outputs submitted too late may have a stream that still needs the final event.
        if let Ok(late) = self.submissions.try_recv() {
            self.stream = late.stream;
        }
        self.finish(end).await;
        if let Some(stream) = self.stream.take() {
            stream.done().await;
        }
    }

    async fn play(&mut self) -> Result<End, Interrupted> {
        let run = self.change_run(|_| {})?;
        self.emit("thread.run.created", &run).await;
        self.emit("thread.run.queued", &run).await;
        self.start().await?;
        let mut speaks = false;
        let mut actions = std::mem::take(&mut self.plan.actions).into_iter().peekable();
        while let Some(action) = actions.next() {
            match action {
                Action::RunCode { input, logs } => self.run_code(&input, &logs).await?,
                Action::Search => self.search().await?,
                Action::Call(calls) => self.call(&calls).await?,
                Action::Say(text) => {
                    speaks = true;
                    // A run that does not complete leaves its last message incomplete.
                    let ends = self.plan.end == End::Completed || actions.peek().is_some();
                    self.say(&text, ends).await?;
                }
            }
        }
        if !speaks && !self.plan.takes.is_zero() {
            tokio::time::sleep(self.plan.takes).await;
        }
        self.seen().await;
        Ok(self.plan.end.clone())
    }

    /// Moves from `queued` to `in_progress`.
    async fn start(&mut self) -> Result<(), Interrupted> {
        self.seen().await;
        self.advance("in_progress", |run| {
            if run["started_at"].is_null() {
                run["started_at"] = json!(now());
            }
        })
        .await
    }

    /// Counts completion tokens. Fails if they exceed the limit.
    fn write(&mut self, tokens: u64) -> Result<(), Interrupted> {
        let written = self.progress.usage.completion + self.progress.completion_tokens;
        if written + tokens > self.max_completion_tokens {
            return Err(Interrupted::limited("max_completion_tokens"));
        }
        self.progress.completion_tokens += tokens;
        Ok(())
    }

    async fn run_code(&mut self, input: &str, logs: &str) -> Result<(), Interrupted> {
        self.write(tokens(input))?;
        let id = self.app.state().id("call_");
        self.open_step("tool_calls", json!({ "type": "tool_calls", "tool_calls": [] })).await?;
        let call = |code: Value| json!({ "index": 0, "type": "code_interpreter", "code_interpreter": code });
        let mut first = call(json!({ "input": "", "outputs": [] }));
        first["id"] = json!(id);
        self.step_delta(&first).await;
        self.step_delta(&call(json!({ "input": input }))).await;
        self.step_delta(&call(json!({ "outputs": [{ "index": 0, "type": "logs", "logs": logs }] }))).await;
        let code = json!({ "input": input, "outputs": [{ "type": "logs", "logs": logs }] });
        let details = json!([{ "id": id, "type": "code_interpreter", "code_interpreter": code }]);
        self.close_step("completed", |step| step["step_details"]["tool_calls"] = details).await;
        Ok(())
    }

    async fn search(&mut self) -> Result<(), Interrupted> {
        self.write(tokens(&self.question))?;
        let id = self.app.state().id("call_");
        self.open_step("tool_calls", json!({ "type": "tool_calls", "tool_calls": [] })).await?;
        let delta = json!({ "index": 0, "id": id, "type": "file_search", "file_search": {} });
        self.step_delta(&delta).await;
        let threshold = self.search["ranking_options"]["score_threshold"].as_f64().unwrap_or_default();
        let most = self.search["max_num_results"].as_u64().unwrap_or(20) as usize;
        let hits = search::search(&self.question, &self.sources).into_iter();
        self.progress.hits = hits.filter(|hit| hit.score >= threshold).take(most).collect();
        let result = |hit: &Hit| {
            let source = &self.sources[hit.source];
            json!({
                "file_id": source.file_id, "file_name": source.filename, "score": hit.score,
                "content": [{ "type": "text", "text": hit.text }]
            })
        };
        let results: Vec<Value> = self.progress.hits.iter().map(result).collect();
        let ranking = json!({ "ranker": "default_2024_08_21", "score_threshold": threshold });
        let found = json!({ "ranking_options": ranking, "results": results });
        let details = json!([{ "id": id, "type": "file_search", "file_search": found }]);
        self.close_step("completed", |step| step["step_details"]["tool_calls"] = details).await;
        Ok(())
    }

    /// Requires function calls and waits for their outputs.
    async fn call(&mut self, calls: &[FunctionCall]) -> Result<(), Interrupted> {
        self.write(calls.iter().map(|call| tokens(&call.arguments)).sum())?;
        self.open_step("tool_calls", json!({ "type": "tool_calls", "tool_calls": [] })).await?;
        let mut required = Vec::new();
        for (index, call) in calls.iter().enumerate() {
            let id = self.app.state().id("call_");
            let delta = |function: Value| json!({ "index": index, "type": "function", "function": function });
            let mut first = delta(json!({ "name": call.name, "arguments": "", "output": null }));
            first["id"] = json!(id);
            self.step_delta(&first).await;
            for piece in halves(&call.arguments) {
                self.step_delta(&delta(json!({ "arguments": piece }))).await;
            }
            let function = json!({ "name": call.name, "arguments": call.arguments });
            required.push(json!({ "id": id, "type": "function", "function": function }));
        }
        let mut made = required.clone();
        made.iter_mut().for_each(|call| call["function"]["output"] = Value::Null);
        self.change_step(|step| step["step_details"]["tool_calls"] = json!(made));
        self.seen().await;
        let action =
            json!({ "type": "submit_tool_outputs", "submit_tool_outputs": { "tool_calls": required } });
        self.advance("requires_action", |run| run["required_action"] = action).await?;
        if let Some(stream) = self.stream.take() {
            stream.done().await;
        }

        // Submitting outputs set the run to `queued`.
        let submission = self.submissions.recv().await.ok_or(Interrupted::CANCELLED)?;
        self.stream = submission.stream;
        for call in &mut made {
            let output = submission.outputs.iter().find(|output| output["tool_call_id"] == call["id"]);
            let output = output.and_then(|output| output["output"].as_str()).unwrap_or_default();
            call["function"]["output"] = json!(output);
            self.prompt_tokens += tokens(output);
            self.progress.outputs.push(output.to_owned());
        }
        self.close_step("completed", |step| step["step_details"]["tool_calls"] = json!(made)).await;
        let run = self.change_run(|_| {})?;
        self.emit("thread.run.queued", &run).await;
        self.start().await
    }

    /// Writes a message word by word. Without `ends` it stays open until the run ends.
    async fn say(&mut self, text: &str, ends: bool) -> Result<(), Interrupted> {
        let mut text = text.replace("{outputs}", &self.progress.outputs.join("\n"));
        if let Some(best) = self.progress.hits.first() {
            text = text.replace("{passage}", best.text.trim());
            if !text.contains("[1]") {
                text.push_str(" [1]");
            }
        } else {
            text = text.replace("{passage} [1]", "nothing.").replace("{passage}", "nothing");
        }
        self.open_message().await?;
        let pieces: Vec<&str> = text.split_inclusive(' ').collect();
        let started = Instant::now();
        for (at, piece) in pieces.iter().enumerate() {
            if !self.plan.takes.is_zero() {
                let share = self.plan.takes.mul_f64((at + 1) as f64 / pieces.len() as f64);
                tokio::time::sleep_until(started + share).await;
            }
            self.write(1)?;
            let mut value = json!({ "value": piece });
            if at == 0 {
                value["annotations"] = json!([]);
            }
            self.message_delta(value).await;
            if let Some(message) = &mut self.progress.message {
                message.text.push_str(piece);
            }
        }
        let annotations = self.citations(&text);
        for (index, annotation) in annotations.iter().enumerate() {
            let mut annotation = annotation.clone();
            annotation["index"] = json!(index);
            self.message_delta(json!({ "annotations": [annotation] })).await;
        }
        if ends {
            let content = json!([{ "type": "text", "text": { "value": text, "annotations": annotations } }]);
            self.close_message("completed", |message| {
                message["content"] = content;
                message["completed_at"] = json!(now());
            })
            .await;
            self.close_step("completed", |_| {}).await;
        }
        Ok(())
    }

    /// A citation for each `[n]` in the text that refers to a search result. Indices count characters.
    fn citations(&self, text: &str) -> Vec<Value> {
        let mut found = Vec::new();
        for (n, hit) in self.progress.hits.iter().enumerate() {
            let marker = format!("[{}]", n + 1);
            for (at, _) in text.match_indices(&marker) {
                let start = text[..at].chars().count();
                let file_id = &self.sources[hit.source].file_id;
                found.push(json!({
                    "type": "file_citation", "text": marker, "start_index": start,
                    "end_index": start + marker.len(), "file_citation": { "file_id": file_id }
                }));
            }
        }
        found.sort_by_key(|citation| citation["start_index"].as_u64());
        found
    }

    /// Closes the open step and message, and ends the run.
    async fn finish(&mut self, end: End) {
        if end == End::Cancelled {
            let run = self.edit(|thread, run| thread.runs.get(run)).flatten();
            if let Some(run) = run.filter(|run| run["status"] == "cancelling") {
                self.emit("thread.run.cancelling", &run).await;
                self.seen().await;
            }
        }
        let (status, time, reason) = match &end {
            End::Completed => ("completed", Some("completed_at"), ""),
            End::Failed { .. } | End::Broken { .. } => ("failed", Some("failed_at"), "run_failed"),
            End::Incomplete { .. } => ("incomplete", None, "max_tokens"),
            End::Expired => ("expired", None, "run_expired"),
            End::Cancelled => ("cancelled", Some("cancelled_at"), "run_cancelled"),
        };
        let error = match &end {
            End::Failed { code, message } => json!({ "code": code, "message": message }),
            End::Broken { message } => json!({ "code": "server_error", "message": message }),
            _ => Value::Null,
        };
        if let Some(open) = &self.progress.message {
            let content = json!([{ "type": "text", "text": { "value": open.text, "annotations": [] } }]);
            self.close_message("incomplete", |message| {
                message["content"] = content;
                message["incomplete_at"] = json!(now());
                message["incomplete_details"] = json!({ "reason": reason });
            })
            .await;
        }
        // Steps have no status `incomplete`.
        let step_status = if status == "incomplete" { "completed" } else { status };
        let step_error = match error["code"].as_str() {
            // Steps have no error code `invalid_prompt`.
            Some("invalid_prompt") => json!({ "code": "server_error", "message": error["message"] }),
            _ => error.clone(),
        };
        self.close_step(step_status, |step| step["last_error"] = step_error).await;
        let usage = self.progress.usage.shown();
        let ended = self.edit(|thread, id| {
            thread.active.take_if(|active| active == id);
            let run = Arc::make_mut(thread.runs.get_mut(id)?);
            run["status"] = json!(status);
            run["usage"] = usage;
            run["required_action"] = Value::Null;
            run["last_error"] = error;
            if end != End::Expired {
                run["expires_at"] = Value::Null;
            }
            if let Some(time) = time {
                run[time] = json!(now());
            }
            if let End::Incomplete { reason } = &end {
                run["incomplete_details"] = json!({ "reason": reason });
            }
            thread.changed(id);
            thread.runs.get(id)
        });
        if let Some(run) = ended.flatten() {
            self.emit(&format!("thread.run.{status}"), &run).await;
        }
        if let End::Broken { message } = &end {
            let error =
                json!({ "message": message, "type": "server_error", "param": null, "code": "server_error" });
            self.emit("error", &Arc::new(error)).await;
        }
    }
}

/// Splits a text in two, for deltas.
fn halves(text: &str) -> impl Iterator<Item = &str> {
    let middle = (text.len() / 2..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let (first, second) = text.split_at(middle);
    [first, second].into_iter().filter(|piece| !piece.is_empty())
}
