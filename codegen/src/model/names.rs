//! Converts the document's names to Rust names, like typify and progenitor.

use heck::{ToPascalCase, ToSnakeCase};
use quote::format_ident;
use syn::Ident;

/// The name of a component's type, or of an operation's request.
pub fn type_name(name: &str) -> String {
    name.to_pascal_case()
}

/// A name of the document as an identifier in snake case.
pub fn rust_ident(name: &str) -> Ident {
    match name.to_snake_case().as_str() {
        // `type` is a keyword, and `kind` the usual substitute.
        "type" => format_ident!("kind"),
        snake => valid_ident(snake),
    }
}

/// A valid identifier close to `name`: a keyword gets a trailing underscore, a digit a leading one.
pub fn valid_ident(name: &str) -> Ident {
    let plain = name.replace(|letter: char| !letter.is_alphanumeric(), "_");
    let candidates = [name.to_owned(), format!("{plain}_"), format!("_{plain}")];
    let valid = candidates.iter().find_map(|candidate| syn::parse_str(candidate).ok());
    valid.unwrap_or_else(|| format_ident!("unnamed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_becomes_an_identifier() {
        let names = ["threadId", "type", "self", "24h", "a.b", "", "größe", "$ref"];
        let idents: Vec<String> = names.iter().map(|name| rust_ident(name).to_string()).collect();
        assert_eq!(idents, ["thread_id", "kind", "self_", "_24h", "a_b", "unnamed", "größe", "ref_"]);
    }
}
