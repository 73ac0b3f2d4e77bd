//! Builds the model.

use std::collections::BTreeSet;

use super::{Model, Response, Shape, operations, schemas, unions};
use crate::config::Config;
use crate::document::Document;

/// Builds the model of the final document.
pub fn build(document: &Document, config: &Config) -> Model {
    let mut model = Model { operations: Vec::new(), schemas: schemas::schemas(document) };
    model.operations = operations::operations(document, config, &model);
    unions::find_tags(&mut model.schemas);
    mark_uses(&mut model);
    model
}

/// Marks the schemas that requests and responses use.
fn mark_uses(model: &mut Model) {
    let sent = model.operations.iter().filter_map(|operation| operation.body.as_ref());
    let sent = reachable(model, sent.map(|body| body.schema.clone()).collect());
    let parameters = model.operations.iter().flat_map(|operation| &operation.parameters);
    let parameters: BTreeSet<String> =
        parameters.filter_map(|parameter| parameter.kind.named().cloned()).collect();
    let received = model.operations.iter().filter_map(|operation| match &operation.response {
        Response::Json(kind) => kind.named().cloned(),
        Response::List(list) => Some(list.page.clone()),
        _ => None,
    });
    let mut roots: Vec<String> = received.collect();
    // Events and errors use the schemas that no operation refers to.
    roots.extend(
        model.schemas.keys().filter(|name| !sent.contains(*name) && !parameters.contains(*name)).cloned(),
    );
    let received = reachable(model, roots);
    for (name, schema) in &mut model.schemas {
        schema.sent = sent.contains(name) || parameters.contains(name);
        schema.received = received.contains(name);
    }
}

/// The types that `pending` refers to, directly or indirectly.
fn reachable(model: &Model, mut pending: Vec<String>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if let Some(schema) = model.schema(&name)
            && reached.insert(name)
        {
            pending.extend(mentioned(&schema.shape));
        }
    }
    reached
}

/// The types that a schema mentions.
fn mentioned(shape: &Shape) -> Vec<String> {
    use super::Alternative;
    let alternative = |alternative: &Alternative| match alternative {
        Alternative::Object { schema, .. } => schema.clone(),
        Alternative::Scalar(kind) => kind.named().cloned(),
        Alternative::Texts(_) => None,
    };
    match shape {
        Shape::Object(object) => {
            object.members.iter().filter_map(|member| member.kind.named().cloned()).collect()
        }
        Shape::Union(union) => union.alternatives.iter().flatten().filter_map(alternative).collect(),
        Shape::Events(events) => events.iter().filter_map(|event| event.data.named().cloned()).collect(),
        Shape::Enum(_) | Shape::Other => Vec::new(),
    }
}
