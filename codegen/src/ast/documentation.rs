//! In: documentation as one string an item. Out: one `///` line a line, with examples that can be tested.
//!
//! prettyplease prints a string of several lines as `/** */`, which rustfmt would lay out anew. progenitor's
//! examples are marked `ignore` because it does not know the crate's name; they say no more than the list
//! of arguments and go. A fence without a language would be compiled as Rust; it becomes plain text.

use syn::Attribute;
use syn::visit_mut::VisitMut;

use crate::ast::{doc, doc_attribute};
use crate::passes::Sites;

/// Lays out every documented item's text anew.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut documentation = Documentation { sites: 0 };
    documentation.visit_file_mut(file);
    documentation.sites
}

struct Documentation {
    sites: Sites,
}

impl VisitMut for Documentation {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let laid_out = attributes.iter().flat_map(|attribute| match doc(attribute) {
            Some(text) => {
                let lines = lines(&text);
                self.sites += usize::from(lines != [text]);
                lines.iter().map(|line| doc_attribute(line)).collect()
            }
            None => vec![attribute.clone()],
        });
        *attributes = laid_out.collect();
    }
}

/// The text's lines as `///` wants them: a space before each that is not empty.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fence: Option<bool> = None;
    for line in text.trim_end().lines() {
        let line = line.trim_end();
        match (line.trim_start().strip_prefix("```"), fence) {
            (Some(language), None) => {
                let dropped = language == "ignore";
                fence = Some(dropped);
                if !dropped {
                    lines.push(format!(" ```{}", if language.is_empty() { "text" } else { language }));
                }
            }
            (Some(_), Some(dropped)) => {
                fence = None;
                if !dropped {
                    lines.push(" ```".to_owned());
                }
            }
            (None, Some(true)) => {}
            (None, _) if line.is_empty() => lines.push(String::new()),
            (None, _) => lines.push(format!(" {}", line.strip_prefix(' ').unwrap_or(line))),
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_line_a_line_and_no_untested_example() {
        let before = r#"
            #[doc = "List runs\n\nNewest first.\n\n```\nplain\n```\n\nSends a `GET`.\n\n```ignore\nlet x;\n```"]
            pub fn list_runs() {}
            /// Laid out already.
            pub struct Run;
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @"
        // sites: 1
        /// List runs
        ///
        /// Newest first.
        ///
        /// ```text
        /// plain
        /// ```
        ///
        /// Sends a `GET`.
        pub fn list_runs() {}
        /// Laid out already.
        pub struct Run;
        ");
    }
}
