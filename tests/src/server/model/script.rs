//! Scripts the mock model with rules in TOML or in code; the first rule that matches applies. Without rules, a run uses
//! each of its tools once and replies with the results.
//!
//! ```toml
//! takes = "200ms"            # how long a run takes, unless its rule sets it
//! index = "1s"               # how long indexing a file takes
//! poll_after = "500ms"       # the header openai-poll-after-ms of responses that clients poll
//!
//! [[rule]]
//! when = "weather"           # matches if the question contains it, ignoring case; without it, always
//! calls = [{ name = "get_rain", arguments = { city = "Oslo" } }]
//! reply = "It rains: {outputs}"
//!
//! [[rule]]
//! when = "crash"
//! end = { failed = { code = "server_error", message = "The model is overloaded." } }
//! ```

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::arguments::sample;
use super::plan::{Action, Conversation, End, FunctionCall, Plan};
use crate::server::duration;

/// Rules and durations of the mock model.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Script {
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
    #[serde(deserialize_with = "duration::deserialize")]
    takes: Option<Duration>,
    #[serde(deserialize_with = "duration::deserialize")]
    index: Option<Duration>,
    #[serde(deserialize_with = "duration::deserialize")]
    poll_after: Option<Duration>,
    #[serde(deserialize_with = "duration::deserialize")]
    expires_after: Option<Duration>,
    #[serde(deserialize_with = "duration::deserialize")]
    pace: Option<Duration>,
    #[serde(skip)]
    model: Option<Arc<Model>>,
}

type Model = dyn Fn(&Conversation) -> Plan + Send + Sync;

/// An invalid script.
#[derive(Debug)]
pub struct ScriptError(toml::de::Error);

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.to_string().trim_end())
    }
}

impl std::error::Error for ScriptError {}

impl Script {
    /// Parses a script.
    ///
    /// # Errors
    /// Fails with the line of a syntax error or an unknown key.
    pub fn from_toml(text: &str) -> Result<Self, ScriptError> {
        toml::from_str(text).map_err(ScriptError)
    }

    /// Runs reply with this text.
    pub fn reply(text: impl Into<String>) -> Self {
        Self::default().rule(Rule::default().reply(text))
    }

    /// The function plans each run.
    pub fn model(model: impl Fn(&Conversation) -> Plan + Send + Sync + 'static) -> Self {
        Self { model: Some(Arc::new(model)), ..Self::default() }
    }

    /// Appends a rule.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// How long runs take, unless their rule sets it. Default: zero.
    #[must_use]
    pub fn takes(self, takes: Duration) -> Self {
        Self { takes: Some(takes), ..self }
    }

    /// How long indexing a file takes. Default: zero, so it is `in_progress` only in the first response.
    #[must_use]
    pub fn index(self, index: Duration) -> Self {
        Self { index: Some(index), ..self }
    }

    /// Sets the header `openai-poll-after-ms` of responses that clients poll. Default: not sent.
    #[must_use]
    pub fn poll_after(self, poll_after: Duration) -> Self {
        Self { poll_after: Some(poll_after), ..self }
    }

    /// After how long an unfinished run expires. Default: ten minutes.
    #[must_use]
    pub fn expires_after(self, expires_after: Duration) -> Self {
        Self { expires_after: Some(expires_after), ..self }
    }

    /// How long a run stays in a state that no client has seen, and how long a second request for the same state waits
    /// for the next one, so that a client that polls sees every state at any speed. Default: one second.
    #[must_use]
    pub fn pace(self, pace: Duration) -> Self {
        Self { pace: Some(pace), ..self }
    }

    pub(crate) fn times(&self) -> Times {
        Times {
            index: self.index.unwrap_or_default(),
            poll_after: self.poll_after,
            expires_after: self.expires_after.unwrap_or(Duration::from_secs(600)),
            pace: self.pace.unwrap_or(Duration::from_secs(1)),
        }
    }

    /// Plans a run.
    pub(crate) fn plan(&self, conversation: &Conversation) -> Plan {
        if let Some(model) = &self.model {
            return model(conversation);
        }
        let rule = self.rules.iter().find(|rule| rule.fits(conversation)).cloned().unwrap_or_default();
        Plan { takes: rule.takes.or(self.takes).unwrap_or_default(), ..rule.plan(conversation) }
    }
}

/// The durations of a script, with defaults applied.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    pub index: Duration,
    pub poll_after: Option<Duration>,
    pub expires_after: Duration,
    pub pace: Duration,
}

/// A rule for runs whose question matches. Whatever it does not set is as without rules: each tool is used once.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rule {
    when: Option<String>,
    model: Option<String>,
    reply: Option<String>,
    calls: Option<Vec<ScriptedCall>>,
    search: Option<bool>,
    code: Option<Code>,
    end: End,
    #[serde(deserialize_with = "duration::deserialize")]
    takes: Option<Duration>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptedCall {
    name: String,
    #[serde(default)]
    arguments: Map<String, Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    input: String,
    #[serde(default)]
    logs: String,
}

