//! Calls all setters of all requests with all supported argument types, and checks what is sent: `None` is not sent,
//! `Nullable::Null` sends null, and an integer out of range is an error before sending.

#![allow(clippy::cloned_ref_to_slice_refs, reason = "a reference to an array is a supported argument")]

use std::any::type_name;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::pin::Pin;
use std::sync::Arc;

use openai_assistants::reqwest::Url;
use openai_assistants::types::*;
use openai_assistants::{Client, Error, ErrorKind, FilePart, Nullable, Request, Response};
use sdk_tests::{Recorded, Recorder, Responses};
use serde_json::{Value, json};

use crate::TestResult;

/// The expected effect of a setter.
enum Wire {
    Sends(Value),
    SendsNothing,
    IsRefused,
}

/// A request with one setter called.
struct Case {
    request: &'static str,
    setter: &'static str,
    form: &'static str,
    wire: Wire,
    response: Pin<Box<dyn Future<Output = Result<Response<Value>, Error>> + Send>>,
}

impl Case {
    fn name(&self) -> String {
        format!("{}::{}({})", self.request, self.setter, self.form)
    }
}

#[derive(Default)]
struct Table(Vec<Case>);

impl Table {
    fn add<R: Request>(&mut self, request: R, setter: &'static str, form: &'static str, wire: Wire) {
        let name = type_name::<R>().rsplit("::").next().unwrap_or_default();
        self.0.push(Case { request: name, setter, form, wire, response: Box::pin(request.send_raw()) });
    }

    fn sends<R: Request>(
        &mut self,
        request: R,
        setter: &'static str,
        form: &'static str,
        value: impl Into<Value>,
    ) {
        self.add(request, setter, form, Wire::Sends(value.into()));
    }
}

/// One case per argument: `forms!(table, start, setter, expected => arguments)`.
macro_rules! forms {
    ($table:ident, $start:expr, $setter:ident, $wire:expr => $($form:expr),+ $(,)?) => {
        $($table.sends($start.$setter($form), stringify!($setter), stringify!($form), $wire);)+
    };
}

macro_rules! nothing {
    ($table:ident, $start:expr, $setter:ident => $($form:expr),+ $(,)?) => {
        $($table.add($start.$setter($form), stringify!($setter), stringify!($form), Wire::SendsNothing);)+
    };
}

/// The cases of all kinds of members: the type itself, an `Option` of it, `None`, and null if allowed.
macro_rules! own {
    ($table:ident, $start:expr, $setter:ident, $own:ty, $value:expr, $wire:expr) => {
        forms!($table, $start, $setter, $wire => $value, Some($value));
        nothing!($table, $start, $setter => None::<$own>);
    };
    ($table:ident, $start:expr, $setter:ident, $own:ty, $value:expr, $wire:expr, nullable) => {
        own!($table, $start, $setter, $own, $value, $wire);
        forms!($table, $start, $setter, Value::Null => Nullable::Null);
        forms!($table, $start, $setter, $wire => Nullable::Value($value));
        nothing!($table, $start, $setter => Nullable::Absent);
    };
}

macro_rules! text {
    ($table:ident, $start:expr, $setter:ident $(, $nullable:ident)?) => {
        let (string, cow) = ("a b".to_owned(), Cow::Borrowed("a b"));
        own!($table, $start, $setter, String, string.clone(), "a b" $(, $nullable)?);
        forms!($table, $start, $setter, "a b" =>
            "a b", &string, cow.clone(), &cow, Cow::<str>::Owned(string.clone()), Box::<str>::from("a b"),
            Arc::<str>::from("a b"), Some("a b"), Some(&string), Some(cow.clone()), string.as_str(),
        );
        nothing!($table, $start, $setter => None::<&str>, None::<&String>);
    };
}

macro_rules! integer {
    ($table:ident, $start:expr, $setter:ident $(, $nullable:ident)?) => {
        own!($table, $start, $setter, i64, 300_i64, 300 $(, $nullable)?);
        forms!($table, $start, $setter, 300 =>
            300, 300_i16, 300_i32, 300_i128, 300_isize, 300_u16, 300_u32, 300_u64, 300_u128, 300_usize,
            Some(300_u32), Some(300_usize),
        );
        forms!($table, $start, $setter, 7 => 7_i8, 7_u8);
        forms!($table, $start, $setter, -1 => -1);
        nothing!($table, $start, $setter => None::<u64>);
        $table.add($start.$setter(u64::MAX), stringify!($setter), "u64::MAX", Wire::IsRefused);
        $table.add($start.$setter(Some(i128::MIN)), stringify!($setter), "Some(i128::MIN)", Wire::IsRefused);
    };
}

