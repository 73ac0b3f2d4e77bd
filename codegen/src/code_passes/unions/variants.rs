//! The variants of a union: the model's alternatives with typify's names and types.

use heck::ToPascalCase;
use quote::format_ident;
use syn::{Fields, Ident, ItemEnum, Type, Variant as TypifyVariant};

use crate::model::{Alternative, Kind, Model, Shape};

/// The variants of a union, and its discriminator.
pub(super) struct Variants {
    pub(super) tag: Option<String>,
    pub(super) all: Vec<Variant>,
}

/// A variant.
pub(super) enum Variant {
    /// A fixed text.
    Word { ident: Ident, word: String },
    /// An object with only a tag.
    Bare { ident: Ident, tag: String, about: String },
    /// An object with one of these tags; empty if it is the only object.
    Object { ident: Ident, ty: Type, tags: Vec<String>, about: String },
    /// A value of another JSON type.
    Scalar { ident: Ident, ty: Type, kind: Kind },
}

/// The variants of typify's union; `None` if it is not a union or has no discriminator.
pub(super) fn read(item: &ItemEnum, model: &Model) -> Option<Variants> {
    let Shape::Union(union) = &model.schema(&item.ident.to_string())?.shape else { return None };
    let alternatives = union.alternatives.as_ref()?;
    if alternatives.len() != item.variants.len() {
        return None;
    }
    let shared = shared_suffix(&item.variants.iter().map(|variant| &variant.ident).collect::<Vec<_>>());
    let pairs = alternatives.iter().zip(&item.variants);
    let all: Option<Vec<Vec<Variant>>> =
        pairs.map(|(alternative, variant)| variants(alternative, variant, item, &shared, model)).collect();
    Some(Variants { tag: union.tag.clone(), all: all?.into_iter().flatten().collect() })
}

fn variants(
    alternative: &Alternative,
    variant: &TypifyVariant,
    item: &ItemEnum,
    shared: &str,
    model: &Model,
) -> Option<Vec<Variant>> {
    Some(match alternative {
        Alternative::Texts(words) => {
            words.iter().map(|word| Variant::Word { ident: tag_ident(word), word: word.clone() }).collect()
        }
        Alternative::Object { tags, bare: true, .. } => {
            let tag = tags.first()?.clone();
            let about = format!("`{tag}`, without settings.");
            vec![Variant::Bare { ident: tag_ident(&tag), tag, about }]
        }
        Alternative::Object { schema, tags, .. } => {
            let ident = match tags.as_slice() {
                [only] => tag_ident(only),
                _ => short_ident(&item.ident, &variant.ident, shared),
            };
            let about =
                schema.as_ref().and_then(|schema| model.schema(schema)).map(|schema| schema.docs.clone());
            vec![Variant::Object {
                ident,
                ty: payload(variant)?,
                tags: tags.clone(),
                about: about.unwrap_or_default(),
            }]
        }
        Alternative::Scalar(kind) => {
            vec![Variant::Scalar { ident: variant.ident.clone(), ty: payload(variant)?, kind: kind.clone() }]
        }
    })
}

/// The payload type of a variant.
fn payload(variant: &TypifyVariant) -> Option<Type> {
    match &variant.fields {
        Fields::Unnamed(fields) => fields.unnamed.first().map(|field| field.ty.clone()),
        _ => None,
    }
}

/// `CodeInterpreter` for the tag `code_interpreter`.
fn tag_ident(tag: &str) -> Ident {
    let name = tag.to_pascal_case();
    let name = if name == "Unknown" { "UnknownValue".to_owned() } else { name };
    syn::parse_str(&name)
        .unwrap_or_else(|_| format_ident!("Value{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "")))
}

/// `Named` for the variant `NamedToolChoice` of `ToolChoice`: without the union's name and the suffix that all share.
fn short_ident(union: &Ident, variant: &Ident, shared: &str) -> Ident {
    let (union, variant) = (union.to_string(), variant.to_string());
    let short = [union.as_str(), shared].into_iter().find_map(|end| variant.strip_suffix(end));
    let short = short.or_else(|| variant.strip_prefix(&union)).unwrap_or(&variant);
    syn::parse_str(short).unwrap_or_else(|_| format_ident!("{variant}"))
}

/// The common suffix: `Filter` of `ComparisonFilter` and `CompoundFilter`.
fn shared_suffix(names: &[&Ident]) -> String {
    let [first, rest @ ..] = names else { return String::new() };
    let (first, rest) = (first.to_string(), rest.iter().map(ToString::to_string).collect::<Vec<_>>());
    let starts = first.char_indices().filter(|(_, letter)| letter.is_ascii_uppercase());
    let mut suffixes = starts.map(|(at, _)| &first[at..]);
    let shared = suffixes.find(|suffix| !rest.is_empty() && rest.iter().all(|name| name.ends_with(suffix)));
    shared.unwrap_or_default().to_owned()
}
