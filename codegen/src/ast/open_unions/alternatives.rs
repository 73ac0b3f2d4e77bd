//! What a union is made of, and how its alternatives are told apart.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use quote::format_ident;
use syn::{Fields, Ident, Item, ItemEnum, ItemStruct, Type, Variant};

use crate::ast::string_enums::{as_string_enum, values};
use crate::ast::type_graph::type_graph;
use crate::ast::wire_names::{field, property};
use crate::ast::{doc_text, last_segment, serde_says};

/// A union whose alternatives can be told apart.
pub(super) struct Union<'a> {
    pub(super) item: &'a ItemEnum,
    /// The property by which objects are told apart, if there are several.
    pub(super) tag: Option<String>,
    pub(super) alternatives: Vec<Alternative>,
}

/// How one alternative is recognised.
pub(super) enum Alternative {
    /// Fixed words, with their variants.
    Words(Vec<(Ident, String)>),
    /// An object with one of these tags; none if it is the only object.
    Object { ident: Ident, ty: Type, tags: Vec<String>, about: String },
    /// Any value of a JSON type.
    Scalar { ident: Ident, ty: Type, kind: Kind },
}

/// The JSON type that tells an alternative apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Boolean,
    Number,
    Array,
}

/// The types that alternatives can hold.
pub(super) struct Known {
    structs: BTreeMap<String, ItemStruct>,
    /// Enum of strings -> its values.
    enums: BTreeMap<String, Vec<String>>,
}

/// The item as one of typify's unions, if it is one.
pub(super) fn as_union(item: &Item) -> Option<&ItemEnum> {
    match item {
        Item::Enum(item) if serde_says(&item.attrs, "untagged") => Some(item),
        _ => None,
    }
}

impl Known {
    pub(super) fn of(types: &[Item]) -> Self {
        let mut known = Self { structs: BTreeMap::new(), enums: BTreeMap::new() };
        for item in types {
            if let Item::Struct(item) = item {
                known.structs.insert(item.ident.to_string(), item.clone());
            }
            if let Some(item) = as_string_enum(item) {
                known.enums.insert(item.ident.to_string(), values(item));
            }
        }
        known
    }

