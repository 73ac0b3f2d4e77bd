//! The graph of generated types.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Item, Path};

/// The type names that the fields or variants of each type mention.
pub type TypeGraph = BTreeMap<String, BTreeSet<String>>;

/// Builds the graph.
pub(crate) fn type_graph(types: &[Item]) -> TypeGraph {
    let mut graph = TypeGraph::new();
    for item in types {
        let mut mentioned = Mentioned::default();
        let name = match item {
            Item::Struct(item) => {
                mentioned.visit_fields(&item.fields);
                &item.ident
            }
            Item::Enum(item) => {
                item.variants.iter().for_each(|variant| mentioned.visit_fields(&variant.fields));
                &item.ident
            }
            _ => continue,
        };
        graph.insert(name.to_string(), mentioned.0);
    }
    graph
}

/// `names` and all types of `graph` that they mention, directly or indirectly.
pub(crate) fn reachable(graph: &TypeGraph, names: BTreeSet<String>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut pending: Vec<String> = names.into_iter().collect();
    while let Some(name) = pending.pop() {
        if let Some(mentioned) = graph.get(&name)
            && reached.insert(name)
        {
            pending.extend(mentioned.iter().cloned());
        }
    }
    reached
}

/// The last segment of every path.
#[derive(Default)]
pub(crate) struct Mentioned(pub(crate) BTreeSet<String>);

impl<'ast> Visit<'ast> for Mentioned {
    fn visit_path(&mut self, path: &'ast Path) {
        self.0.extend(path.segments.last().map(|segment| segment.ident.to_string()));
        visit::visit_path(self, path);
    }
}
