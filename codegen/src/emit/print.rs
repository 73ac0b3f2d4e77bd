//! Items as the text of a file.

use syn::{Attribute, Item, ItemEnum};

use super::HEADER;
use crate::code_passes::open_enums::{is_text_enum, value};
use crate::rust::syntax::doc;

/// A file, with an empty line between items; `use` and `mod` lines stand together.
pub(super) fn print(items: impl IntoIterator<Item = Item>) -> String {
    let mut text = String::from(HEADER);
    let mut in_short = false;
    for item in items {
        let is_short = match &item {
            Item::Use(_) => true,
            Item::Mod(module) => module.content.is_none(),
            // `impl Value for X {}` belongs to what stands before it.
            Item::Impl(block) => block.items.is_empty(),
            _ => false,
        };
        if !(in_short && is_short) {
            text.push('\n');
        }
        in_short = is_short;
        match item {
            Item::Enum(item) if is_text_enum(&item) => text.push_str(&open_enum(&item)),
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

/// An enum of texts, in the macro of the runtime that gives it its behaviour.
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
