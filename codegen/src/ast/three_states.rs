//! In: `Option<Nullable<T>>`. Out: `Nullable<T>`, which is absent by itself.
//!
//! See `passes/shaping/three_states`.

use syn::visit_mut::{self, VisitMut};
use syn::{Field, Type, parse_quote};

use crate::ast::Sites;
use crate::ast::{arguments, last_segment};

/// Unwraps every such type, and leaves absent fields out when they are written.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut unwrap = Unwrap { sites: 0 };
    unwrap.visit_file_mut(file);
    unwrap.sites
}

struct Unwrap {
    sites: Sites,
}

impl VisitMut for Unwrap {
    fn visit_field_mut(&mut self, field: &mut Field) {
        visit_mut::visit_field_mut(self, field);
        if last_segment(&field.ty).as_deref() == Some("Nullable") {
            for attribute in field.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("serde")) {
                let text = quote::ToTokens::to_token_stream(attribute).to_string();
                if text.contains("Option :: is_none") || text.contains("Option::is_none") {
                    *attribute =
                        parse_quote!(#[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]);
                }
            }
            self.sites += 1;
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if let Some(inner) = nullable_inside(ty) {
            *ty = inner;
        }
    }
}

/// `Nullable<T>` of an `Option<Nullable<T>>`.
fn nullable_inside(ty: &Type) -> Option<Type> {
    if last_segment(ty)? != "Option" {
        return None;
    }
    let inner = *arguments(ty).first()?;
    (last_segment(inner)? == "Nullable").then(|| inner.clone())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_nullable_needs_no_option() {
        let before = r#"
            pub struct Update {
                #[serde(rename = "n", default, skip_serializing_if = "::std::option::Option::is_none")]
                pub name: ::std::option::Option<crate::Nullable<::std::string::String>>,
                #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
                pub model: ::std::option::Option<::std::string::String>,
            }
            struct Builder { name: Result<::std::option::Option<crate::Nullable<String>>, String> }
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 1
        pub struct Update {
            #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
            pub name: crate::Nullable<::std::string::String>,
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub model: ::std::option::Option<::std::string::String>,
        }
        struct Builder {
            name: Result<crate::Nullable<String>, String>,
        }
        "#);
    }
}
