//! Which resource an operation belongs to, by its path alone.
//!
//! A segment names a resource if some path goes on with a parameter there: `/threads/{thread_id}` makes
//! `threads` one, and `/threads/{thread_id}/runs/{run_id}` makes `threads/runs` one. What follows without
//! a parameter is an action on the resource before it (`cancel`, `search`, the `runs` of `/threads/runs`).

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::document_passes::shaping::event_streams::MARK;

/// The path of a resource, for example `["threads", "runs", "steps"]`.
pub type Resource = Vec<String>;

/// The resource of every operation, by `operationId`.
pub fn resources(document: &Document) -> BTreeMap<String, Resource> {
    let paths: Vec<Vec<&str>> = document.operations().map(|operation| segments(operation.path)).collect();
    let mut collections: BTreeSet<Vec<&str>> = BTreeSet::new();
    for path in &paths {
        for index in 1..path.len() {
            if is_parameter(path[index]) && !is_parameter(path[index - 1]) {
                collections.insert(path[..index].to_vec());
            }
        }
    }
    let resource = |path: &str| -> Resource {
        let path = segments(path);
        let named = (1..=path.len()).filter(|&end| collections.contains(&path[..end]));
        let named: Resource = named.map(|end| path[end - 1].to_owned()).collect();
        if named.is_empty() {
            path.first().map(|first| (*first).to_owned()).into_iter().collect()
        } else {
            named
        }
    };
    document.operations().map(|operation| (operation.id().to_owned(), resource(operation.path))).collect()
}

pub(super) fn segments(path: &str) -> Vec<&str> {
    path.trim_end_matches(MARK).split('/').filter(|segment| !segment.is_empty()).collect()
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

/// The longest path that all of `resources` start with; empty when they share none.
pub fn common_ancestor<'a>(resources: impl IntoIterator<Item = &'a Resource>) -> Resource {
    let mut resources = resources.into_iter();
    let Some(mut common) = resources.next().cloned() else { return Resource::new() };
    for resource in resources {
        let shared = common.iter().zip(resource).take_while(|(a, b)| a == b).count();
        common.truncate(shared);
    }
    common
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_resource_is_what_a_parameter_follows() {
        let paths = [
            ("list", "/threads/{id}/runs"),
            ("get", "/threads/{id}/runs/{run}"),
            ("cancel", "/threads/{id}/runs/{run}/cancel"),
            ("create_and_run", "/threads/runs"),
            ("stream", "/threads/runs?"),
            ("files", "/stores/{id}/batches/{batch}/files"),
            ("ping", "/ping"),
        ];
        let items =
            paths.iter().map(|(id, path)| ((*path).to_owned(), json!({ "post": { "operationId": id } })));
        let paths: serde_json::Map<_, _> = items.collect();
        let resources = resources(&Document::new(json!({ "paths": paths })));
        let shown: Vec<String> =
            resources.iter().map(|(id, resource)| format!("{id}: {}", resource.join("."))).collect();
        insta::assert_snapshot!(shown.join("\n"), @"
        cancel: threads.runs
        create_and_run: threads
        files: stores.batches
        get: threads.runs
        list: threads.runs
        ping: ping
        stream: threads
        ");
    }

    #[test]
    fn the_common_ancestor_is_the_nearest() {
        let resource = |path: &str| -> Resource { path.split('.').map(str::to_owned).collect() };
        let ancestor = |paths: &[&str]| {
            common_ancestor(&paths.iter().map(|path| resource(path)).collect::<Vec<_>>()).join(".")
        };
        assert_eq!(ancestor(&["threads.runs", "threads.runs.steps"]), "threads.runs");
        assert_eq!(ancestor(&["threads.runs", "threads.messages"]), "threads");
        assert_eq!(ancestor(&["threads.runs", "files"]), "");
    }
}
