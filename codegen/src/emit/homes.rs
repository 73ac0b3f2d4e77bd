//! Where a type lives: with the nearest resource that contains everything that uses it.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use syn::visit::Visit;
use syn::{Ident, Item};

use super::resources::{Resource, common_ancestor};
use crate::ast::type_graph::{Mentioned, reachable, type_graph};

/// What types are called that several unrelated resources use.
pub(super) const SHARED: &str = "shared";
/// What types are called that no operation leads to: the extra root schemas and what hangs on them.
const ROOTS: &str = "roots";

/// Where each type lives.
pub(super) fn homes(types: &[Item], requests: &BTreeMap<Resource, Vec<Item>>) -> BTreeMap<String, Resource> {
    let graph = type_graph(types);
    let mut users: BTreeMap<String, BTreeSet<Resource>> = BTreeMap::new();
    for (resource, items) in requests {
        let mut used = Mentioned::default();
        items.iter().for_each(|item| used.visit_item(item));
        for name in reachable(&graph, used.0) {
            users.entry(name).or_default().insert(resource.clone());
        }
    }
    let home = |name: &String| match users.get(name) {
        None => vec![ROOTS.to_owned()],
        Some(resources) => {
            let common = common_ancestor(resources);
            if common.is_empty() { vec![SHARED.to_owned()] } else { common }
        }
    };
    graph.keys().map(|name| (name.clone(), home(name))).collect()
}

/// A file name of its own for every resource: `threads_runs_steps` for the steps of runs.
pub(super) struct FileNames(BTreeMap<Resource, String>);

impl FileNames {
    /// Names each of `resources`.
    pub(super) fn assign<'a>(resources: impl Iterator<Item = &'a Resource>) -> Self {
        /// What the modules around them are called.
        const RESERVED: [&str; 4] = ["builder", "defaults", "error", "types"];
        let mut names = BTreeMap::new();
        let mut taken: BTreeSet<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
        taken.insert(SHARED.to_owned());
        names.insert(vec![SHARED.to_owned()], SHARED.to_owned());
        for resource in resources.collect::<BTreeSet<_>>() {
            let name = resource.join("_").to_snake_case();
            // `type`, for example, or what starts with a digit.
            let name = if syn::parse_str::<Ident>(&name).is_ok() { name } else { format!("resource_{name}") };
            let numbered = (2..).map(|number| format!("{name}_{number}"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
            let name = free.unwrap_or(name);
            taken.insert(name.clone());
            names.entry(resource.clone()).or_insert(name);
        }
        Self(names)
    }

    /// The name of one of them.
    pub(super) fn of(&self, resource: &Resource) -> &str {
        self.0.get(resource).map_or(SHARED, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_resources_share_a_file() {
        let resources: Vec<Resource> =
            [&["a", "b"][..], &["a_b"], &["a-b"], &["builder"], &["type"], &["shared"]]
                .iter()
                .map(|parts| parts.iter().map(|part| (*part).to_owned()).collect())
                .collect();
        let names = FileNames::assign(resources.iter());
        let shown: Vec<&str> = resources.iter().map(|resource| names.of(resource)).collect();
        assert_eq!(shown, ["a_b", "a_b_3", "a_b_2", "builder_2", "resource_type", "shared"]);
    }
}
