//! In: structs and unions. Out: the same with constructors, and with setters if requests contain them.
//!
//! A struct gets `new` with its required members, in the order of the document; constants are filled in. A struct that a
//! request body contains gets a setter per optional member. A union that a request contains gets a function per variant:
//! `AssistantTool::function(..)`. An enum of texts can be set from a text.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Fields, Ident, Item, ItemEnum, ItemStruct, Type, parse_quote};

use super::members::can_be_default;
use super::open_enums::is_text_enum;
use crate::model::{Kind, Member, Model, Object, Schema, Shape, rust_ident};
use crate::rust::arguments::{argument, setting, setting_value};
use crate::rust::constants::default_path;
use crate::rust::syntax::{doc_line, held, last_segment};
use crate::rust::type_graph::type_graph;

/// With more arguments, a constructor would be unreadable.
const MAX_ARGUMENTS: usize = 7;

/// Adds the constructors and setters.
pub fn apply(types: &mut Vec<Item>, model: &Model) -> usize {
    let nested = below_bodies(types, model);
    let structs: Vec<ItemStruct> = types
        .iter()
        .filter_map(|item| if let Item::Struct(item) = item { Some(item.clone()) } else { None })
        .collect();
    let mut sites = 0;
    let with_impls = std::mem::take(types).into_iter().flat_map(|item| {
        let mut impls = match &item {
            Item::Struct(item) => of_struct(item, &nested, model),
            Item::Enum(item) if is_text_enum(item) => of_enum(item, model),
            Item::Enum(item) => of_union(item, &structs, model).into_iter().collect(),
            _ => Vec::new(),
        };
        sites += usize::from(!impls.is_empty());
        impls.insert(0, item);
        impls
    });
    *types = with_impls.collect();
    sites
}

/// The types that request bodies contain, without the bodies themselves.
fn below_bodies(types: &[Item], model: &Model) -> BTreeSet<String> {
    let sent = |name: &str| model.schema(name).is_some_and(|schema| schema.sent);
    let graph = type_graph(types).into_iter().filter(|(name, _)| sent(name));
    graph.flat_map(|(name, mentioned)| mentioned.into_iter().filter(move |other| *other != name)).collect()
}

