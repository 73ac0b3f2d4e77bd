//! In: fields as typify writes them. Out: fields as the model says.
//!
//! | member | field |
//! |---|---|
//! | required | `T` |
//! | optional, or received and `null` | `Option<T>` |
//! | optional, sent and `null` | `Nullable<T>`, as absent and `null` differ in an update |
//! | the tag of a union that holds the object | none; the tag is written with the struct |
//! | any other constant | an open enum with that default |
//! | a list or map that servers must send | `Vec<T>`, empty if it is missing |
//! | received, and not essential | as optional, and read from neighbouring JSON types, too |
//!
//! Every struct can grow: it is `#[non_exhaustive]`. The runtime's `object!` reads and writes it, which compiles in
//! a fraction of the time of serde's derive.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Field, Fields, Item, ItemStruct, Type, parse_quote};

use crate::model::{Kind, Member, Model, Object, Reading, Schema, Shape, rust_ident};
use crate::rust::constants;
use crate::rust::serde_attributes::{Default, SerdeAttributes};
use crate::rust::syntax::held;

/// Rewrites the fields of every struct that the model knows.
pub fn apply(types: &mut Vec<Item>, model: &Model) -> usize {
    let mut sites = 0;
    let rewritten = std::mem::take(types).into_iter().flat_map(|item| {
        let Item::Struct(mut item) = item else { return vec![item] };
        match model.schema(&item.ident.to_string()) {
            Some(Schema { shape: Shape::Object(object), sent, .. }) => {
                sites += structure(&mut item, object, *sent);
                let object = json(&item, object, *sent);
                std::iter::once(Item::Struct(item)).chain(object).collect()
            }
            // An alternative that has its tag alone is a variant without a payload. What typify makes of
            // unnamed schemas stays.
            None if is_bare(&item, model) => Vec::new(),
            _ => vec![Item::Struct(item)],
        }
    });
    *types = rewritten.collect();
    sites
}

