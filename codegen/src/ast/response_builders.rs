//! In: a builder for every struct. Out: builders for what a request can hold.
//!
//! Nobody builds a response, yet typify's builders of response types are a quarter of the generated code,
//! and of the time it takes to compile.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{ImplItem, Item, Path};

use crate::ast::Sites;
use crate::ast::type_graph::{reachable, type_graph};
use crate::ast::{module, self_name};

/// Drops the builders of types that no request body reaches.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut bodies = Bodies::default();
    bodies.visit_file(file);
    let Some(types) = module(&mut file.items, "types") else { return 0 };
    let kept = reachable(&type_graph(types), bodies.0);

    for item in types.iter_mut() {
        if let Item::Impl(block) = item
            && self_name(block).is_some_and(|name| !kept.contains(&name))
        {
            block.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "builder"));
        }
    }
    types.retain(
        |item| !matches!(item, Item::Impl(block) if block.trait_.is_none() && block.items.is_empty()),
    );

    let Some(builders) = module(types, "builder") else { return 0 };
    let before = builders.iter().filter(|item| matches!(item, Item::Struct(_))).count();
    builders.retain(|item| match item {
        Item::Struct(builder) => kept.contains(&builder.ident.to_string()),
        Item::Impl(block) => self_name(block).is_some_and(|name| kept.contains(&name)),
        _ => true,
    });
    before - builders.iter().filter(|item| matches!(item, Item::Struct(_))).count()
}

/// The types `X` of every `types::builder::X` outside of `types`: the request bodies.
#[derive(Default)]
struct Bodies(BTreeSet<String>);

impl<'ast> Visit<'ast> for Bodies {
    fn visit_path(&mut self, path: &'ast Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let [types, builder, name] = names.as_slice()
            && types == "types"
            && builder == "builder"
        {
            self.0.insert(name.clone());
        }
        visit::visit_path(self, path);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_request_holds_keeps_its_builder() {
        let before = "
            pub mod types {
                pub struct CreateRun { pub tools: Vec<Tool> }
                impl CreateRun { pub fn builder() -> builder::CreateRun { Default::default() } }
                pub enum Tool { Function(Function) }
                pub struct Function { pub name: String }
                impl Function { pub fn builder() -> builder::Function { Default::default() } }
                pub struct Run { pub id: String }
                impl Run { pub fn builder() -> builder::Run { Default::default() } }
                pub mod builder {
                    pub struct CreateRun {}
                    pub struct Function {}
                    pub struct Run {}
                    impl From<super::Run> for Run {}
                }
            }
            pub mod builder { pub struct CreateRun { body: Result<types::builder::CreateRun, String> } }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @"
        // sites: 1
        pub mod types {
            pub struct CreateRun {
                pub tools: Vec<Tool>,
            }
            impl CreateRun {
                pub fn builder() -> builder::CreateRun {
                    Default::default()
                }
            }
            pub enum Tool {
                Function(Function),
            }
            pub struct Function {
                pub name: String,
            }
            impl Function {
                pub fn builder() -> builder::Function {
                    Default::default()
                }
            }
            pub struct Run {
                pub id: String,
            }
            pub mod builder {
                pub struct CreateRun {}
                pub struct Function {}
            }
        }
        pub mod builder {
            pub struct CreateRun {
                body: Result<types::builder::CreateRun, String>,
            }
        }
        ");
    }
}
