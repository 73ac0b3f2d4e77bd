//! What fields and variants are called on the wire: no pass, but what passes and emitters ask.

use syn::{Attribute, Expr, Field, ItemStruct, LitStr, Token};

/// The name from `#[serde(rename = "..")]`, if there is one.
pub(crate) fn renamed(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde")).find_map(|attribute| {
        let mut name = None;
        // What else serde is told says nothing of the name.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.input.peek(Token![=]) {
                meta.value()?.parse::<Expr>()?;
            }
            Ok(())
        });
        name
    })
}

/// The property that a field stands for.
pub(crate) fn property(field: &Field) -> String {
    renamed(&field.attrs).or_else(|| field.ident.as_ref().map(ToString::to_string)).unwrap_or_default()
}

/// The field that stands for a property.
pub(crate) fn field<'a>(item: &'a ItemStruct, name: &str) -> Option<&'a Field> {
    item.fields.iter().find(|field| property(field) == name)
}
