//! Code passes: transform the types that typify generated into the public types.
//!
//! They make changes that cannot be made in the document. Each pass has one reason, takes the types and the model, and
//! returns the number of changes; on the checked-in document it must make at least one.

pub mod bare_types;
pub mod check_output;
pub mod constructors;
pub mod documentation;
pub mod event_unions;
pub mod forms;
pub mod list_items;
pub mod list_pages;
pub mod members;
pub mod open_enums;
pub mod short_paths;
pub mod unions;

use syn::Item;

use crate::model::Model;
use crate::sites::{Report, Sites};

/// A named pass over the generated types.
pub struct Pass {
    /// Folder and file name, for example `code_passes/unions`.
    pub name: &'static str,
    apply: fn(&mut Vec<Item>, &Model) -> usize,
}

macro_rules! passes {
    ($($name:ident),* $(,)?) => {
        [$(Pass { name: concat!("code_passes/", stringify!($name)), apply: $name::apply }),*]
    };
}

/// Every code pass, in the order in which they run.
pub const ALL: &[Pass] = &passes![
    bare_types,
    list_pages,
    short_paths,
    members,
    list_items,
    open_enums,
    event_unions,
    unions,
    constructors,
    forms,
    documentation,
];

/// Runs all passes over `types`.
pub fn run(types: &mut Vec<Item>, model: &Model) -> Vec<Report> {
    ALL.iter()
        .map(|pass| Report { name: pass.name, sites: Sites::from((pass.apply)(types, model)) })
        .collect()
}

#[cfg(test)]
pub(crate) mod testing {
    //! Snapshots for the tests of passes.

    use syn::Item;

    use crate::document::Document;
    use crate::model::{self, Model};

    /// Applies a pass to `code` with the model of the schemas in `document`. Returns the count and the resulting code.
    pub(crate) fn code(
        apply: fn(&mut Vec<Item>, &Model) -> usize,
        document: serde_json::Value,
        code: &str,
    ) -> String {
        let model = model::build(&Document::new(document), &crate::config::testing::config(""));
        let mut types = syn::parse_file(code).expect("the code parses").items;
        let sites = apply(&mut types, &model);
        let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: types };
        format!("// sites: {sites}\n{}", prettyplease::unparse(&file))
    }
}