/// How the struct is read and written: `object!(Run { id "id" Required, .. })`.
fn json(item: &ItemStruct, object: &Object, sent: bool) -> Option<Item> {
    if !is_json_of_runtime(item, object) {
        return None;
    }
    let members = item.fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        let member = object.members.iter().find(|member| rust_ident(&member.name) == *ident)?;
        let (key, presence) = (&member.name, presence(member, sent));
        Some(quote!(#ident #key #presence))
    });
    let name = &item.ident;
    let tag = object.tag.iter().map(|(tag, value)| quote!(#tag #value));
    Some(parse_quote!(object!(#name #(#tag)* { #(#members),* });))
}

/// When a member is there, and what is read in its place.
fn presence(member: &Member, sent: bool) -> TokenStream {
    let is_collection = matches!(member.kind, Kind::List(_) | Kind::Map(_));
    match &member.constant {
        Some(constant) => {
            let path: TokenStream =
                constants::default_path(&member.name, constant).parse().unwrap_or_default();
            quote!(Or(#path))
        }
        None if member.reading != Reading::Strict => tolerant(member),
        None if !member.required => quote!(Optional),
        None if member.nullable && !sent => quote!(Optional),
        None if member.nullable || !sent && is_collection => quote!(Always),
        None => quote!(Required),
    }
}

fn tolerant(member: &Member) -> TokenStream {
    let presence = match &member.kind {
        Kind::Integer if member.reading == Reading::Time => quote!(Time),
        Kind::Integer => quote!(Integer),
        Kind::Text => quote!(Text),
        Kind::Number => quote!(Number),
        Kind::Boolean => quote!(Boolean),
        Kind::Map(inner) if **inner == Kind::Text => quote!(Strings),
        Kind::Named(_) => quote!(Loose),
        Kind::List(_) | Kind::Map(_) if member.required => quote!(Always),
        Kind::List(_) | Kind::Map(_) | Kind::Any | Kind::File => quote!(Optional),
    };
    match &member.alias {
        Some(alias) => quote!(Aliased(#presence, #alias)),
        None => presence,
    }
}

/// Whether the runtime reads and writes the struct: forms are no JSON, and structs in which typify collects
/// members of any name are left to serde.
fn is_json_of_runtime(item: &ItemStruct, object: &Object) -> bool {
    let named = matches!(item.fields, Fields::Named(_));
    named && !is_form(object) && item.fields.iter().all(|field| !SerdeAttributes::parse(&field.attrs).flatten)
}

fn is_form(object: &Object) -> bool {
    object.members.iter().any(|member| member.kind == Kind::File)
}

/// Whether a struct stands for an alternative that has no payload.
fn is_bare(item: &ItemStruct, model: &Model) -> bool {
    let name = item.ident.to_string();
    model.schemas.values().any(|schema| match &schema.shape {
        Shape::Union(union) => union.alternatives.iter().flatten().any(|alternative| {
            matches!(alternative, crate::model::Alternative::Object { schema: Some(schema), bare: true, .. } if *schema == name)
        }),
        _ => false,
    })
}

fn structure(item: &mut ItemStruct, object: &Object, sent: bool) -> usize {
    let is_form = is_form(object);
    let Fields::Named(fields) = &mut item.fields else { return 0 };
    let mut sites = 0;
    let old = std::mem::take(&mut fields.named);
    for mut field in old {
        let mut serde = SerdeAttributes::parse(&field.attrs);
        let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let name = serde.rename.clone().unwrap_or_else(|| ident.trim_start_matches("r#").to_owned());
        match object.member(&name) {
            Some(member) => {
                rewrite(&mut field, &mut serde, member, sent);
                if is_form {
                    serde = SerdeAttributes::default();
                }
                serde.replace(&mut field.attrs);
                fields.named.push(field);
            }
            // Members of any name, which typify collects.
            None if serde.flatten => fields.named.push(field),
            // The tag.
            None => {}
        }
        sites += 1;
    }
    let by_runtime = is_json_of_runtime(item, object);
    attributes(item, object, is_form || by_runtime);
    if by_runtime {
        for field in &mut item.fields {
            SerdeAttributes::default().replace(&mut field.attrs);
        }
    }
    sites
}

fn rewrite(field: &mut Field, serde: &mut SerdeAttributes, member: &Member, sent: bool) {
    let ident = rust_ident(&member.name);
    serde.rename = (ident != member.name.as_str()).then(|| member.name.clone());
    serde.default = None;
    serde.skip_serializing_if = None;
    serde.deserialize_with = None;
    field.ident = Some(ident);
    let inner: Type = match &member.kind {
        Kind::File => parse_quote!(crate::FilePart),
        _ => held(&field.ty).clone(),
    };
    let may_be_null = member.nullable && sent;
    field.ty = if let Some(value) = &member.constant {
        serde.default = Some(Default::Path(constants::default_path(&member.name, value)));
        let name = format_ident!("{}", constants::enum_name(&member.name));
        parse_quote!(#name)
    } else if member.required && !member.nullable {
        if !sent && matches!(member.kind, Kind::List(_) | Kind::Map(_)) {
            serde.default = Some(Default::OfType);
        }
        inner
    } else if member.required && may_be_null {
        // It has to be there, if only as null.
        parse_quote!(Option<#inner>)
    } else if may_be_null {
        serde.default = Some(Default::OfType);
        serde.skip_serializing_if = Some("Nullable::is_absent".to_owned());
        parse_quote!(Nullable<#inner>)
    } else {
        serde.skip_serializing_if = Some("Option::is_none".to_owned());
        parse_quote!(Option<#inner>)
    };
}

fn attributes(item: &mut ItemStruct, object: &Object, without_serde: bool) {
    item.attrs.retain(|attribute| attribute.path().is_ident("doc"));
    let default = can_be_default(object).then(|| quote!(Default,));
    let serde = (!without_serde).then(|| quote!(, Serialize, Deserialize));
    item.attrs.push(parse_quote!(#[derive(Clone, Debug, #default PartialEq #serde)]));
    if let Some((tag, value)) = object.tag.clone().filter(|_| !without_serde) {
        let serde =
            SerdeAttributes { tag: Some(tag), rename: Some(value), ..std::default::Default::default() };
        item.attrs.extend(serde.to_attribute());
    }
    item.attrs.push(parse_quote!(#[non_exhaustive]));
}

/// Whether a value of the object makes sense when nothing is set.
pub(crate) fn can_be_default(object: &Object) -> bool {
    object.required().next().is_none() && object.members.iter().all(|member| member.constant.is_none())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    fn document(sent: bool) -> serde_json::Value {
        let thing = json!({ "$ref": "#/components/schemas/Thing" });
        let body = json!({ "content": { "application/json": { "schema": thing } } });
        let operation =
            if sent { json!({ "requestBody": body }) } else { json!({ "responses": { "200": body } }) };
        json!({
            "paths": { "/things": { "post": operation } },
            "components": { "schemas": { "Thing": {
                "required": ["id", "tags", "total"],
                "properties": {
                    "id": { "type": "string" },
                    "tags": { "type": "array", "items": { "type": "string" } },
                    "total": { "type": "integer", "nullable": true },
                    "type": { "type": "string" },
                    "fileName": { "type": "string", "nullable": true },
                    "object": { "type": "string", "x-constant": "thing" },
                    "max": { "type": "integer" }
                }
            } } }
        })
    }

    const BEFORE: &str = r#"
        #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
        pub struct Thing {
            #[serde(rename = "fileName", default, skip_serializing_if = "::std::option::Option::is_none")]
            pub file_name: Option<String>,
            pub id: String,
            pub max: Option<i64>,
            pub object: Option<String>,
            pub tags: Vec<String>,
            #[serde(deserialize_with = "::std::option::Option::deserialize")]
            pub total: Option<i64>,
            #[serde(rename = "type")]
            pub type_: Option<String>,
        }
    "#;

    #[test]
    fn what_is_sent_tells_absent_from_null() {
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document(true), BEFORE), @r#"
        // sites: 7
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct Thing {
            pub file_name: Nullable<String>,
            pub id: String,
            pub max: Option<i64>,
            pub object: ObjectKind,
            pub tags: Vec<String>,
            pub total: Option<i64>,
            pub kind: Option<String>,
        }
        object!(
            Thing { file_name "fileName" Optional, id "id" Required, max "max" Optional, object
            "object" Or(ObjectKind::thing), tags "tags" Required, total "total" Always, kind
            "type" Optional }
        );
        "#);
    }

    #[test]
    fn what_is_received_may_lack_anything_optional() {
        insta::assert_snapshot!(crate::code_passes::testing::code(super::apply, document(false), BEFORE), @r#"
        // sites: 7
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct Thing {
            pub file_name: Option<String>,
            pub id: String,
            pub max: Option<i64>,
            pub object: ObjectKind,
            pub tags: Vec<String>,
            pub total: Option<i64>,
            pub kind: Option<String>,
        }
        object!(
            Thing { file_name "fileName" Optional, id "id" Required, max "max" Optional, object
            "object" Or(ObjectKind::thing), tags "tags" Always, total "total" Optional, kind
            "type" Optional }
        );
        "#);
    }
}
