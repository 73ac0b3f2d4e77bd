//! Which generated type mentions which: no pass, but what passes and emitters ask.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Item, Path};

/// Type name -> the names that its fields or variants mention.
pub type TypeGraph = BTreeMap<String, BTreeSet<String>>;

/// Each type's name, with the names that its fields or variants mention.
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

/// `names` and everything that they lead to, as far as it is in `graph`.
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
