//! In: `.json(&body)` where the body holds a `FilePart`. Out: a multipart form, and the body's way into one.
//!
//! See `passes/shaping/multipart`. A form's fields go before its files, so that a server that reads the
//! form as a stream knows what a file is for when it arrives.

use std::collections::BTreeMap;

use quote::quote;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Field, Item, ItemImpl, ItemStruct, Path, parse_quote};

use crate::ast::Sites;
use crate::ast::wire_names::property;
use crate::ast::{each_send, last_segment, module};

/// Sends such bodies as forms.
pub fn apply(file: &mut syn::File) -> Sites {
    let Some(types) = module(&mut file.items, "types") else { return 0 };
    let mut forms: BTreeMap<String, ItemImpl> = BTreeMap::new();
    for item in types.iter_mut() {
        if let Item::Struct(body) = item
            && body.fields.iter().any(is_file)
        {
            forms.insert(body.ident.to_string(), form(body));
            // A file part has no form in JSON.
            body.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
            body.attrs.push(parse_quote!(#[derive(Clone, Debug, PartialEq)]));
            body.fields
                .iter_mut()
                .for_each(|field| field.attrs.retain(|attribute| !attribute.path().is_ident("serde")));
        }
    }
    types.extend(forms.values().cloned().map(Item::Impl));

    each_send(file, |_, method| {
        let mut built = Built::default();
        built.visit_block(&method.block);
        if built.0.iter().any(|body| forms.contains_key(body)) {
            AsForm.visit_block_mut(&mut method.block);
        }
    });
    forms.len()
}

/// `FilePart` or `Option<FilePart>`, of the SDK's and not of the document's.
fn is_file(field: &Field) -> bool {
    let ty = quote!(#field).to_string();
    ty.contains(":: openai_assistants :: FilePart")
}

fn is_optional(field: &Field) -> bool {
    last_segment(&field.ty).as_deref() == Some("Option")
}

/// `impl IntoForm` with one line a field.
fn form(body: &ItemStruct) -> ItemImpl {
    let name = &body.ident;
    let (files, fields): (Vec<&Field>, Vec<&Field>) = body.fields.iter().partition(|field| is_file(field));
    let fields = fields.iter().map(|field| {
        let (ident, key) = (&field.ident, property(field));
        quote!(form.field(#key, &self.#ident)?;)
    });
    let files = files.iter().map(|field| {
        let (ident, key) = (&field.ident, property(field));
        if is_optional(field) {
            quote!(if let Some(file) = self.#ident { form.file(#key, file)?; })
        } else {
            quote!(form.file(#key, self.#ident)?;)
        }
    });
    parse_quote! {
        impl crate::runtime::multipart::IntoForm for #name {
            fn into_form(self) -> Result<::reqwest::multipart::Form, String> {
                let mut form = crate::runtime::multipart::FormBuilder::default();
                #(#fields)*
                #(#files)*
                Ok(form.finish())
            }
        }
    }
}

/// The types `X` of every `types::X::try_from`: what the request makes of its builders.
#[derive(Default)]
struct Built(Vec<String>);

impl<'ast> Visit<'ast> for Built {
    fn visit_path(&mut self, path: &'ast Path) {
        if let [types, name, function] =
            path.segments.iter().map(|segment| &segment.ident).collect::<Vec<_>>().as_slice()
            && *types == "types"
            && *function == "try_from"
        {
            self.0.push(name.to_string());
        }
        visit::visit_path(self, path);
    }
}

/// Replaces `.json(&body)`.
struct AsForm;

impl VisitMut for AsForm {
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "json" {
            call.method = parse_quote!(multipart);
            call.args = parse_quote! {
                crate::runtime::multipart::IntoForm::into_form(body.clone()).map_err(Error::InvalidRequest)?
            };
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_body_with_a_file_is_a_form() {
        let before = "
            pub mod types {
                #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
                pub struct CreateFile {
                    #[serde(default, rename = \"file[]\")]
                    pub file: ::openai_assistants::FilePart,
                    pub purpose: Purpose,
                }
                pub struct Other { pub purpose: Purpose }
            }
            impl SendFile { pub async fn send(self) {
                let body = body.and_then(|v| types::CreateFile::try_from(v).map_err(|e| e.to_string())).map_err(Error::InvalidRequest)?;
                let request = client.post(url).json(&body).build()?;
            } }
            impl SendOther { pub async fn send(self) {
                let body = body.and_then(|v| types::Other::try_from(v).map_err(|e| e.to_string())).map_err(Error::InvalidRequest)?;
                let request = client.post(url).json(&body).build()?;
            } }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 1
        pub mod types {
            #[derive(Clone, Debug, PartialEq)]
            pub struct CreateFile {
                pub file: ::openai_assistants::FilePart,
                pub purpose: Purpose,
            }
            pub struct Other {
                pub purpose: Purpose,
            }
            impl crate::runtime::multipart::IntoForm for CreateFile {
                fn into_form(self) -> Result<::reqwest::multipart::Form, String> {
                    let mut form = crate::runtime::multipart::FormBuilder::default();
                    form.field("purpose", &self.purpose)?;
                    form.file("file[]", self.file)?;
                    Ok(form.finish())
                }
            }
        }
        impl SendFile {
            pub async fn send(self) {
                let body = body
                    .and_then(|v| types::CreateFile::try_from(v).map_err(|e| e.to_string()))
                    .map_err(Error::InvalidRequest)?;
                let request = client
                    .post(url)
                    .multipart(
                        crate::runtime::multipart::IntoForm::into_form(body.clone())
                            .map_err(Error::InvalidRequest)?,
                    )
                    .build()?;
            }
        }
        impl SendOther {
            pub async fn send(self) {
                let body = body
                    .and_then(|v| types::Other::try_from(v).map_err(|e| e.to_string()))
                    .map_err(Error::InvalidRequest)?;
                let request = client.post(url).json(&body).build()?;
            }
        }
        "#);
    }
}
