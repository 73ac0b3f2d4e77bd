//! Items as the text of a file.

use syn::{Attribute, Item, ItemEnum, ItemMod};

use super::HEADER;
use crate::ast::doc;
use crate::ast::string_enums::{as_string_enum, value};

/// A file, with an empty line between items; `use` lines stand together.
pub(super) fn print(items: impl IntoIterator<Item = Item>) -> String {
    let mut text = String::from(HEADER);
    let mut in_uses = false;
    for item in items {
        let is_short = matches!(&item, Item::Use(_) | Item::Mod(ItemMod { content: None, .. }));
        if !(in_uses && is_short) {
            text.push('\n');
        }
        in_uses = is_short;
        if let Some(item) = as_string_enum(&item) {
            text.push_str(&string_enum(item));
            continue;
        }
        text.push_str(&prettyplease::unparse(&syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        }));
    }
    text
}

/// An enum of strings, in the macro of the runtime's that gives it its behaviour.
fn string_enum(item: &ItemEnum) -> String {
    let mut text = String::from("crate::runtime::string_enum::string_enum! {\n");
    let docs = |attributes: &[Attribute], pad: &str, text: &mut String| {
        for line in attributes.iter().filter_map(doc) {
            text.push_str(&format!("{pad}///{line}\n"));
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
