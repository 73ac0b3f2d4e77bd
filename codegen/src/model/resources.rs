//! Assigns each operation a resource and a method name, from its path and HTTP method.
//!
//! A segment is a resource if a parameter follows it in some path: `threads` because of `/threads/{thread_id}`, and
//! `threads/runs` because of `/threads/{thread_id}/runs/{run_id}`. Other segments are actions on the resource before them
//! (`cancel`, `search`, the `runs` of `/threads/runs`). A collection has `list` and `create`, its items `retrieve`, `update`
//! and `delete`.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

/// The path of a resource, for example `["threads", "runs", "steps"]`.
pub type Resource = Vec<String>;

/// The resources of a document.
pub(super) struct Resources<'a>(BTreeSet<Vec<&'a str>>);

impl<'a> Resources<'a> {
    /// Finds the resources in the paths of all operations.
    pub(super) fn of(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut collections = BTreeSet::new();
        for path in paths.map(segments) {
            for index in 1..path.len() {
                if is_parameter(path[index]) && !is_parameter(path[index - 1]) {
                    collections.insert(path[..index].to_vec());
                }
            }
        }
        Self(collections)
    }

    /// The resource of a path.
    fn resource(&self, path: &[&str]) -> Resource {
        let named = (1..=path.len()).filter(|&end| self.0.contains(&path[..end]));
        let named: Resource = named.map(|end| path[end - 1].to_owned()).collect();
        match path.first() {
            Some(first) if named.is_empty() => vec![(*first).to_owned()],
            _ => named,
        }
    }

    /// The resource and method of an operation.
    pub(super) fn resource_and_method(&self, id: &str, method: &str, path: &str) -> (Resource, String) {
        let path = segments(path);
        let mut resource = self.resource(&path);
        let collection =
            resource.last().and_then(|last| path.iter().rposition(|segment| segment == last)).unwrap_or(0);
        let on_item = path.get(collection + 1).is_some_and(|segment| is_parameter(segment));
        let tail: Vec<&str> =
            path.iter().skip(collection + 1).filter(|segment| !is_parameter(segment)).copied().collect();
        let id = id.to_snake_case();
        let verb = id.split('_').next().unwrap_or_default();
        let name = match (tail.as_slice(), on_item, method) {
            ([], false, "get") => "list".to_owned(),
            ([], false, "post") => "create".to_owned(),
            ([], true, "get") => "retrieve".to_owned(),
            ([], true, "post" | "put" | "patch") => "update".to_owned(),
            ([], true, "delete") => "delete".to_owned(),
            ([part], true, "post") if ["add", "create"].contains(&verb) => {
                resource.push((*part).to_owned());
                "create".to_owned()
            }
            ([part], true, "get") if verb == "list" => format!("list_{}", part.to_snake_case()),
            ([_], false, _) => {
                // `create_thread_and_run` becomes `create_and_run` of `threads`.
                let owner =
                    resource.last().map(|last| last.strip_suffix('s').unwrap_or(last).to_snake_case());
                let words = id.split('_').filter(|word| Some(*word) != owner.as_deref());
                words.collect::<Vec<_>>().join("_")
            }
            (tail, _, _) if !tail.is_empty() => tail.join("_").to_snake_case(),
            _ => id,
        };
        (resource, name)
    }
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

/// The longest common prefix of `resources`; may be empty.
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
    use super::*;

    #[test]
    fn names_are_derived_from_paths_and_methods() {
        let operations = [
            ("get", "/threads", "listThreads"),
            ("post", "/threads", "createThread"),
            ("post", "/threads/runs", "createThreadAndRun"),
            ("get", "/threads/{thread_id}", "retrieveThread"),
            ("post", "/threads/{thread_id}", "updateThread"),
            ("delete", "/threads/{thread_id}", "deleteThread"),
            ("get", "/threads/{thread_id}/runs/{run_id}", "retrieveRun"),
            ("post", "/threads/{thread_id}/runs/{run_id}/submit_tool_outputs", "submitToolOutputsToRun"),
            ("post", "/uploads/{upload_id}/parts", "addUploadPart"),
            ("post", "/uploads/{upload_id}/cancel", "cancelUpload"),
            ("get", "/files/{file_id}/content", "downloadFile"),
            ("get", "/stores/{store_id}/file_batches/{batch_id}", "retrieveBatch"),
            ("get", "/stores/{store_id}/file_batches/{batch_id}/files", "listFilesInBatch"),
            ("get", "/ping", "ping"),
        ];
        let resources = Resources::of(operations.iter().map(|(_, path, _)| *path));
        let shown = operations.iter().map(|(method, path, id)| {
            let (resource, name) = resources.resource_and_method(id, method, path);
            format!("{id}: {}.{name}", resource.join("."))
        });
        insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @"
        listThreads: threads.list
        createThread: threads.create
        createThreadAndRun: threads.create_and_run
        retrieveThread: threads.retrieve
        updateThread: threads.update
        deleteThread: threads.delete
        retrieveRun: threads.runs.retrieve
        submitToolOutputsToRun: threads.runs.submit_tool_outputs
        addUploadPart: uploads.parts.create
        cancelUpload: uploads.cancel
        downloadFile: files.content
        retrieveBatch: stores.file_batches.retrieve
        listFilesInBatch: stores.file_batches.list_files
        ping: ping.list
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
