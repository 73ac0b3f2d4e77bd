//! Builds unions, and finds their discriminators.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schemas::kind;
use super::{Alternative, Kind, Object, Schema, Shape, Union, type_name};
use crate::document::{Object as Json, Schema as _, component_name, reference};

/// Builds a union. The discriminator is the member for which each object has its own values; other alternatives are
/// distinguished by JSON type.
pub(super) fn union(alternatives: &[Value], components: &Json) -> Union {
    let schemas: Vec<(Option<String>, &Json)> = alternatives
        .iter()
        .filter_map(|alternative| match reference(alternative).and_then(component_name) {
            Some(name) => Some((Some(type_name(&name)), components.get(&name)?.as_object()?)),
            None => Some((None, alternative.as_object()?)),
        })
        .collect();
    if schemas.len() != alternatives.len() {
        return Union { tag: None, alternatives: None };
    }
    let objects: Vec<&Json> = schemas.iter().map(|(_, json)| *json).filter(|json| is_object(json)).collect();
    let tag = find_tag(&objects, components);
    let read: Option<Vec<Alternative>> = schemas
        .iter()
        .map(|(name, json)| alternative(name.clone(), json, tag.as_deref(), components))
        .collect();
    let read = read.filter(|read| are_distinguishable(read, tag.is_some()));
    Union { tag, alternatives: read }
}

fn is_object(json: &Json) -> bool {
    json.contains_key("properties") || json.get("type").and_then(Value::as_str) == Some("object")
}

fn alternative(
    name: Option<String>,
    json: &Json,
    tag: Option<&str>,
    components: &Json,
) -> Option<Alternative> {
    if is_object(json) {
        let tags = tag.map(|tag| tags(json, tag, components)).unwrap_or_default();
        return Some(Alternative::Object { schema: name, tags, bare: false });
    }
    if let Some(words) = json.get("enum").and_then(Value::as_array) {
        return words
            .iter()
            .map(|word| word.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .map(Alternative::Texts);
    }
    match kind(json) {
        // A nested union is decoded by its own type.
        _ if name.is_some() => Some(Alternative::Object { schema: name, tags: Vec::new(), bare: false }),
        kind @ (Kind::Text | Kind::Boolean | Kind::Number | Kind::Integer | Kind::List(_)) => {
            Some(Alternative::Scalar(kind))
        }
        _ => None,
    }
}

/// The member for which each object has its own values.
fn find_tag(objects: &[&Json], components: &Json) -> Option<String> {
    let first = objects.first().filter(|_| objects.len() > 1)?;
    let properties = first.get("properties")?.as_object()?;
    let tag = properties.keys().find(|tag| {
        let mut seen = BTreeSet::new();
        objects.iter().all(|object| {
            let tags = tags(object, tag, components);
            !tags.is_empty() && tags.into_iter().all(|tag| seen.insert(tag))
        })
    });
    tag.cloned()
}

/// The possible values of a member: its constant, or those of its enum.
fn tags(object: &Json, tag: &str, components: &Json) -> Vec<String> {
    let Some(member) = object.get("properties").and_then(|properties| properties.get(tag)) else {
        return Vec::new();
    };
    if let Some(constant) = member.get("x-constant").and_then(Value::as_str) {
        return vec![constant.to_owned()];
    }
    let target =
        reference(member).or_else(|| member.as_object().and_then(|member| member.wrapped_reference()));
    let component = target.and_then(component_name).and_then(|name| components.get(&name));
    let values = component.unwrap_or(member).get("enum").and_then(Value::as_array);
    values.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// Whether all objects have a tag, or there is only one, and all other alternatives have distinct JSON types.
fn are_distinguishable(alternatives: &[Alternative], tagged: bool) -> bool {
    let mut kinds = Vec::new();
    let mut objects = 0;
    for alternative in alternatives {
        match alternative {
            Alternative::Object { .. } => objects += 1,
            Alternative::Scalar(kind) => kinds.push(match kind {
                Kind::Integer => &Kind::Number,
                Kind::List(_) => &Kind::Any,
                kind => kind,
            }),
            Alternative::Texts(_) => {}
        }
    }
    let distinct = kinds.iter().enumerate().all(|(index, kind)| !kinds[..index].contains(kind));
    distinct && (objects < 2 || tagged)
}

/// Moves the tag of an object out of its members, if only unions use the object: the variant implies the tag.
pub(super) fn find_tags(schemas: &mut BTreeMap<String, Schema>) {
    let mut tags: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    let mut elsewhere: BTreeSet<String> = BTreeSet::new();
    for schema in schemas.values() {
        match &schema.shape {
            Shape::Union(Union { tag: Some(tag), alternatives: Some(alternatives) }) => {
                for alternative in alternatives {
                    if let Alternative::Object { schema: Some(name), tags: values, .. } = alternative
                        && let [value] = values.as_slice()
                    {
                        tags.entry(name.clone()).or_default().insert((tag.clone(), value.clone()));
                    }
                }
            }
            Shape::Object(object) => {
                elsewhere.extend(object.members.iter().filter_map(|member| member.kind.named().cloned()))
            }
            Shape::Events(events) => {
                elsewhere.extend(events.iter().filter_map(|event| event.data.named().cloned()))
            }
            _ => {}
        }
    }
    for (name, tags) in tags {
        if let Some(Schema { shape: Shape::Object(object), .. }) = schemas.get_mut(&name)
            && !elsewhere.contains(&name)
            && let [(tag, value)] = tags.into_iter().collect::<Vec<_>>().as_slice()
        {
            drop_constant(object, tag, value);
        }
    }
    mark_bare(schemas);
}

/// Marks the alternatives whose only member is the tag, which become variants without a payload.
fn mark_bare(schemas: &mut BTreeMap<String, Schema>) {
    let bare: BTreeSet<String> = schemas
        .iter()
        .filter(|(_, schema)| {
            matches!(&schema.shape, Shape::Object(object) if object.tag.is_some() && object.members.is_empty())
        })
        .map(|(name, _)| name.clone())
        .collect();
    for schema in schemas.values_mut() {
        let Shape::Union(Union { alternatives: Some(alternatives), .. }) = &mut schema.shape else {
            continue;
        };
        for alternative in alternatives {
            if let Alternative::Object { schema: Some(name), bare: is_bare, .. } = alternative {
                *is_bare = bare.contains(name);
            }
        }
    }
    schemas.retain(|name, _| !bare.contains(name));
}

fn drop_constant(object: &mut Object, tag: &str, value: &str) {
    let before = object.members.len();
    object.members.retain(|member| !(member.name == tag && member.constant.as_deref() == Some(value)));
    if object.members.len() < before {
        object.tag = Some((tag.to_owned(), value.to_owned()));
    }
}