impl Rule {
    /// A rule for questions that contain these words, ignoring case.
    pub fn when(words: impl Into<String>) -> Self {
        Self { when: Some(words.into()), ..Self::default() }
    }

    /// The reply; see [`Action::Say`].
    #[must_use]
    pub fn reply(self, text: impl Into<String>) -> Self {
        Self { reply: Some(text.into()), ..self }
    }

    /// Adds a call of this function. With at least one, the default calls are not made.
    #[must_use]
    pub fn call(mut self, name: impl Into<String>, arguments: &Value) -> Self {
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        self.calls.get_or_insert_default().push(ScriptedCall { name: name.into(), arguments });
        self
    }

    /// Calls no function.
    #[must_use]
    pub fn no_calls(self) -> Self {
        Self { calls: Some(Vec::new()), ..self }
    }

    /// Whether to search the vector stores.
    #[must_use]
    pub fn search(self, search: bool) -> Self {
        Self { search: Some(search), ..self }
    }

    /// Runs code that prints logs.
    #[must_use]
    pub fn code(self, input: impl Into<String>, logs: impl Into<String>) -> Self {
        Self { code: Some(Code { input: input.into(), logs: logs.into() }), ..self }
    }

    /// How the run ends. Unless it completes, it uses only the tools that the rule names.
    #[must_use]
    pub fn end(self, end: End) -> Self {
        Self { end, ..self }
    }

    /// How long the run takes.
    #[must_use]
    pub fn takes(self, takes: Duration) -> Self {
        Self { takes: Some(takes), ..self }
    }

    fn fits(&self, conversation: &Conversation) -> bool {
        let question = conversation.question.to_lowercase();
        self.when.as_ref().is_none_or(|words| question.contains(&words.to_lowercase()))
            && self.model.as_ref().is_none_or(|model| *model == conversation.model)
    }

    fn plan(self, conversation: &Conversation) -> Plan {
        let well = self.end == End::Completed;
        let mut actions = Vec::new();
        match self.code {
            Some(Code { input, logs }) => actions.push(Action::RunCode { input, logs }),
            None if well && conversation.has("code_interpreter") => {
                actions.push(Action::RunCode { input: "print(6 * 7)".to_owned(), logs: "42\n".to_owned() });
            }
            None => {}
        }
        let searchable = well && conversation.has("file_search") && conversation.searchable;
        let search = self.search.unwrap_or(searchable);
        if search {
            actions.push(Action::Search);
        }
        let calls = match self.calls {
            Some(calls) => calls.into_iter().map(ScriptedCall::call).collect(),
            None if well => calls(conversation),
            None => Vec::new(),
        };
        let called = !calls.is_empty();
        match conversation.parallel_tool_calls {
            true if called => actions.push(Action::Call(calls)),
            _ => actions.extend(calls.into_iter().map(|call| Action::Call(vec![call]))),
        }
        let reply = self.reply.or_else(|| well.then(|| reply(conversation, search, called)));
        actions.extend(reply.map(|reply| {
            match called && !reply.contains("{outputs}") && !structured(conversation) {
                true => Action::Say(format!("{reply}\n{{outputs}}")),
                false => Action::Say(reply),
            }
        }));
        Plan { actions, end: self.end, takes: Duration::ZERO }
    }
}

impl ScriptedCall {
    fn call(self) -> FunctionCall {
        FunctionCall { name: self.name, arguments: Value::Object(self.arguments).to_string() }
    }
}

/// One call per function.
fn calls(conversation: &Conversation) -> Vec<FunctionCall> {
    let call = |function: &Value| FunctionCall {
        name: function["name"].as_str().unwrap_or_default().to_owned(),
        arguments: match sample(&function["parameters"], &conversation.question) {
            Value::Object(arguments) => Value::Object(arguments).to_string(),
            _ => "{}".to_owned(),
        },
    };
    conversation.functions().map(call).collect()
}

fn structured(conversation: &Conversation) -> bool {
    conversation.response_format["type"].as_str().is_some_and(|kind| kind.starts_with("json"))
}

/// The default reply.
fn reply(conversation: &Conversation, searched: bool, called: bool) -> String {
    let question = &conversation.question;
    let format = &conversation.response_format;
    match format["type"].as_str() {
        Some("json_schema") => return sample(&format["json_schema"]["schema"], question).to_string(),
        Some("json_object") => {
            return json!({ "answer": "I am a scripted mock model.", "question": question }).to_string();
        }
        _ => {}
    }
    let found = match (searched, called) {
        (_, true) => "This is what your functions say:\n{outputs}",
        (true, false) => "This is what I found: {passage} [1]",
        (false, false) => "I am a scripted mock model, so this is only a placeholder reply.",
    };
    format!("You asked: \"{question}\" {found}")
}
