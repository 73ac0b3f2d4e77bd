//! In: the structs and unions that requests hold. Out: the same with constructors.
//!
//! A struct gets `new` with what it requires; what is optional, and constants such as its tag, fill
//! themselves in. A union gets a function for each variant with such a payload: `Tool::function(..)`. More
//! than three required properties read better through the builder.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Fields, Ident, ImplItem, Item, ItemEnum, ItemStruct, parse_quote};

use crate::ast::Sites;
use crate::ast::{accepted, doc_attribute, doc_text, last_segment, module, self_name, serde_says};

/// Adds the constructors of every type that has a builder, and of the unions of those.
pub fn apply(file: &mut syn::File) -> Sites {
    let Some(types) = module(&mut file.items, "types") else { return 0 };
    let payloads: BTreeMap<String, Payload> = types.iter().filter_map(Payload::of).collect();
    let built: Vec<String> = types.iter().filter_map(with_builder).collect();
    let payloads: BTreeMap<String, Payload> =
        payloads.into_iter().filter(|(name, _)| built.contains(name)).collect();
    let mut sites = 0;
    *types = std::mem::take(types)
        .into_iter()
        .flat_map(|item| {
            let constructors = match &item {
                Item::Struct(item) => {
                    payloads.get(&item.ident.to_string()).and_then(|payload| payload.new_of(item))
                }
                Item::Enum(item) => of_union(item, &payloads),
                _ => None,
            };
            sites += usize::from(constructors.is_some());
            [Some(item), constructors]
        })
        .flatten()
        .collect();
    sites
}

/// The type, if it has a builder.
fn with_builder(item: &Item) -> Option<String> {
    let Item::Impl(block) = item else { return None };
    let builder = |item: &ImplItem| matches!(item, ImplItem::Fn(method) if method.sig.ident == "builder");
    (block.trait_.is_none() && block.items.iter().any(builder)).then(|| self_name(block))?
}

/// What it takes to make a struct.
struct Payload {
    /// Each required field: its name, what is taken for it, and how that becomes the field.
    required: Vec<(Ident, TokenStream, TokenStream)>,
    /// The fields that fill themselves in.
    others: Vec<Ident>,
    about: String,
}

impl Payload {
    fn of(item: &Item) -> Option<(String, Self)> {
        let Item::Struct(item) = item else { return None };
        let mut payload = Self { required: Vec::new(), others: Vec::new(), about: doc_text(&item.attrs) };
        for field in &item.fields {
            let ident = field.ident.clone()?;
            let optional = matches!(last_segment(&field.ty).as_deref(), Some("Option" | "Nullable"));
            // A list that has to be there has a default for reading only.
            let list = matches!(last_segment(&field.ty).as_deref(), Some("Vec"));
            if optional || serde_says(&field.attrs, "default") && !list {
                payload.others.push(ident);
            } else {
                let (takes, value) = accepted(&field.ty, &format_ident!("{}", ident), &|ty| ty.clone());
                payload.required.push((ident, takes, value));
            }
        }
        (payload.required.len() <= 3).then(|| (item.ident.to_string(), payload))
    }

    fn parameters(&self) -> TokenStream {
        let parameters = self.required.iter().map(|(ident, takes, _)| quote!(#ident: #takes));
        quote!(#(#parameters),*)
    }

    /// `new`, unless nothing is required: then the struct has a default.
    fn new_of(&self, item: &ItemStruct) -> Option<Item> {
        if self.required.is_empty() {
            return None;
        }
        let (name, parameters, others) = (&item.ident, self.parameters(), &self.others);
        let required = self.required.iter().map(|(ident, _, value)| quote!(#ident: #value));
        let doc = doc_attribute(if others.is_empty() {
            "The value with all that it consists of."
        } else {
            "The value with what is required; the rest fills itself in or is left out."
        });
        Some(parse_quote! {
            impl #name {
                #doc
                pub fn new(#parameters) -> Self {
                    Self { #(#required,)* #(#others: ::std::default::Default::default(),)* }
                }
            }
        })
    }
}

/// A function for each variant that holds a payload.
fn of_union(item: &ItemEnum, payloads: &BTreeMap<String, Payload>) -> Option<Item> {
    let functions = item.variants.iter().filter_map(|variant| {
        let Fields::Unnamed(fields) = &variant.fields else { return None };
        let ty = &fields.unnamed.first()?.ty;
        let payload = payloads.get(&last_segment(ty)?)?;
        let name = variant.ident.to_string().to_snake_case();
        let name = syn::parse_str::<Ident>(&name).unwrap_or_else(|_| format_ident!("{name}_"));
        let doc = doc_attribute(payload.about.lines().next().unwrap_or_default());
        let (ident, parameters) = (&variant.ident, payload.parameters());
        let arguments = payload.required.iter().map(|(ident, ..)| ident);
        let made = if payload.required.is_empty() {
            quote!(#ty::default())
        } else {
            quote!(#ty::new(#(#arguments),*))
        };
        Some(quote! {
            #doc
            pub fn #name(#parameters) -> Self {
                Self::#ident(#made)
            }
        })
    });
    let functions: Vec<TokenStream> = functions.collect();
    let name = &item.ident;
    (!functions.is_empty()).then(|| parse_quote!(impl #name { #(#functions)* }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_required_is_given_and_the_rest_fills_itself_in() {
        let before = r#"
            pub mod types {
                /// A function of yours.
                pub struct FunctionTool {
                    pub function: Function,
                    #[serde(rename = "type", default = "defaults::function_tool_type")]
                    pub type_: FunctionToolType,
                }
                impl FunctionTool { pub fn builder() -> builder::FunctionTool { Default::default() } }
                /// A program that the server runs.
                pub struct CodeTool {
                    #[serde(rename = "type", default = "defaults::code_tool_type")]
                    pub type_: CodeToolType,
                }
                impl CodeTool { pub fn builder() -> builder::CodeTool { Default::default() } }
                pub enum Tool { Function(FunctionTool), Code(CodeTool), Unknown(Value) }
                pub struct Run { pub id: String }
            }
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 2
        pub mod types {
            /// A function of yours.
            pub struct FunctionTool {
                pub function: Function,
                #[serde(rename = "type", default = "defaults::function_tool_type")]
                pub type_: FunctionToolType,
            }
            impl FunctionTool {
                ///The value with what is required; the rest fills itself in or is left out.
                pub fn new(function: impl Into<Function>) -> Self {
                    Self {
                        function: function.into(),
                        type_: ::std::default::Default::default(),
                    }
                }
            }
            impl FunctionTool {
                pub fn builder() -> builder::FunctionTool {
                    Default::default()
                }
            }
            /// A program that the server runs.
            pub struct CodeTool {
                #[serde(rename = "type", default = "defaults::code_tool_type")]
                pub type_: CodeToolType,
            }
            impl CodeTool {
                pub fn builder() -> builder::CodeTool {
                    Default::default()
                }
            }
            pub enum Tool {
                Function(FunctionTool),
                Code(CodeTool),
                Unknown(Value),
            }
            impl Tool {
                /// A function of yours.
                pub fn function(function: impl Into<Function>) -> Self {
                    Self::Function(FunctionTool::new(function))
                }
                /// A program that the server runs.
                pub fn code() -> Self {
                    Self::Code(CodeTool::default())
                }
            }
            pub struct Run {
                pub id: String,
            }
        }
        "#);
    }
}