macro_rules! number {
    ($table:ident, $start:expr, $setter:ident $(, $nullable:ident)?) => {
        own!($table, $start, $setter, f64, 0.7_f64, 0.7 $(, $nullable)?);
        forms!($table, $start, $setter, 0.7 => 0.7, 0.7_f32, Some(0.7_f32));
        forms!($table, $start, $setter, 1.0 => 1, 1_i32, 1_u8, 1_u64, 1_usize, Some(1_i64));
        nothing!($table, $start, $setter => None::<i32>);
    };
}

macro_rules! boolean {
    ($table:ident, $start:expr, $setter:ident) => {
        own!($table, $start, $setter, bool, true, true);
        forms!($table, $start, $setter, false => false);
    };
}

macro_rules! texts {
    ($table:ident, $start:expr, $setter:ident) => {
        let list = vec!["a".to_owned(), "b".to_owned()];
        own!($table, $start, $setter, Vec<String>, list.clone(), json!(["a", "b"]));
        forms!($table, $start, $setter, json!(["a", "b"]) =>
            ["a", "b"], vec!["a", "b"], &["a", "b"], &["a", "b"][..], [&list[0], &list[1]], &list, &list[..],
            BTreeSet::from(["b", "a"]), &BTreeSet::from(["b", "a"]), [Cow::Borrowed("a"), Cow::Borrowed("b")], Some(["a", "b"]), Some(&list),
        );
        forms!($table, $start, $setter, json!(["a"]) => HashSet::from(["a"]), &HashSet::from(["a"]));
        forms!($table, $start, $setter, json!([]) => Vec::<String>::new(), <[&str; 0]>::default());
        nothing!($table, $start, $setter => None::<[&str; 0]>);
    };
}

macro_rules! metadata {
    ($table:ident, $start:expr, $setter:ident, nullable) => {
        let pairs = vec![("k".to_owned(), "v".to_owned())];
        let map: BTreeMap<String, String> = pairs.iter().cloned().collect();
        let hash_map = HashMap::from([("k", "v")]);
        own!($table, $start, $setter, BTreeMap<String, String>, map.clone(), json!({ "k": "v" }), nullable);
        forms!($table, $start, $setter, json!({ "k": "v" }) =>
            [("k", "v")], &[("k", "v")], [("k".to_owned(), "v")], pairs.clone(), &pairs, &pairs[..], hash_map.clone(), &hash_map, &map,
            BTreeMap::from([("k", "v")]), Some([("k", "v")]), Some(&map), Some(hash_map.clone()),
            [("k", Cow::Borrowed("v"))], [(Cow::Borrowed("k"), "v")],
        );
        forms!($table, $start, $setter, json!({}) => BTreeMap::<String, String>::new());
    };
}

macro_rules! attributes {
    ($table:ident, $start:expr, $setter:ident, nullable) => {
        let map = BTreeMap::from([("k".to_owned(), AttributeValue::from("v"))]);
        own!($table, $start, $setter, BTreeMap<String, AttributeValue>, map.clone(), json!({ "k": "v" }), nullable);
        forms!($table, $start, $setter, json!({ "k": "v" }) => [("k", "v")], HashMap::from([("k", "v".to_owned())]));
        forms!($table, $start, $setter, json!({ "k": true }) => [("k", true)]);
        forms!($table, $start, $setter, json!({ "k": 2 }) =>
            [("k", 2)], [("k", 2_u8)], [("k", 2_u64)], [("k", 2_usize)], [("k", 2_i64)],
        );
        forms!($table, $start, $setter, json!({ "k": 2.5 }) => [("k", 2.5)], [("k", 2.5_f32)]);
        forms!($table, $start, $setter, json!({ "k": 9_007_199_254_740_993_u64 }) => [("k", 9_007_199_254_740_993_u64)]);
        forms!($table, $start, $setter, json!({ "k": u64::MAX }) => [("k", u64::MAX)]);
        forms!($table, $start, $setter, json!({ "a": 2, "b": "v", "c": false }) =>
            [("a", AttributeValue::from(2)), ("b", "v".into()), ("c", false.into())],
            vec![("a", AttributeValue::from(2)), ("b", "v".into()), ("c", false.into())],
        );
    };
}

