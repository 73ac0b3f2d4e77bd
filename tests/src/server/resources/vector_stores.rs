//! `/vector_stores`
//!
//! There is no background task: a file records when its indexing will be done, and later requests for the store update
//! its status.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::tool_resources::strings;
use super::{HandlerResult, vector_store_files};
use crate::server::App;
use crate::server::call::Call;
use crate::server::collection::Collection;
use crate::server::error::ApiError;
use crate::server::expiry::Expiring;
use crate::server::search::search;
use crate::server::state::{self, Object, deleted, given, now, update};

/// The routes of the resource.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/vector_stores", get(list).post(create))
        .route("/vector_stores/{vector_store_id}", get(retrieve).post(modify).delete(delete))
        .route("/vector_stores/{vector_store_id}/search", post(search_in))
}

/// The content of a vector store.
#[derive(Default)]
pub struct Contents {
    /// The files.
    pub files: Collection<Object>,
    /// The texts of indexed files.
    pub texts: HashMap<String, Arc<str>>,
    /// The files that are not indexed yet, with the time when they will be.
    pub pending: VecDeque<(Instant, String)>,
    /// The batches.
    pub batches: HashMap<String, Batch>,
}

/// A batch of files.
pub struct Batch {
    /// The object, without status and counts.
    pub object: Object,
    /// The ids of its files.
    pub files: Collection<String>,
    /// Whether it was cancelled.
    pub cancelled: bool,
}

/// The number of files by status.
pub fn counts(statuses: impl Iterator<Item = Object>) -> Value {
    let mut counts = json!({ "in_progress": 0, "completed": 0, "failed": 0, "cancelled": 0, "total": 0 });
    for file in statuses {
        for name in [file["status"].as_str().unwrap_or_default(), "total"] {
            counts[name] = json!(counts[name].as_u64().unwrap_or_default() + 1);
        }
    }
    counts
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found("vector store", id)
}

/// Creates an empty vector store and returns its id.
pub fn create_in(state: &mut state::State, body: &Value) -> String {
    let id = state.id("vs_");
    let mut store = json!({
        "id": id, "object": "vector_store", "created_at": now(), "name": given(body, "name", json!("")),
        "usage_bytes": 0, "file_counts": counts(std::iter::empty()), "status": "completed",
        "expires_at": null, "last_active_at": now(), "metadata": given(body, "metadata", json!({}))
    });
    for name in ["expires_after", "description"] {
        if let Some(value) = body.get(name) {
            store[name] = value.clone();
        }
    }
    state.stores.insert(id.clone(), Arc::new(store));
    state.contents.insert(id.clone(), Contents::default());
    set_expiry(state, &id);
    id
}

/// Sets when a vector store expires: some days after its last use, or never.
fn set_expiry(state: &mut state::State, id: &str) {
    let Some(store) = state.stores.get_mut(id).map(Arc::make_mut) else { return };
    let days = store["expires_after"]["days"].as_u64();
    let at = days.zip(store["last_active_at"].as_u64()).map(|(days, active)| active + days * 24 * 60 * 60);
    store["expires_at"] = json!(at);
    if let Some(at) = at {
        state.deadlines.insert(at, Expiring::VectorStore(id.to_owned()));
    }
}

/// Returns the content of a vector store, and indexes the files that are due.
///
/// # Errors
/// 404 if there is no such store, 400 if it has expired.
pub fn contents<'a>(state: &'a mut state::State, id: &str) -> Result<&'a mut Contents, ApiError> {
    if state.stores.get(id).is_some_and(|store| store["status"] == "expired") {
        return Err(ApiError::bad_request(format!("The vector store '{id}' has expired.")));
    }
    indexed(state, id)
}

/// Like [`contents`], and counts as use of the store, which postpones its expiry.
///
/// # Errors
/// As [`contents`].
pub fn used<'a>(state: &'a mut state::State, id: &str) -> Result<&'a mut Contents, ApiError> {
    contents(state, id)?;
    if let Some(store) = state.stores.get_mut(id) {
        Arc::make_mut(store)["last_active_at"] = json!(now());
    }
    set_expiry(state, id);
    indexed(state, id)
}

fn indexed<'a>(state: &'a mut state::State, id: &str) -> Result<&'a mut Contents, ApiError> {
    let contents = state.contents.get_mut(id).ok_or_else(|| missing(id))?;
    vector_store_files::index_due(contents, &state.files);
    Ok(contents)
}

/// The updated object of a vector store.
pub fn refreshed(state: &mut state::State, id: &str) -> Result<Object, ApiError> {
    let contents = indexed(state, id)?;
    let counts = counts(contents.files.iter());
    let bytes: u64 = contents.files.iter().filter_map(|file| file["usage_bytes"].as_u64()).sum();
    let store = state.stores.get_mut(id).ok_or_else(|| missing(id))?;
    let object = Arc::make_mut(store);
    if object["status"] != "expired" {
        object["status"] = json!(if counts["in_progress"] == 0 { "completed" } else { "in_progress" });
    }
    object["file_counts"] = counts;
    object["usage_bytes"] = json!(bytes);
    Ok(Arc::clone(store))
}

