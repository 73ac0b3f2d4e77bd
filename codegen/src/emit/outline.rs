//! The outline of the API for reviewers: one line per operation and one line per type.
//!
//! An operation shows the arguments of its method, then the setters of its request. `.` marks a required member, `?` an
//! optional parameter; the schema after `..` lists the optional members.

use std::fmt::Write;

use syn::{Fields, Item, ItemEnum, ItemStruct};

use super::Source;
use super::requests::MAX_ARGUMENTS;
use crate::code_passes::constructors::essential;
use crate::code_passes::open_enums::is_text_enum;
use crate::model::{Encoding, Kind, Location, Member, Model, Operation, Paging, Response, rust_ident};
use crate::rust::syntax::short;

/// The outline of the generated code.
pub fn outline(source: &Source<'_>) -> String {
    let mut text = String::from("# operations\n");
    for operation in &source.model.operations {
        let _ = writeln!(text, "{}", self::operation(operation, source.model));
    }
    text.push_str("\n# types\n");
    let mut lines: Vec<String> = source
        .types
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => Some(structure(item, source.model)),
            Item::Enum(item) => Some(enumeration(item)),
            _ => None,
        })
        .collect();
    lines.sort();
    text.push_str(&lines.join("\n"));
    text.push('\n');
    text
}

fn operation(operation: &Operation, model: &Model) -> String {
    let (mut takes, mut optional) = (Vec::new(), Vec::new());
    for location in [Location::Path, Location::Query, Location::Header] {
        for parameter in operation.parameters_in(location) {
            let (name, kind) = (rust_ident(&parameter.name), shown(&parameter.kind));
            match parameter.required {
                true => takes.push(format!("{name}: {kind}")),
                false => optional.push(format!("{name}?: {kind}")),
            }
        }
    }
    if let Some(body) = &operation.body
        && let Some((schema, object)) = model.schema(&body.schema).zip(model.object(&body.schema))
    {
        let required = essential(schema, object);
        let mark = if required.len() > MAX_ARGUMENTS { "." } else { "" };
        let member =
            |member: &&Member| format!("{mark}{}: {}", rust_ident(&member.name), shown(&member.kind));
        takes.extend(required.iter().map(member));
        takes.append(&mut optional);
        let form = if body.encoding == Encoding::Multipart { "form " } else { "" };
        takes.push(format!("..{form}{}", body.schema));
    }
    takes.append(&mut optional);
    let result = match &operation.response {
        Response::Json(kind) => shown(kind),
        Response::List(list) => {
            let paging = match list.paging {
                Paging::Cursor { backward: true } => "after, before",
                Paging::Cursor { backward: false } => "after",
                Paging::Token => "page",
                Paging::Single => "one page",
            };
            format!("Page<{}> ({paging})", shown(&list.item))
        }
        Response::Bytes(_) => "ByteStream".to_owned(),
        Response::Empty => "()".to_owned(),
    };
    let stream = if operation.streams { " | stream" } else { "" };
    let headers: String = operation.headers.iter().map(|(name, _)| format!(" +{name}")).collect();
    let Operation { method, path, .. } = operation;
    format!("{method} {path}: {}({}) -> {result}{stream}{headers}", operation.accessor(), takes.join(", "))
}

fn shown(kind: &Kind) -> String {
    match kind {
        Kind::Text => "String".to_owned(),
        Kind::Integer => "i64".to_owned(),
        Kind::Number => "f64".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::List(item) => format!("Vec<{}>", shown(item)),
        Kind::Map(value) => format!("Map<{}>", shown(value)),
        Kind::Named(name) => name.clone(),
        Kind::File => "FilePart".to_owned(),
        Kind::Any => "Value".to_owned(),
    }
}

fn structure(item: &ItemStruct, model: &Model) -> String {
    let name = item.ident.to_string();
    let fields = item.fields.iter().map(|field| match &field.ident {
        Some(name) => format!("{name}: {}", short(&field.ty)),
        None => short(&field.ty),
    });
    let fields = fields.collect::<Vec<_>>().join(", ");
    let tag = model.object(&name).and_then(|object| object.tag.as_ref());
    let tag = tag.map(|(name, value)| format!(" {name}={value:?}")).unwrap_or_default();
    format!("{name}{tag} {{ {fields} }}")
}

fn enumeration(item: &ItemEnum) -> String {
    let variants = item.variants.iter().map(|variant| match &variant.fields {
        Fields::Unit => variant.ident.to_string(),
        fields => {
            let payload: Vec<String> = fields.iter().map(|field| short(&field.ty)).collect();
            format!("{}({})", variant.ident, payload.join(", "))
        }
    });
    let variants = variants.collect::<Vec<_>>().join(" | ");
    let open = if is_text_enum(item) { " | .." } else { "" };
    format!("{} = {variants}{open}", item.ident)
}
