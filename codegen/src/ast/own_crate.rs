//! In: `::openai_assistants::FilePart`. Out: `crate::FilePart`.
//!
//! typify wants the crate's name at the head of an `x-rust-type`; the generated code is part of that crate.

use syn::visit_mut::{self, VisitMut};
use syn::{Path, parse_quote};

use crate::ast::Sites;

/// Rewrites every such path.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut rewrite = Rewrite { sites: 0 };
    rewrite.visit_file_mut(file);
    rewrite.sites
}

struct Rewrite {
    sites: Sites,
}

impl VisitMut for Rewrite {
    fn visit_path_mut(&mut self, path: &mut Path) {
        if path.leading_colon.is_some()
            && let Some(first) = path.segments.first_mut()
            && first.ident == "openai_assistants"
        {
            *first = parse_quote!(crate);
            path.leading_colon = None;
            self.sites += 1;
        }
        visit_mut::visit_path_mut(self, path);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_crate_calls_itself_crate() {
        let before =
            "pub struct Form { pub file: ::openai_assistants::FilePart, pub name: ::std::string::String }";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @"
        // sites: 1
        pub struct Form {
            pub file: crate::FilePart,
            pub name: ::std::string::String,
        }
        ");
    }
}
