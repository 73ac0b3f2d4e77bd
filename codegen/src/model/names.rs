//! How the document's names become Rust's, as typify and progenitor make them.

use heck::{ToPascalCase, ToSnakeCase};
use quote::format_ident;
use syn::Ident;

/// The name of a component's type, or of an operation's request.
pub fn type_name(name: &str) -> String {
    name.to_pascal_case()
}

/// A name of the document as an identifier in snake case.
pub fn rust_ident(name: &str) -> Ident {
    let snake = name.to_snake_case();
    match snake.as_str() {
        // The better word for what `type` says.
        "type" => format_ident!("kind"),
        _ => syn::parse_str(&snake).unwrap_or_else(|_| {
            format_ident!("{}_", snake.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"))
        }),
    }
}
