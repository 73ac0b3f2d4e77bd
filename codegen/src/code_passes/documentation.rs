//! In: documentation as one string per item. Out: one `///` line per line of text.
//!
//! prettyplease prints a string of several lines as `/** */`, which rustfmt would reformat. A fence without a language
//! would be compiled as Rust; it becomes plain text. Items without a description get one with their name.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Item, ItemEnum, ItemStruct};

use crate::model::Model;
use crate::rust::syntax::{doc, doc_attribute, doc_attributes};

/// Splits the documentation of all items into lines.
#[expect(clippy::ptr_arg, reason = "all passes have one signature")]
pub fn apply(types: &mut Vec<Item>, _: &Model) -> usize {
    let mut documentation = Documentation { sites: 0 };
    types.iter_mut().for_each(|item| documentation.visit_item_mut(item));
    documentation.sites
}

struct Documentation {
    sites: usize,
}

impl Documentation {
    /// Documents an item that has no description.
    fn document(&mut self, attributes: &mut Vec<Attribute>, text: String) {
        if doc_attributes(attributes).is_empty() {
            attributes.insert(0, doc_attribute(&format!(" {text}")));
            self.sites += 1;
        }
    }
}

impl VisitMut for Documentation {
    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        self.document(&mut item.attrs, format!("The schema `{}`.", item.ident));
        for field in &mut item.fields {
            let name = field.ident.as_ref().map_or_else(|| "0".to_owned(), ToString::to_string);
            self.document(&mut field.attrs, format!("The member `{name}`."));
        }
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        self.document(&mut item.attrs, format!("The schema `{}`.", item.ident));
        for variant in &mut item.variants {
            self.document(&mut variant.attrs, format!("The alternative `{}`.", variant.ident));
            for field in variant.fields.iter_mut() {
                let Some(name) = &field.ident else { continue };
                let text = format!("The member `{name}`.");
                self.document(&mut field.attrs, text);
            }
        }
        visit_mut::visit_item_enum_mut(self, item);
    }

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

/// The lines of the text for `///`, with a space before each that is not empty.
pub(crate) fn lines(text: &str) -> Vec<String> {
    // A line from `///` has its space already.
    if !text.contains('\n') && text.starts_with(' ') {
        return vec![text.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.trim_end().lines().map(str::trim_end) {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn one_line_per_line_of_text() {
        let before = r#"
            #[doc = "List runs\n\nNewest first.\n- one\n  - two\n\n```\nplain\n```\n"]
            pub struct Runs;
            /// Laid out already.
            pub struct Run;
        "#;
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, json!({}), before), @"
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
        pub struct Runs;
        /// Laid out already.
        pub struct Run;
        ");
    }
}
