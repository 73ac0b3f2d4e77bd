//! In: bodies with files. Out: the same with `IntoForm`.
//!
//! Fields come before files, so that a server that reads the form as a stream knows the purpose of a file when it
//! arrives.

use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::model::{Encoding, Kind, Member, Model, Object, rust_ident};

/// Implements `IntoForm` for all bodies that are sent as a form.
pub fn apply(types: &mut Vec<Item>, model: &Model) -> usize {
    let bodies = model.operations.iter().filter_map(|operation| operation.body.as_ref());
    let forms: Vec<Item> = bodies
        .filter(|body| body.encoding == Encoding::Multipart)
        .filter_map(|body| Some(form(&body.schema, model.object(&body.schema)?)))
        .collect();
    let sites = forms.len();
    types.extend(forms);
    sites
}

fn form(name: &str, object: &Object) -> Item {
    let (files, fields): (Vec<&Member>, Vec<&Member>) =
        object.members.iter().partition(|member| member.kind == Kind::File);
    let fields = fields.iter().map(|member| {
        let (ident, key) = (rust_ident(&member.name), &member.name);
        quote!(form.field(#key, &self.#ident)?;)
    });
    let files = files.iter().map(|member| {
        let (ident, key) = (rust_ident(&member.name), &member.name);
        if member.required {
            quote!(form.file(#key, self.#ident)?;)
        } else {
            quote!(if let Some(file) = self.#ident { form.file(#key, file)?; })
        }
    });
    let name = format_ident!("{name}");
    parse_quote! {
        impl IntoForm for #name {
            fn into_form(self) -> Result<Form, String> {
                let mut form = Form::default();
                #(#fields)*
                #(#files)*
                Ok(form)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn files_come_last() {
        let document = json!({
            "paths": { "/files": { "post": { "operationId": "createFile", "requestBody": {
                "x-multipart": true,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/CreateFile" } } }
            } } } },
            "components": { "schemas": { "CreateFile": { "required": ["file", "purpose"], "properties": {
                "file": { "type": "string", "format": "binary", "x-rust-type": {} }, "purpose": { "type": "string" }
            } } } }
        });
        let before = "pub struct CreateFile { pub file: FilePart, pub purpose: String }";
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document, before), @r#"
        // sites: 1
        pub struct CreateFile {
            pub file: FilePart,
            pub purpose: String,
        }
        impl IntoForm for CreateFile {
            fn into_form(self) -> Result<Form, String> {
                let mut form = Form::default();
                form.field("purpose", &self.purpose)?;
                form.file("file", self.file)?;
                Ok(form)
            }
        }
        "#);
    }
}
