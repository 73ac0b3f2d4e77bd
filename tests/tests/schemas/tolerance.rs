//! How far responses may differ from the document, for every member of every schema that servers send: the model says
//! which members are essential, and what each of the others is.

use codegen::config::Config;
use codegen::document::{Document, select};
use codegen::document_passes;
use codegen::model::{self, Alternative, Kind, Member, Model, Reading, Schema, Shape};
use serde_json::{Value, json};

use crate::places::{path, with};

/// The model that the SDK is generated from.
pub fn model(mut document: Document) -> Model {
    let config = Config::parse(include_str!("../../../spec/source.toml")).expect("the file is well formed");
    select::select(&mut document, &config.select).expect("the selection is in the document");
    document_passes::run(&mut document, &config).expect("the passes apply to the document");
    let mut model = model::build(&document, &config);
    model::responses::relax(&mut model, &config);
    model
}

/// A member of a sample.
pub struct Site<'a> {
    pointer: String,
    member: &'a Member,
    schema: &'a Schema,
}

/// One way in which a response differs, and what has to come of it.
pub struct Case {
    /// What differs, for the message of a failure.
    pub about: String,
    pub sample: Value,
    pub outcome: Outcome,
}

pub enum Outcome {
    /// It decodes.
    Decodes,
    /// It decodes, and the member at this pointer has no value that the server did not send.
    Nothing(String),
    /// Decoding fails with this path.
    Fails(String),
}

/// The members of a sample of the schema with this Rust name.
pub fn sites<'a>(model: &'a Model, name: &str, sample: &Value) -> Vec<Site<'a>> {
    let mut sites = Vec::new();
    let pages = model.list_pages();
    match model.object(name).filter(|_| pages.contains(name)).and_then(|page| page.member("data")) {
        // The runtime reads the page.
        Some(data) => walk(model, &data.kind, &sample["data"], "/data", &mut sites),
        None => walk(model, &Kind::Named(name.to_owned()), sample, "", &mut sites),
    }
    sites
}

fn walk<'a>(model: &'a Model, kind: &Kind, value: &Value, at: &str, sites: &mut Vec<Site<'a>>) {
    match (kind, value) {
        (Kind::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                walk(model, item, value, &format!("{at}/{index}"), sites);
            }
        }
        (Kind::Map(inner), Value::Object(members)) => {
            for (key, value) in members {
                walk(model, inner, value, &format!("{at}/{key}"), sites);
            }
        }
        (Kind::Named(name), value) => {
            let Some(schema) = model.schema(name) else { return };
            match &schema.shape {
                Shape::Object(object) => {
                    for member in &object.members {
                        let pointer = format!("{at}/{}", member.name);
                        if let Some(value) = value.get(&member.name) {
                            walk(model, &member.kind, value, &pointer, sites);
                            sites.push(Site { pointer, member, schema });
                        }
                    }
                }
                Shape::Union(union) => {
                    let tag = union.tag.as_ref().and_then(|tag| value.get(tag)?.as_str());
                    for alternative in union.alternatives.iter().flatten() {
                        if let Alternative::Object { schema: Some(name), tags, .. } = alternative
                            && value.is_object()
                            && tag.map_or(tags.is_empty(), |tag| tags.iter().any(|value| value == tag))
                        {
                            walk(model, &Kind::Named(name.clone()), value, at, sites);
                        }
                    }
                    // Without its tag an object is an unknown variant.
                    let tag = union.tag.as_ref().map(|tag| format!("{at}/{tag}"));
                    sites.retain(|site| Some(&site.pointer) != tag.as_ref());
                }
                Shape::Events(events) => {
                    let event = events.iter().find(|event| value["event"] == event.name.as_str());
                    if let Some(event) = event {
                        walk(model, &event.data, &value["data"], &format!("{at}/data"), sites);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// Everything that may differ at a member.
pub fn cases(model: &Model, site: &Site<'_>, sample: &Value) -> Vec<Case> {
    let Site { pointer, member, schema } = site;
    let case = |about: &str, sample: Value, outcome| Case {
        about: format!("{}.{} {about}", schema.component, member.name),
        sample,
        outcome,
    };
    let null = with(sample, pointer, Value::Null);
    let mut cases = Vec::new();
    if member.reading == Reading::Strict && member.constant.is_none() {
        if member.required && !member.nullable {
            let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
            let sample = without(sample, pointer);
            // Servers also send `{}` for an optional object that is not there.
            if parent.is_empty() || sample.pointer(parent) != Some(&json!({})) {
                cases.push(case("missing", sample, Outcome::Fails(path(parent))));
            }
        }
        for wrong in wrong(model, &member.kind) {
            let about = format!("as {wrong}");
            cases.push(case(&about, with(sample, pointer, wrong), Outcome::Fails(path(pointer))));
        }
        return cases;
    }
    // A constant has a default, unless it is the tag of a union.
    let nothing =
        if member.constant.is_some() { Outcome::Decodes } else { Outcome::Nothing(pointer.clone()) };
    let also = if member.constant.is_some() { Outcome::Decodes } else { Outcome::Nothing(pointer.clone()) };
    cases.push(case("missing", without(sample, pointer), nothing));
    cases.push(case("null", null, also));
    for other in neighbours(model, member) {
        let about = format!("as {other}");
        cases.push(case(&about, with(sample, pointer, other), Outcome::Decodes));
    }
    cases
}

/// The sample without the member.
fn without(sample: &Value, pointer: &str) -> Value {
    let mut sample = sample.clone();
    if let Some((parent, key)) = pointer.rsplit_once('/')
        && let Some(Value::Object(members)) = sample.pointer_mut(parent)
    {
        members.remove(key);
    }
    sample
}

/// Values of neighbouring JSON types, which servers send instead.
fn neighbours(model: &Model, member: &Member) -> Vec<Value> {
    if member.constant.is_some() {
        return vec![json!("another"), json!(7)];
    }
    match &member.kind {
        Kind::Text => vec![json!(7), json!(1.5), json!(true), json!({ "a": 1 }), json!([1])],
        Kind::Integer if member.reading == Reading::Time => {
            vec![json!(7.0), json!(7.5), json!("7"), json!(-1), json!("2026-11-22T10:00:00Z"), json!("")]
        }
        Kind::Integer => vec![json!(7.0), json!("7"), json!("")],
        Kind::Number => vec![json!(1), json!("0.5")],
        Kind::Boolean => vec![json!("true"), json!(1)],
        Kind::Map(inner) if **inner == Kind::Text => {
            vec![json!({ "n": 1, "b": true, "l": [1], "o": {}, "z": null }), json!([]), json!("null")]
        }
        Kind::Named(name) => match model.schema(name).map(|schema| &schema.shape) {
            Some(Shape::Enum(_)) => {
                vec![json!(7), json!(true), json!("added_tomorrow"), json!({}), json!("")]
            }
            _ => vec![json!({}), json!("null"), json!(""), json!("other"), json!([]), json!(7)],
        },
        _ => Vec::new(),
    }
}

/// Values that are errors where the document is followed to the letter.
fn wrong(model: &Model, kind: &Kind) -> Vec<Value> {
    match kind {
        Kind::Text | Kind::List(_) | Kind::Map(_) => vec![json!(7)],
        Kind::Integer | Kind::Number | Kind::Boolean => vec![json!("wrong")],
        Kind::Named(name) => match model.schema(name).map(|schema| &schema.shape) {
            Some(Shape::Object(_)) => vec![json!(7), json!("wrong"), json!([])],
            _ => Vec::new(),
        },
        Kind::File | Kind::Any => Vec::new(),
    }
}
