//! In: documentation as one string an item. Out: one `///` line a line, with examples that can be tested.
//!
//! prettyplease prints a string of several lines as `/** */`, which rustfmt would lay out anew. progenitor's
//! examples are marked `ignore` because it does not know the crate's name; they say no more than the list
//! of arguments and go. A fence without a language would be compiled as Rust; it becomes plain text.

use syn::Attribute;
use syn::visit_mut::VisitMut;

use crate::ast::Sites;
use crate::ast::{doc, doc_attribute};

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
    // A line that was written with `///` has its space already.
    if !text.contains('\n') && text.starts_with(' ') {
        return vec![text.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    for line in without_example(text).trim_end().lines().map(str::trim_end) {
        let marker = fence_marker(line);
        let line = match (&fence, marker) {
            (None, Some(marker)) => {
                let bare = line.trim_start() == marker;
                fence = Some(marker);
                if bare { format!("{line}text") } else { line.to_owned() }
            }
            (Some(open), Some(marker))
                if line.trim_start() == marker && marker.starts_with(open.as_str()) =>
            {
                fence = None;
                line.to_owned()
            }
            _ => line.to_owned(),
        };
        lines.push(if line.is_empty() { line } else { format!(" {line}") });
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// The run of backticks or tildes that opens or closes a fence.
fn fence_marker(line: &str) -> Option<String> {
    let line = line.trim_start();
    let first = line.chars().next().filter(|c| "`~".contains(*c))?;
    let marker: String = line.chars().take_while(|c| *c == first).collect();
    (marker.len() >= 3).then_some(marker)
}

/// The text without progenitor's example, which is always the last thing it says.
fn without_example(text: &str) -> &str {
    match text.rfind("```ignore\nlet response = client.") {
        Some(start) if text.ends_with("\n```") => &text[..start],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_line_a_line_and_no_untested_example() {
        let before = r#"
            #[doc = "List runs\n\nNewest first.\n- one\n  - two\n\n```\nplain\n```\n\nSends a `GET`.\n\n```ignore\nlet response = client.list_runs();\n```"]
            pub fn list_runs() {}
            /// Laid out already.
            pub struct Run;
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @"
        // sites: 1
        /// List runs
        ///
        /// Newest first.
        /// - one
        ///   - two
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