    /// The union, if every alternative can be recognised: each holds one type, no two that are no objects
    /// have the same JSON type, and all but one of the objects have a tag.
    pub(super) fn union<'a>(&self, item: &'a ItemEnum) -> Option<Union<'a>> {
        let tag = self.tag(item);
        let shared = shared_suffix(&item.variants.iter().map(|variant| &variant.ident).collect::<Vec<_>>());
        let alternatives: Option<Vec<Alternative>> = item
            .variants
            .iter()
            .map(|variant| self.alternative(item, variant, tag.as_deref(), &shared))
            .collect();
        let alternatives = alternatives?;
        let mut kinds = Vec::new();
        let mut objects = 0;
        for alternative in &alternatives {
            match alternative {
                Alternative::Scalar { kind, .. } if kinds.contains(kind) => return None,
                Alternative::Scalar { kind, .. } => kinds.push(*kind),
                Alternative::Object { .. } => objects += 1,
                Alternative::Words(_) => {}
            }
        }
        (objects < 2 || tag.is_some()).then_some(Union { item, tag, alternatives })
    }

    /// The enums of strings that are alternatives of `unions` and nothing else.
    pub(super) fn words(&self, types: &[Item], unions: &BTreeSet<String>) -> BTreeSet<String> {
        let graph = type_graph(types);
        let held = unions.iter().filter_map(|union| graph.get(union)).flatten();
        let elsewhere = |name: &String| {
            graph.iter().any(|(of, mentioned)| !unions.contains(of) && mentioned.contains(name))
        };
        held.filter(|name| self.enums.contains_key(*name) && !elsewhere(name)).cloned().collect()
    }

    /// The property in which every alternative that is an object has values of its own.
    fn tag(&self, union: &ItemEnum) -> Option<String> {
        let objects =
            union.variants.iter().filter_map(|variant| self.structs.get(&last_segment(held(variant)?)?));
        let objects: Vec<&ItemStruct> = objects.collect();
        let first = objects.first().filter(|_| objects.len() > 1)?;
        first.fields.iter().map(property).find(|tag| {
            let mut seen = BTreeSet::new();
            objects.iter().all(|object| {
                let tags = self.tags(object, tag);
                !tags.is_empty() && tags.into_iter().all(|tag| seen.insert(tag))
            })
        })
    }

    /// The values that a property of an object can have, if it is an enum of strings.
    fn tags(&self, object: &ItemStruct, tag: &str) -> Vec<String> {
        let values = field(object, tag).and_then(|field| self.enums.get(&last_segment(&field.ty)?));
        values.cloned().unwrap_or_default()
    }

    fn alternative(
        &self,
        union: &ItemEnum,
        variant: &Variant,
        tag: Option<&str>,
        shared: &str,
    ) -> Option<Alternative> {
        let (ident, ty) = (variant.ident.clone(), held(variant)?.clone());
        let name = last_segment(&ty)?;
        let kind = match name.as_str() {
            "String" => Kind::String,
            "bool" => Kind::Boolean,
            "f64" | "i64" => Kind::Number,
            "Vec" => Kind::Array,
            name => {
                if let Some(words) = self.enums.get(name) {
                    let words = words.iter().map(|word| (variant_ident(word), word.clone()));
                    return Some(Alternative::Words(words.collect()));
                }
                let Some(object) = self.structs.get(name) else {
                    return Some(Alternative::Object { ident, ty, tags: Vec::new(), about: String::new() });
                };
                let tags = tag.map(|tag| self.tags(object, tag)).unwrap_or_default();
                let ident = match tags.as_slice() {
                    [only] => variant_ident(only),
                    _ => short_ident(&union.ident, &ident, shared),
                };
                let about = doc_text(&object.attrs).lines().next().unwrap_or_default().to_owned();
                return Some(Alternative::Object { ident, ty, tags, about });
            }
        };
        Some(Alternative::Scalar { ident, ty, kind })
    }
}

/// The type that a variant holds.
fn held(variant: &Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) => fields.unnamed.first().map(|field| &field.ty),
        _ => None,
    }
}

/// `CodeInterpreter` for the tag `code_interpreter`.
fn variant_ident(tag: &str) -> Ident {
    let name = tag.to_pascal_case();
    let name = if name == "Unknown" { "UnknownValue".to_owned() } else { name };
    syn::parse_str(&name)
        .unwrap_or_else(|_| format_ident!("Value{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "")))
}

/// `Named` for the variant `NamedToolChoice` of `ToolChoice`, and what the names of its variants do not share.
fn short_ident(union: &Ident, variant: &Ident, shared: &str) -> Ident {
    let (union, variant) = (union.to_string(), variant.to_string());
    let short = [union.as_str(), shared].into_iter().find_map(|end| variant.strip_suffix(end));
    let short = short.or_else(|| variant.strip_prefix(&union)).unwrap_or(&variant);
    syn::parse_str(short).unwrap_or_else(|_| format_ident!("{variant}"))
}

/// The words that all names end in: `Filter` of `ComparisonFilter` and `CompoundFilter`.
fn shared_suffix(names: &[&Ident]) -> String {
    let [first, rest @ ..] = names else { return String::new() };
    let (first, rest) = (first.to_string(), rest.iter().map(ToString::to_string).collect::<Vec<_>>());
    let starts = first.char_indices().filter(|(_, letter)| letter.is_ascii_uppercase());
    let mut suffixes = starts.map(|(at, _)| &first[at..]);
    let shared = suffixes.find(|suffix| !rest.is_empty() && rest.iter().all(|name| name.ends_with(suffix)));
    shared.unwrap_or_default().to_owned()
}