/// An enum, or a union that is sent as a text: from its variant, and from the text.
macro_rules! word {
    ($table:ident, $start:expr, $setter:ident, $own:ty, $value:expr, $wire:expr $(, $nullable:ident)?) => {
        own!($table, $start, $setter, $own, $value, $wire $(, $nullable)?);
        let text: &str = $wire;
        forms!($table, $start, $setter, $wire =>
            text, text.to_owned(), &text.to_owned(), Cow::Borrowed(text), Some(text), Some(text.to_owned()),
        );
        forms!($table, $start, $setter, "newer" => "newer");
        nothing!($table, $start, $setter => None::<&str>);
    };
}

/// A struct or a union: from each of the values, with the expected JSON.
macro_rules! value {
    ($table:ident, $start:expr, $setter:ident, $own:ty, $value:expr, $wire:expr $(, $nullable:ident)?) => {
        own!($table, $start, $setter, $own, $value, $wire $(, $nullable)?);
    };
}

macro_rules! list {
    ($table:ident, $start:expr, $setter:ident, $own:ty, $value:expr, $wire:expr $(, $nullable:ident)?) => {
        own!($table, $start, $setter, Vec<$own>, vec![$value], json!([$wire]) $(, $nullable)?);
        forms!($table, $start, $setter, json!([$wire]) =>
            [$value], &[$value], &[$value][..], &vec![$value], Some([$value]),
        );
        forms!($table, $start, $setter, json!([$wire, $wire]) => [$value, $value]);
        nothing!($table, $start, $setter => None::<[$own; 0]>);
    };
}

macro_rules! tools {
    ($table:ident, $start:expr, $setter:ident $(, $nullable:ident)?) => {
        let code = AssistantTool::CodeInterpreter;
        list!($table, $start, $setter, AssistantTool, code.clone(), json!({ "type": "code_interpreter" }) $(, $nullable)?);
        let function = || FunctionTool::new(FunctionObject::new("f"));
        let wire = json!({ "type": "function", "function": { "name": "f" } });
        forms!($table, $start, $setter, json!([wire]) => [function()], vec![function()], Some([function()]));
        forms!($table, $start, $setter, json!([{ "type": "file_search" }, wire]) =>
            [AssistantTool::file_search(), AssistantTool::function(FunctionObject::new("f"))],
            [AssistantTool::file_search(), function().into()],
        );
    };
}

macro_rules! response_format {
    ($table:ident, $start:expr, $setter:ident, nullable) => {
        word!($table, $start, $setter, ResponseFormat, ResponseFormat::Auto, "auto", nullable);
        forms!($table, $start, $setter, json!({ "type": "json_object" }) => ResponseFormat::JsonObject);
        forms!($table, $start, $setter, json!({ "type": "text" }) => ResponseFormat::Text);
        let schema = || ResponseFormatJsonSchema::new(JsonSchemaFormat::new("ticket"));
        let wire = json!({ "type": "json_schema", "json_schema": { "name": "ticket" } });
        forms!($table, $start, $setter, wire.clone() =>
            schema(), Some(schema()), ResponseFormat::from(schema()),
            ResponseFormat::json_schema(JsonSchemaFormat::new("ticket")),
        );
    };
}

macro_rules! tool_choice {
    ($table:ident, $start:expr, $setter:ident, nullable) => {
        word!($table, $start, $setter, ToolChoice, ToolChoice::Required, "required", nullable);
        let named = || NamedToolChoice::function(NamedToolChoiceFunction::new("f"));
        forms!($table, $start, $setter, json!({ "type": "function", "function": { "name": "f" } }) =>
            named(), Some(named()), ToolChoice::from(named()), ToolChoice::function("f"),
        );
        forms!($table, $start, $setter, json!({ "type": "file_search" }) => NamedToolChoice::file_search());
    };
}