fn of_struct(item: &ItemStruct, nested: &BTreeSet<String>, model: &Model) -> Vec<Item> {
    let name = item.ident.to_string();
    let Some((schema, object)) = model.schema(&name).zip(model.object(&name)) else { return Vec::new() };
    let ident = &item.ident;
    let mut methods: Vec<TokenStream> = constructor(item, schema, object).into_iter().collect();
    if schema.sent && nested.contains(&name) {
        let kinds = Kinds::of(item, schema, object, model);
        let of_kind =
            |member: &&Member| kinds.as_ref().is_some_and(|kinds| kinds.values.contains(&member.name));
        methods.extend(
            optional(object).filter(|member| !of_kind(member)).filter_map(|member| setter(item, member)),
        );
        methods.extend(kinds.iter().flat_map(|kinds| kinds.constructors(item, object)));
    }
    let mut items = Vec::new();
    if !methods.is_empty() {
        items.push(parse_quote!(impl #ident { #(#methods)* }));
    }
    if schema.sent {
        items.push(parse_quote!(impl setting::Value for #ident {}));
    }
    items
}

/// An object with a `type`, and a member of that name for its settings, such as
/// `{"type": "last_messages", "last_messages": 5}`. It gets a constructor per type.
struct Kinds<'a> {
    member: &'a Member,
    /// The enum of the types.
    name: Ident,
    values: &'a [String],
}

impl<'a> Kinds<'a> {
    fn of(item: &ItemStruct, schema: &'a Schema, object: &'a Object, model: &'a Model) -> Option<Self> {
        let [member] = essential(schema, object).try_into().ok()?;
        let Kind::Named(of) = &member.kind else { return None };
        let Shape::Enum(values) = &model.schema(of)?.shape else { return None };
        let has_member = values.iter().any(|value| object.member(value).is_some());
        let name = format_ident!("{of}");
        (has_member && field_type(item, &rust_ident(&member.name)).is_some()).then_some(Self {
            member,
            name,
            values,
        })
    }

    fn constructors(&self, item: &ItemStruct, object: &Object) -> Vec<TokenStream> {
        self.values.iter().map(|value| self.constructor(value, item, object)).collect()
    }

    fn constructor(&self, value: &str, item: &ItemStruct, object: &Object) -> TokenStream {
        let function = rust_ident(value);
        let of = &self.name;
        let doc = doc_line(&format!("Creates a value whose `{}` is `{value}`.", self.member.name));
        let own = object.member(value).filter(|member| !member.required);
        let given = own.and_then(|member| {
            let field = field_type(item, &function)?;
            let (takes, value) = argument(&member.kind, held(field), &function);
            Some((takes, value))
        });
        let made = quote!(Self::new(#of::from(#value)));
        match given {
            Some((takes, given)) => quote! {
                #doc
                pub fn #function(#function: #takes) -> Self {
                    let #function = #given;
                    Self { #function: #function.into(), ..#made }
                }
            },
            None => quote! {
                #doc
                pub fn #function() -> Self {
                    #made
                }
            },
        }
    }
}

fn optional(object: &Object) -> impl Iterator<Item = &Member> {
    object.members.iter().filter(|member| !member.required && member.constant.is_none())
}

/// The members that a constructor takes: the required ones, except lists and maps that only servers send.
pub(crate) fn essential<'a>(schema: &'a Schema, object: &'a Object) -> Vec<&'a Member> {
    let is_collection = |member: &Member| matches!(member.kind, Kind::List(_) | Kind::Map(_));
    object.required().filter(|member| schema.sent || !(is_collection(member) || member.nullable)).collect()
}

fn constructor(item: &ItemStruct, schema: &Schema, object: &Object) -> Option<TokenStream> {
    let essential = essential(schema, object);
    if essential.is_empty() || essential.len() > MAX_ARGUMENTS {
        return None;
    }
    let arguments: Vec<(Ident, TokenStream, TokenStream)> = essential
        .iter()
        .filter_map(|member| {
            let ident = rust_ident(&member.name);
            let field = field_type(item, &ident)?;
            let (takes, value) = essential_argument(member, field, &ident);
            Some((ident, takes, value))
        })
        .collect();
    let parameters = arguments.iter().map(|(ident, takes, _)| quote!(#ident: #takes));
    let fields = item.fields.iter().filter_map(|field| field.ident.as_ref()).map(|ident| {
        let given = arguments.iter().find(|(given, ..)| given == ident);
        let constant = object.members.iter().find(|member| rust_ident(&member.name) == *ident);
        let constant = constant.and_then(|member| Some((&member.name, member.constant.as_ref()?)));
        match (given, constant) {
            (Some((_, _, value)), _) if *ident == value.to_string() => quote!(#ident),
            (Some((_, _, value)), _) => quote!(#ident: #value),
            (None, Some((name, value))) => {
                let path: TokenStream = default_path(name, value).parse().unwrap_or_default();
                quote!(#ident: #path())
            }
            (None, None) => quote!(#ident: Default::default()),
        }
    });
    let doc = doc_line("Creates a value with its required members.");
    Some(quote! {
        #doc
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#fields),* }
        }
    })
}

/// The argument for a member. It accepts null if the member is required and nullable.
pub(crate) fn essential_argument(member: &Member, field: &Type, ident: &Ident) -> (TokenStream, TokenStream) {
    if member.nullable {
        (setting(held(field), true), setting_value(ident, field))
    } else {
        argument(&member.kind, field, ident)
    }
}

fn setter(item: &ItemStruct, member: &Member) -> Option<TokenStream> {
    let ident = rust_ident(&member.name);
    let field = field_type(item, &ident)?;
    let nullable = last_segment(field).as_deref() == Some("Nullable");
    let (takes, value) = (setting(held(field), nullable), setting_value(&ident, field));
    let doc = doc_line(&member.docs);
    Some(quote! {
        #doc
        #[must_use]
        pub fn #ident(mut self, #ident: #takes) -> Self {
            self.#ident = #value;
            self
        }
    })
}

fn field_type<'a>(item: &'a ItemStruct, ident: &Ident) -> Option<&'a Type> {
    item.fields.iter().find(|field| field.ident.as_ref() == Some(ident)).map(|field| &field.ty)
}

/// A function per variant whose payload has few required members.
fn of_enum(item: &ItemEnum, model: &Model) -> Vec<Item> {
    let name = &item.ident;
    if !model.schema(&name.to_string()).is_some_and(|schema| schema.sent) {
        return Vec::new();
    }
    vec![parse_quote!(impl setting::Value for #name {}), parse_quote!(impl setting::FromText for #name {})]
}

fn of_union(item: &ItemEnum, structs: &[ItemStruct], model: &Model) -> Option<Item> {
    if !model.schema(&item.ident.to_string())?.sent {
        return None;
    }
    let functions = item.variants.iter().filter_map(|variant| {
        let Fields::Unnamed(fields) = &variant.fields else { return None };
        let ty = &fields.unnamed.first()?.ty;
        let name = last_segment(ty)?;
        let (schema, object) = model.schema(&name).zip(model.object(&name))?;
        let payload = structs.iter().find(|item| item.ident == name)?;
        let essential = essential(schema, object);
        let made = match essential.len() {
            0 if can_be_default(object) => quote!(#ty::default()),
            1..=3 => {
                let names = essential.iter().map(|member| rust_ident(&member.name));
                quote!(#ty::new(#(#names),*))
            }
            _ => return None,
        };
        let parameters: Option<Vec<TokenStream>> = essential
            .iter()
            .map(|member| {
                let ident = rust_ident(&member.name);
                let (takes, _) = essential_argument(member, field_type(payload, &ident)?, &ident);
                Some(quote!(#ident: #takes))
            })
            .collect();
        let parameters = parameters?;
        let function = variant.ident.to_string().to_snake_case();
        let function = syn::parse_str::<Ident>(&function).unwrap_or_else(|_| format_ident!("{function}_"));
        let (ident, doc) = (&variant.ident, doc_line(&schema.docs));
        Some(quote! {
            #doc
            pub fn #function(#(#parameters),*) -> Self {
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
    use serde_json::json;

    #[test]
    fn required_members_are_arguments_and_others_have_setters() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = json!({
            "paths": { "/assistants": { "post": { "operationId": "createAssistant", "requestBody": {
                "content": { "application/json": { "schema": reference("CreateAssistant") } }
            } } } },
            "components": { "schemas": {
                "CreateAssistant": { "properties": { "tool": reference("Function") } },
                "Function": { "required": ["name", "defaultModel"], "properties": {
                    "defaultModel": { "type": "string" },
                    "description": { "type": "string", "nullable": true, "description": "What it does." },
                    "name": { "type": "string" },
                    "strict": { "type": "boolean" }
                } }
            } }
        });
        let before = "
            pub struct CreateAssistant { pub tool: Option<Function> }
            pub struct Function {
                pub default_model: String, pub description: Nullable<String>, pub name: String, pub strict: Option<bool>,
            }
        ";
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document, before), @"
        // sites: 2
        pub struct CreateAssistant {
            pub tool: Option<Function>,
        }
        impl setting::Value for CreateAssistant {}
        pub struct Function {
            pub default_model: String,
            pub description: Nullable<String>,
            pub name: String,
            pub strict: Option<bool>,
        }
        impl Function {
            /// Creates a value with its required members.
            pub fn new(name: impl setting::Text, default_model: impl setting::Text) -> Self {
                Self {
                    default_model: default_model.into_text(),
                    description: Default::default(),
                    name: name.into_text(),
                    strict: Default::default(),
                }
            }
            /// What it does.
            #[must_use]
            pub fn description(mut self, description: impl Setting<String>) -> Self {
                self.description = description.into_setting();
                self
            }
            ///
            #[must_use]
            pub fn strict(
                mut self,
                strict: impl Setting<bool, Null = setting::NotAllowed>,
            ) -> Self {
                self.strict = strict.into_setting().value();
                self
            }
        }
        impl setting::Value for Function {}
        ");
    }
}
