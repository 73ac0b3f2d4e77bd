//! In: `::std::option::Option<::std::string::String>`. Out: `Option<String>`.
//!
//! The generated files import these names.

use syn::visit_mut::{self, VisitMut};
use syn::{Item, Path};

use crate::model::Model;

/// Names in scope in all files of types.
const IN_SCOPE: [&str; 6] = ["BTreeMap", "Box", "HashMap", "Option", "String", "Vec"];

/// Shortens the paths of the standard library.
#[expect(clippy::ptr_arg, reason = "all passes have one signature")]
pub fn apply(types: &mut Vec<Item>, _: &Model) -> usize {
    let mut shorten = Shorten { sites: 0 };
    types.iter_mut().for_each(|item| shorten.visit_item_mut(item));
    shorten.sites
}

struct Shorten {
    sites: usize,
}

impl VisitMut for Shorten {
    fn visit_path_mut(&mut self, path: &mut Path) {
        if path.segments.len() > 1
            && path.segments[0].ident == "std"
            && let Some(last) = path.segments.last()
            && IN_SCOPE.iter().any(|name| last.ident == name)
        {
            *path = Path::from(last.clone());
            self.sites += 1;
        }
        visit_mut::visit_path_mut(self, path);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn paths_of_the_standard_library_are_shortened() {
        let before = "pub struct Run { pub name: ::std::option::Option<::std::string::String>, pub at: ::std::time::Duration }";
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, json!({}), before), @"
        // sites: 2
        pub struct Run {
            pub name: Option<String>,
            pub at: ::std::time::Duration,
        }
        ");
    }
}
