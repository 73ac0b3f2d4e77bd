//! Prints items as the text of a file.

use proc_macro2::TokenTree;
use syn::{Attribute, Item, ItemEnum, ItemMacro};

use super::HEADER;
use crate::code_passes::open_enums::{is_text_enum, value};
use crate::rust::syntax::doc;

/// The line length, approximately that of prettyplease.
const LINE: usize = 110;

/// Prints a file, with an empty line between items, except between `use` and `mod` lines.
pub(super) fn print(items: impl IntoIterator<Item = Item>) -> String {
    let mut text = String::from(HEADER);
    let mut in_short = false;
    for item in items {
        let is_short = match &item {
            Item::Use(_) => true,
            Item::Mod(module) => module.content.is_none(),
            // No empty line before `impl Value for X {}`.
            Item::Impl(block) => block.items.is_empty(),
            _ => false,
        };
        if !(in_short && is_short) {
            text.push('\n');
        }
        in_short = is_short;
        match item {
            Item::Enum(item) if is_text_enum(&item) => text.push_str(&open_enum(&item)),
            Item::Macro(call) => text.push_str(&macro_call(&call)),
            item => text.push_str(&prettyplease::unparse(&syn::File {
                shebang: None,
                frontmatter: None,
                attrs: Vec::new(),
                items: vec![item],
            })),
        }
    }
    text
}

/// Prints an enum of texts, wrapped in the runtime's macro.
fn open_enum(item: &ItemEnum) -> String {
    let mut text = String::from("open_enum! {\n");
    let docs = |attributes: &[Attribute], pad: &str, text: &mut String| {
        for line in attributes.iter().filter_map(doc) {
            text.push_str(format!("{pad}///{line}").trim_end());
            text.push('\n');
        }
    };
    docs(&item.attrs, "    ", &mut text);
    text.push_str(&format!("    {} {{\n", item.ident));
    for variant in &item.variants {
        docs(&variant.attrs, "        ", &mut text);
        text.push_str(&format!("        {} = {:?},\n", variant.ident, value(variant)));
    }
    text.push_str("    }\n}\n");
    text
}

/// Prints a call of a macro such as `object!(Run { id "id" Required, .. })`: one line, or one line per member.
fn macro_call(call: &ItemMacro) -> String {
    let name = call.mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let mut head = String::new();
    let mut members = String::new();
    for token in call.mac.tokens.clone() {
        match token {
            TokenTree::Group(group) => members = group.stream().to_string(),
            token => head.push_str(&format!("{token} ")),
        }
    }
    let members = members.replace(" :: ", "::").replace("Or (", "Or(");
    let members: Vec<&str> = members.split(" , ").filter(|member| !member.is_empty()).collect();
    let one_line = format!("{name}!({head}{{ {} }});\n", members.join(", "));
    if members.len() < 2 && one_line.len() <= LINE {
        return one_line;
    }
    let lines: String = members.iter().map(|member| format!("    {member},\n")).collect();
    format!("{name}!({head}{{\n{lines}}});\n")
}
