//! The module layout of types: a type is in the file of the nearest common ancestor of all resources that use it.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use syn::{Ident, Item};

use crate::model::{Model, Operation, Resource, Response, common_ancestor};
use crate::rust::type_graph::{TypeGraph, reachable, type_graph};

/// The file of types that several unrelated resources use, or no resource.
const SHARED: &str = "shared";
/// The file of types that no operation refers to: events.
const EVENTS: &str = "events";

/// The file of a type, and the features that it needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TypeModule {
    pub(super) file: Resource,
    /// The groups of the types that it mentions.
    pub(super) features: BTreeSet<String>,
}

/// Returns the module of each type.
pub(super) fn type_modules(types: &[Item], model: &Model) -> BTreeMap<String, TypeModule> {
    let graph = type_graph(types);
    let mut users: BTreeMap<String, BTreeSet<Resource>> = BTreeMap::new();
    for operation in &model.operations {
        for name in reachable(&graph, mentioned(operation)) {
            users.entry(name).or_default().insert(operation.resource.clone());
        }
    }
    let resource = |resources: &BTreeSet<Resource>| {
        let common = common_ancestor(resources);
        let features = common.first().cloned().into_iter().collect();
        TypeModule { file: if common.is_empty() { vec![SHARED.to_owned()] } else { common }, features }
    };
    let used: BTreeMap<String, TypeModule> =
        users.iter().map(|(name, resources)| (name.clone(), resource(resources))).collect();
    let unused = graph.keys().filter(|name| !used.contains_key(*name));
    let unused: Vec<(String, TypeModule)> =
        unused.map(|name| (name.clone(), module_of_unused(name, &graph, &used))).collect();
    used.into_iter().chain(unused).collect()
}

/// The module of a type that no operation refers to.
fn module_of_unused(name: &str, graph: &TypeGraph, used: &BTreeMap<String, TypeModule>) -> TypeModule {
    let reached = reachable(graph, BTreeSet::from([name.to_owned()]));
    let features: BTreeSet<String> =
        reached.iter().filter_map(|name| used.get(name)).flat_map(|module| module.features.clone()).collect();
    let file = if features.is_empty() { SHARED } else { EVENTS };
    TypeModule { file: vec![file.to_owned()], features }
}

/// The types that an operation mentions directly.
fn mentioned(operation: &Operation) -> BTreeSet<String> {
    let body = operation.body.iter().map(|body| body.schema.clone());
    let parameters = operation.parameters.iter().filter_map(|parameter| parameter.kind.named().cloned());
    let response = match &operation.response {
        Response::Json(kind) => kind.named().cloned(),
        Response::List(list) => list.item.named().cloned(),
        Response::Bytes(_) | Response::Empty => None,
    };
    body.chain(parameters).chain(response).collect()
}

/// A distinct file name for each resource: `threads_runs_steps` for the steps of runs.
pub(super) struct FileNames(BTreeMap<Resource, String>);

impl FileNames {
    /// Names each of `resources`.
    pub(super) fn assign<'a>(resources: impl Iterator<Item = &'a Resource>) -> Self {
        let mut names = BTreeMap::new();
        let mut taken: BTreeSet<String> = [SHARED, EVENTS].map(str::to_owned).into();
        for name in [SHARED, EVENTS] {
            names.insert(vec![name.to_owned()], name.to_owned());
        }
        for resource in resources.collect::<BTreeSet<_>>() {
            if names.contains_key(resource) {
                continue;
            }
            let name = resource.join("_").to_snake_case();
            // A keyword such as `type`, or a leading digit.
            let name = if syn::parse_str::<Ident>(&name).is_ok() { name } else { format!("resource_{name}") };
            let numbered = (2..).map(|number| format!("{name}_{number}"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
            let name = free.unwrap_or(name);
            taken.insert(name.clone());
            names.insert(resource.clone(), name);
        }
        Self(names)
    }

    /// The file name of a resource.
    pub(super) fn of(&self, resource: &Resource) -> &str {
        self.0.get(resource).map_or(SHARED, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_resources_share_a_file() {
        let resources: Vec<Resource> = [&["a", "b"][..], &["a_b"], &["a-b"], &["type"], &["shared", "x"]]
            .iter()
            .map(|parts| parts.iter().map(|part| (*part).to_owned()).collect())
            .collect();
        let names = FileNames::assign(resources.iter());
        let shown: Vec<&str> = resources.iter().map(|resource| names.of(resource)).collect();
        assert_eq!(shown, ["a_b", "a_b_3", "a_b_2", "resource_type", "shared_x"]);
    }
}