macro_rules! chunking {
    ($table:ident, $start:expr, $setter:ident) => {
        value!($table, $start, $setter, ChunkingStrategy, ChunkingStrategy::Auto, json!({ "type": "auto" }));
        let chunks = || StaticChunkingSettings::new(800, 400);
        let wire = json!({ "type": "static", "static": { "max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400 } });
        forms!($table, $start, $setter, wire.clone() =>
            ChunkingStrategy::static_(chunks()), StaticChunkingStrategy::new(chunks()),
            Some(StaticChunkingStrategy::new(chunks())),
        );
        let large = ChunkingStrategy::static_(StaticChunkingSettings::new(u64::MAX, 400));
        $table.add($start.$setter(large), stringify!($setter), "u64::MAX in it", Wire::IsRefused);
    };
}

macro_rules! truncation {
    ($table:ident, $start:expr, $setter:ident, nullable) => {
        let last = TruncationObject::last_messages(5_u8);
        let wire = json!({ "type": "last_messages", "last_messages": 5 });
        value!($table, $start, $setter, TruncationObject, last.clone(), wire.clone(), nullable);
        forms!($table, $start, $setter, json!({ "type": "auto" }) => TruncationObject::auto());
        let large = TruncationObject::last_messages(u64::MAX);
        $table.add($start.$setter(large), stringify!($setter), "u64::MAX in it", Wire::IsRefused);
    };
}

/// The setters of one request: `setters!(table, start; name: kind, name: kind(arguments))`.
macro_rules! setters {
    ($table:ident, $start:expr; $($setter:ident: $kind:ident $(($($more:tt)*))?),+ $(,)?) => {
        $({ $kind!($table, $start, $setter $(, $($more)*)?); })+
    };
}

macro_rules! list_setters {
    ($table:ident, $start:expr) => {
        setters!($table, $start;
            after: text, before: text, limit: integer, order: word(SortOrder, SortOrder::Asc, "asc"));
    };
}

fn message() -> CreateMessageRequest {
    CreateMessageRequest::new(MessageRole::User, "Hi")
}

fn table(client: &Client) -> Table {
    let mut table = Table::default();
    assistants(&mut table, client);
    threads(&mut table, client);
    runs(&mut table, client);
    vector_stores(&mut table, client);
    files_and_uploads(&mut table, client);
    table
}

fn assistants(table: &mut Table, client: &Client) {
    let assistants = client.assistants();
    list_setters!(table, assistants.list());
    setters!(table, assistants.create("m");
        description: text(nullable), instructions: text(nullable), metadata: metadata(nullable),
        name: text(nullable), reasoning_effort: word(ReasoningEffort, ReasoningEffort::Low, "low", nullable),
        response_format: response_format(nullable), temperature: number(nullable),
        tool_resources: value(
            CreateToolResources,
            CreateToolResources::default().file_search(CreateFileSearchResources::default().vector_store_ids(["vs"])),
            json!({ "file_search": { "vector_store_ids": ["vs"] } }), nullable
        ),
        tools: tools, top_p: number(nullable),
    );
    setters!(table, assistants.update("a");
        description: text(nullable), instructions: text(nullable), metadata: metadata(nullable), model: text,
        name: text(nullable), reasoning_effort: word(ReasoningEffort, ReasoningEffort::Low, "low", nullable),
        response_format: response_format(nullable), temperature: number(nullable),
        tool_resources: value(
            ToolResources,
            ToolResources::default().file_search(FileSearchResources::default().vector_store_ids(["vs"])),
            json!({ "file_search": { "vector_store_ids": ["vs"] } }), nullable
        ),
        tools: tools, top_p: number(nullable),
    );
}

fn threads(table: &mut Table, client: &Client) {
    let threads = client.threads();
    setters!(table, threads.create();
        messages: list(CreateMessageRequest, message(), json!({ "role": "user", "content": "Hi" })),
        metadata: metadata(nullable),
        tool_resources: value(
            CreateToolResources,
            CreateToolResources::default().code_interpreter(CodeInterpreterResources::default().file_ids(["f"])),
            json!({ "code_interpreter": { "file_ids": ["f"] } }), nullable
        ),
    );
    setters!(table, threads.update("t");
        metadata: metadata(nullable),
        tool_resources: value(
            ToolResources,
            ToolResources::default().code_interpreter(CodeInterpreterResources::default().file_ids(["f"])),
            json!({ "code_interpreter": { "file_ids": ["f"] } }), nullable
        ),
    );

    let messages = threads.messages();
    list_setters!(table, messages.list("t"));
    setters!(table, messages.list("t"); run_id: text);
    setters!(table, messages.create("t", "user", "Hi");
        attachments: list(
            Attachment, Attachment::new("f", [AttachmentTool::FileSearch]),
            json!({ "file_id": "f", "tools": [{ "type": "file_search" }] }), nullable
        ),
        metadata: metadata(nullable),
    );
    setters!(table, messages.update("t", "m"); metadata: metadata(nullable));
}

fn runs(table: &mut Table, client: &Client) {
    let (threads, runs) = (client.threads(), client.threads().runs());
    setters!(table, threads.create_and_run("a");
        instructions: text(nullable), max_completion_tokens: integer(nullable), max_prompt_tokens: integer(nullable),
        metadata: metadata(nullable), model: text(nullable), parallel_tool_calls: boolean,
        response_format: response_format(nullable), temperature: number(nullable),
        thread: value(
            CreateThreadRequest, CreateThreadRequest::default().messages([message()]),
            json!({ "messages": [{ "role": "user", "content": "Hi" }] })
        ),
        tool_choice: tool_choice(nullable),
        tool_resources: value(
            ToolResources,
            ToolResources::default().file_search(FileSearchResources::default().vector_store_ids(["vs"])),
            json!({ "file_search": { "vector_store_ids": ["vs"] } }), nullable
        ),
        tools: tools(nullable), top_p: number(nullable), truncation_strategy: truncation(nullable),
    );

    list_setters!(table, runs.list("t"));
    let include = RunStepInclude::StepDetailsToolCallsFileSearchResultsContent;
    let wire = include.to_string();
    setters!(table, runs.create("t", "a");
        include: list(RunStepInclude, include.clone(), wire.as_str()),
        additional_instructions: text(nullable),
        additional_messages: list(
            CreateMessageRequest, message(), json!({ "role": "user", "content": "Hi" }), nullable
        ),
        instructions: text(nullable), max_completion_tokens: integer(nullable), max_prompt_tokens: integer(nullable),
        metadata: metadata(nullable), model: text(nullable), parallel_tool_calls: boolean,
        reasoning_effort: word(ReasoningEffort, ReasoningEffort::Low, "low", nullable),
        response_format: response_format(nullable), temperature: number(nullable),
        tool_choice: tool_choice(nullable), tools: tools(nullable), top_p: number(nullable),
        truncation_strategy: truncation(nullable),
    );
    forms!(table, runs.create("t", "a"), include, json!(["newer"]) => ["newer"], vec!["newer".to_owned()]);
    setters!(table, runs.update("t", "r"); metadata: metadata(nullable));

    let steps = runs.steps();
    list_setters!(table, steps.list("t", "r"));
    setters!(table, steps.list("t", "r"); include: list(RunStepInclude, include.clone(), wire.as_str()));
    setters!(table, steps.retrieve("t", "r", "s"); include: list(RunStepInclude, include.clone(), wire.as_str()));
}

fn vector_stores(table: &mut Table, client: &Client) {
    let stores = client.vector_stores();
    let days = || VectorStoreExpirationAfter::new(7_u8);
    let days_on_the_wire = json!({ "anchor": "last_active_at", "days": 7 });
    list_setters!(table, stores.list());
    setters!(table, stores.create();
        chunking_strategy: chunking, description: text,
        expires_after: value(VectorStoreExpirationAfter, days(), days_on_the_wire.clone()),
        file_ids: texts, metadata: metadata(nullable), name: text,
    );
    setters!(table, stores.update("vs");
        expires_after: value(VectorStoreExpirationAfter, days(), days_on_the_wire.clone(), nullable),
        metadata: metadata(nullable), name: text(nullable),
    );
    let large = VectorStoreExpirationAfter::new(u64::MAX);
    table.add(stores.create().expires_after(large), "expires_after", "u64::MAX in it", Wire::IsRefused);
    setters!(table, stores.search("vs", "q");
        filters: value(
            SearchFilter, SearchFilter::eq("lang", "de").and(SearchFilter::gte("year", 2020_u32)),
            json!({ "type": "and", "filters": [
                { "type": "eq", "key": "lang", "value": "de" }, { "type": "gte", "key": "year", "value": 2020 },
            ] })
        ),
        max_num_results: integer,
        ranking_options: value(
            SearchRankingOptions, SearchRankingOptions::default().ranker(SearchRanker::Auto).score_threshold(1),
            json!({ "ranker": "auto", "score_threshold": 1.0 })
        ),
        rewrite_query: boolean,
    );
    let eq = json!({ "type": "eq", "key": "lang", "value": "de" });
    let comparison = || ComparisonFilter::new(FilterOperator::Eq, "lang", "de");
    forms!(table, stores.search("vs", "q"), filters, eq.clone() => comparison(), Some(comparison()));
    forms!(table, stores.search("vs", "q"), filters, json!({ "type": "or", "filters": [eq] }) =>
        CompoundFilter::new(CompoundFilterOperator::Or, [comparison()]),
        CompoundFilter::new("or", [CompoundFilterItem::from(comparison())]),
    );

    let files = stores.files();
    list_setters!(table, files.list("vs"));
    setters!(table, files.list("vs");
        filter: word(VectorStoreFileFilter, VectorStoreFileFilter::InProgress, "in_progress"));
    setters!(table, files.create("vs", "f"); attributes: attributes(nullable), chunking_strategy: chunking);

    let batches = stores.file_batches();
    setters!(table, batches.create("vs");
        attributes: attributes(nullable), chunking_strategy: chunking, file_ids: texts,
        files: list(
            CreateVectorStoreFileRequest, CreateVectorStoreFileRequest::new("f").attributes([("year", 2024)]),
            json!({ "file_id": "f", "attributes": { "year": 2024 } })
        ),
    );
    list_setters!(table, batches.list_files("vs", "b"));
    setters!(table, batches.list_files("vs", "b");
        filter: word(VectorStoreFileFilter, VectorStoreFileFilter::InProgress, "in_progress"));
}

fn files_and_uploads(table: &mut Table, client: &Client) {
    let (files, uploads) = (client.files(), client.uploads());
    setters!(table, files.list();
        after: text, limit: integer, order: word(SortOrder, SortOrder::Desc, "desc"), purpose: text);
    let hour = || FileExpirationAfter::new(3600_u32);
    // All values of a form are texts.
    let file = || FilePart::new("a.md", "Hi");
    setters!(table, files.create(file(), "vision");
        expires_after: value(FileExpirationAfter, hour(), json!({ "anchor": "created_at", "seconds": "3600" })));
    let large = FileExpirationAfter::new(u64::MAX);
    let request = files.create(file(), FilePurpose::Vision).expires_after(large);
    table.add(request, "expires_after", "u64::MAX in it", Wire::IsRefused);

    // Required members are set by name, so set the others first.
    setters!(table, uploads.create().purpose("batch").bytes(1).mime_type("a/b"); filename: text_of_required);
    setters!(table, uploads.create().filename("a").bytes(1).mime_type("a/b");
        purpose: word_of_required(UploadPurpose::Vision, "vision"));
    setters!(table, uploads.create().filename("a").purpose("batch").mime_type("a/b"); bytes: integer_of_required);
    setters!(table, uploads.create().filename("a").purpose("batch").bytes(1); mime_type: text_of_required);
    setters!(table, uploads.create().filename("a").purpose("batch").bytes(1).mime_type("a/b");
        expires_after: value(FileExpirationAfter, hour(), json!({ "anchor": "created_at", "seconds": 3600 })));
    setters!(table, uploads.complete("u", ["p"]); md5: text);
}

macro_rules! text_of_required {
    ($table:ident, $start:expr, $setter:ident) => {
        forms!($table, $start, $setter, "a b" => "a b", "a b".to_owned(), &"a b".to_owned(), Some("a b"));
        $table.add($start.$setter(None::<&str>), stringify!($setter), "None", Wire::IsRefused);
    };
}

macro_rules! word_of_required {
    ($table:ident, $start:expr, $setter:ident, $value:expr, $wire:expr) => {
        forms!($table, $start, $setter, $wire => $value, $wire, $wire.to_owned(), Some($value));
        $table.add($start.$setter(None::<&str>), stringify!($setter), "None", Wire::IsRefused);
    };
}

macro_rules! integer_of_required {
    ($table:ident, $start:expr, $setter:ident) => {
        forms!($table, $start, $setter, 300 => 300, 300_u64, 300_usize, Some(300_i64));
        $table.add($start.$setter(None::<u64>), stringify!($setter), "None", Wire::IsRefused);
        $table.add($start.$setter(u64::MAX), stringify!($setter), "u64::MAX", Wire::IsRefused);
    };
}

use {integer_of_required, text_of_required, word_of_required};

/// Responds to every request with an empty object.
fn responses() -> Responses {
    let segments = (1..=6).map(|segments| "/{id}".repeat(segments));
    let keys = segments.flat_map(|path| [format!("GET {path}"), format!("POST {path}")]);
    keys.map(|key| (key, ("application/json".to_owned(), "{}".into()))).collect()
}

/// The value of a member that was sent in the query, the JSON body or the form.
fn sent(request: &Recorded, member: &str) -> Option<Value> {
    let url = Url::parse("http://localhost")
        .and_then(|base| base.join(&request.target))
        .expect("the target is a URL reference");
    let values = |name: &str| -> Vec<Value> {
        url.query_pairs()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| Value::from(value.into_owned()))
            .collect()
    };
    let list = values(&format!("{member}[]"));
    let single = values(member);
    assert!(single.len() < 2, "{member} is sent twice: {}", request.target);
    if !list.is_empty() {
        return Some(list.into());
    }
    if let Some(value) = single.into_iter().next() {
        return Some(value);
    }
    let body = String::from_utf8_lossy(&request.body);
    if request.header("content-type").iter().any(|media_type| media_type.starts_with("multipart/")) {
        let start = format!("name=\"{member}[");
        let members = body.split(&start).skip(1).filter_map(|part| {
            let (name, rest) = part.split_once("]\"\r\n\r\n")?;
            Some((name.to_owned(), rest.split_once("\r\n")?.0.into()))
        });
        let members: serde_json::Map<String, Value> = members.collect();
        return Some(members).filter(|members| !members.is_empty()).map(Value::Object);
    }
    serde_json::from_str::<Value>(&body).ok()?.get(member).cloned()
}

/// Converts a value to its text in a query.
fn query_value(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.to_string().into(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn all_setters_with_all_arguments() -> TestResult {
    let server = Recorder::start(responses()).await?;
    let client = Client::builder().base_url(server.base_url()).build()?;
    let table = table(&client).0;
    assert!(table.len() > 1500, "{}", table.len());
    for case in table {
        let name = case.name();
        let outcome = case.response.await;
        let requests = server.take();
        match case.wire {
            Wire::IsRefused => {
                let error = outcome.expect_err(&name);
                assert_eq!(
                    (error.kind(), error.attempts()),
                    (ErrorKind::InvalidRequest, 0),
                    "{name}: {error}"
                );
                assert!(error.operation().is_some(), "{name}: {error}");
                assert!(requests.is_empty(), "{name}");
                continue;
            }
            Wire::SendsNothing => {
                outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(sent(&requests[0], case.setter), None, "{name}");
            }
            Wire::Sends(value) => {
                outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
                let in_query = requests[0].method == "GET";
                let value = if in_query { query_value(&value) } else { value };
                assert_eq!(sent(&requests[0], case.setter), Some(value), "{name}");
            }
        }
        assert_eq!(requests.len(), 1, "{name}");
    }
    Ok(())
}

/// The setters in the sources, by request: `CreateRun` -> `model`, `tools`, ...
fn in_sources() -> std::io::Result<BTreeSet<(String, String)>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../sdk/src/generated/resources");
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(folder)? {
        let code = std::fs::read_to_string(file?.path())?;
        let mut request = String::new();
        // The parameters may be on separate lines.
        let code = code.replace("(\n        mut self", "(mut self");
        for line in code.lines() {
            if let Some(name) = line.strip_prefix("impl ").and_then(|rest| rest.strip_suffix(" {")) {
                name.clone_into(&mut request);
            }
            let setter = line.strip_prefix("    pub fn ").and_then(|rest| rest.split_once("(mut self"));
            if let Some((setter, _)) = setter.filter(|(name, _)| !["with_body", "stream"].contains(name)) {
                found.insert((request.clone(), setter.to_owned()));
            }
        }
    }
    Ok(found)
}

#[tokio::test]
async fn all_setters_are_tested() -> TestResult {
    let table = table(&Client::new("sk-secret")?);
    let tested: BTreeSet<(String, String)> =
        table.0.iter().map(|case| (case.request.to_owned(), case.setter.to_owned())).collect();
    let all = in_sources()?;
    assert!(all.len() > 100, "{}", all.len());
    assert_eq!(tested, all);
    Ok(())
}