async fn create(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    for file in strings(&call.body["file_ids"]) {
        state.files.position(file).ok_or_else(|| ApiError::not_found("file", file))?;
    }
    let id = create_in(&mut state, &call.body);
    for file in strings(&call.body["file_ids"]) {
        let mut entry = json!({ "file_id": file });
        if let Some(strategy) = call.body.get("chunking_strategy") {
            entry["chunking_strategy"] = strategy.clone();
        }
        vector_store_files::add(&mut state, &id, &entry, app.times.index)?;
    }
    // New files are `in_progress` in this response, even if indexing takes no time.
    let count = strings(&call.body["file_ids"]).count();
    let store = state.stores.get_mut(&id).ok_or_else(|| missing(&id))?;
    if count > 0 {
        let object = Arc::make_mut(store);
        object["status"] = json!("in_progress");
        object["file_counts"]["in_progress"] = json!(count);
        object["file_counts"]["total"] = json!(count);
    }
    let store = Arc::clone(store);
    drop(state);
    super::object(&store)
}

async fn list(State(app): State<App>, call: Call) -> HandlerResult {
    let mut state = app.state();
    let mut page = call.cursor().page(&state.stores, |_| true)?;
    for store in &mut page.data {
        *store = refreshed(&mut state, store["id"].as_str().unwrap_or_default())?;
    }
    drop(state);
    Ok(page.into_response())
}

async fn retrieve(State(app): State<App>, call: Call) -> HandlerResult {
    let store = refreshed(&mut app.state(), call.id("vector_store_id"))?;
    super::object(&store)
}

async fn modify(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("vector_store_id");
    let mut state = app.state();
    let store = state.stores.get_mut(id).ok_or_else(|| missing(id))?;
    update(store, &call.body, |name| if name == "name" { json!("") } else { json!({}) });
    if call.body.get("expires_after").is_some_and(Value::is_null) {
        let object = Arc::make_mut(store);
        object.as_object_mut().map(|object| object.remove("expires_after"));
    }
    set_expiry(&mut state, id);
    let store = refreshed(&mut state, id)?;
    drop(state);
    super::object(&store)
}

async fn delete(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("vector_store_id");
    let mut state = app.state();
    state.stores.remove(id).ok_or_else(|| missing(id))?;
    state.contents.remove(id);
    drop(state);
    super::json(deleted(id, "vector_store.deleted"))
}

async fn search_in(State(app): State<App>, call: Call) -> HandlerResult {
    let id = call.id("vector_store_id");
    let body = &call.body;
    let mut state = app.state();
    let mut sources = vector_store_files::sources(&mut state, id)?;
    drop(state);

    sources.retain(|source| body.get("filters").is_none_or(|filter| fits(filter, &source.attributes)));
    let queries: Vec<&str> = match &body["query"] {
        Value::String(query) => vec![query],
        queries => strings(queries).collect(),
    };
    let threshold = body["ranking_options"]["score_threshold"].as_f64().unwrap_or_default();
    let most = body["max_num_results"].as_u64().unwrap_or(10) as usize;
    let hits = search(&queries.join(" "), &sources).into_iter().filter(|hit| hit.score >= threshold);
    let results = hits.take(most).map(|hit| {
        let source = &sources[hit.source];
        json!({
            "file_id": source.file_id, "filename": source.filename, "score": hit.score,
            "attributes": source.attributes, "content": [{ "type": "text", "text": hit.text }]
        })
    });
    super::json(json!({
        "object": "vector_store.search_results.page", "search_query": queries,
        "data": results.collect::<Vec<_>>(), "has_more": false, "next_page": null
    }))
}

/// Whether a file's attributes match a filter.
fn fits(filter: &Value, attributes: &Value) -> bool {
    let kind = filter["type"].as_str().unwrap_or_default();
    if let Some(filters) = filter["filters"].as_array() {
        return match kind {
            "or" => filters.iter().any(|filter| fits(filter, attributes)),
            _ => filters.iter().all(|filter| fits(filter, attributes)),
        };
    }
    let wanted = &filter["value"];
    let found = &attributes[filter["key"].as_str().unwrap_or_default()];
    let same = |wanted: &Value| match (wanted.as_f64(), found.as_f64()) {
        (Some(wanted), Some(found)) => wanted == found,
        _ => wanted == found,
    };
    let order = match (found, wanted) {
        (Value::String(found), Value::String(wanted)) => Some(found.cmp(wanted)),
        _ => found.as_f64().zip(wanted.as_f64()).and_then(|(found, wanted)| found.partial_cmp(&wanted)),
    };
    let among = || wanted.as_array().into_iter().flatten().any(same);
    match kind {
        "ne" => !same(wanted),
        "gt" => order.is_some_and(|order| order.is_gt()),
        "gte" => order.is_some_and(|order| order.is_ge()),
        "lt" => order.is_some_and(|order| order.is_lt()),
        "lte" => order.is_some_and(|order| order.is_le()),
        "in" => among(),
        "nin" => !among(),
        _ => same(wanted),
    }
}
