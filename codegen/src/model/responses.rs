//! What servers send is read as far as it can be used.
//!
//! Hardly any server follows the document to the letter, so a member of a response stays required only if a caller
//! cannot go on without it. Those are the `[[essential]]` members of `source.toml`, and the objects that a tag
//! promises: a known tag with a broken payload is an error. Every other member may be missing, null or of a
//! neighbouring type. What requests can hold keeps the document's rules, also where responses hold it, too.

use std::collections::BTreeSet;

use super::{Alternative, Kind, Member, Model, Object, Reading, Schema, Shape};
use crate::config::Config;
use crate::sites::Sites;

/// Makes the members of responses tolerant. A row is a required member that stays required, or an alias.
pub fn relax(model: &mut Model, config: &Config) -> Sites {
    let mut sites = Sites::default();
    let envelopes: BTreeSet<String> = model.list_pages().into_iter().map(str::to_owned).collect();
    let enums: BTreeSet<String> = model
        .schemas
        .iter()
        .filter(|(_, schema)| matches!(schema.shape, Shape::Enum(_)))
        .map(|(name, _)| name.clone())
        .collect();
    let texts: BTreeSet<String> =
        model.schemas.iter().filter(|(_, schema)| takes_text(schema)).map(|(name, _)| name.clone()).collect();
    let mut essential = Rows::new(config.essential.iter().flat_map(|rule| &rule.members));
    for (name, schema) in &mut model.schemas {
        // The runtime reads pages.
        if schema.sent || !schema.received || envelopes.contains(name) {
            continue;
        }
        let Schema { shape: Shape::Object(object), .. } = schema else { continue };
        let names: BTreeSet<String> = object.members.iter().map(|member| member.name.clone()).collect();
        let tagged = object.tag.is_some();
        for member in &mut object.members {
            let promised = tagged
                && matches!(&member.kind, Kind::Named(kind) if !enums.contains(kind))
                && member.required
                && !member.nullable;
            let is_essential = member.required && essential.contains(name, &member.name);
            if !is_essential && !promised {
                relax_member(member);
                if member.kind.named().is_some_and(|kind| texts.contains(kind)) {
                    // Any text is a value of its own, also one that means none elsewhere.
                    member.reading = Reading::Strict;
                }
                sites += 1;
            }
        }
        for (own, alias) in &config.aliases {
            let own_name = match own.split_once('.') {
                Some((of, member)) if of == name => member,
                Some(_) => "",
                None => own,
            };
            let member = object.members.iter_mut().find(|member| {
                let is_scalar = member.reading != Reading::Strict && member.kind == Kind::Integer;
                let is_essential = member.reading == Reading::Strict && member.required;
                member.name == own_name && (is_scalar || is_essential)
            });
            let member = member.filter(|_| !names.contains(alias));
            sites.add_row(format!("[aliases] {own}"), usize::from(member.is_some()));
            if let Some(member) = member {
                member.alias = Some(alias.clone());
            }
        }
        sort(object);
    }
    for (row, found) in essential.counts {
        sites.add_row(format!("[[essential]] {row}"), found);
    }
    sites
}

/// Whether it is a union with an alternative for any text.
fn takes_text(schema: &Schema) -> bool {
    let Shape::Union(union) = &schema.shape else { return false };
    union.alternatives.iter().flatten().any(|alternative| *alternative == Alternative::Scalar(Kind::Text))
}

fn relax_member(member: &mut Member) {
    let is_collection = matches!(member.kind, Kind::List(_) | Kind::Map(_));
    let is_time = member.kind == Kind::Integer && (member.name.ends_with("_at") || member.name == "created");
    member.reading = if is_time { Reading::Time } else { Reading::Tolerant };
    // A list or map is empty instead, unless the document tells null from empty.
    member.required &= is_collection && !member.nullable || member.constant.is_some();
}

/// What is required comes first, as before.
fn sort(object: &mut Object) {
    object.members.sort_by_key(|member| !member.required);
}

/// The rows of essential members, with how many members each matches: `id` of any object, `RunObject.status`.
struct Rows {
    counts: Vec<(String, usize)>,
}

impl Rows {
    fn new<'a>(rows: impl Iterator<Item = &'a String>) -> Self {
        Self { counts: rows.map(|row| (row.clone(), 0)).collect() }
    }

    fn contains(&mut self, schema: &str, member: &str) -> bool {
        let row = self.counts.iter_mut().find(|(row, _)| match row.split_once('.') {
            Some((of, name)) => of == schema && name == member,
            None => row == member,
        });
        row.map(|(_, count)| *count += 1).is_some()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::build;
    use super::*;
    use crate::config::testing::config;
    use crate::document::Document;

    fn model() -> Model {
        let thing = json!({ "$ref": "#/components/schemas/Thing" });
        let body = json!({ "content": { "application/json": { "schema": thing } } });
        let document = json!({
            "paths": { "/things": { "get": { "operationId": "getThing", "responses": { "200": body } } } },
            "components": { "schemas": {
                "Thing": {
                    "required": ["id", "created_at", "total", "tags", "kind", "part"],
                    "properties": {
                        "id": { "type": "string" }, "created_at": { "type": "integer" },
                        "total": { "type": "integer" }, "name": { "type": "string" },
                        "tags": { "type": "array", "items": { "type": "string" } },
                        "kind": { "type": "string", "x-constant": "thing" },
                        "part": { "$ref": "#/components/schemas/Part" }
                    }
                },
                "Part": { "oneOf": [
                    { "$ref": "#/components/schemas/Text" }, { "$ref": "#/components/schemas/Image" }
                ] },
                "Text": {
                    "required": ["type", "text", "note"],
                    "properties": {
                        "type": { "type": "string", "x-constant": "text" },
                        "text": { "$ref": "#/components/schemas/Value" }, "note": { "type": "string" }
                    }
                },
                "Image": { "properties": { "type": { "type": "string", "x-constant": "image" }, "id": { "type": "string" } } },
                "Value": { "required": ["value"], "properties": { "value": { "type": "string" } } }
            } }
        });
        build(&Document::new(document), &config(""))
    }

    #[test]
    fn only_what_is_essential_stays_required() {
        let mut model = model();
        let rows = "[aliases]\ncreated_at = 'created'\n[[essential]]\nmembers = ['id', 'Value.value', 'Value.gone']\nreason = 'R'";
        let sites = relax(&mut model, &config(rows));
        let rows: Vec<String> = sites.rows().map(|(row, found)| format!("{row}: {found}")).collect();
        let mut text = rows.join("\n");
        for (name, schema) in &model.schemas {
            let Shape::Object(object) = &schema.shape else { continue };
            for member in &object.members {
                let required = if member.required { "!" } else { "" };
                let alias = member.alias.as_ref().map(|alias| format!(", or {alias}")).unwrap_or_default();
                text.push_str(&format!("\n{name}.{}{required}: {:?}{alias}", member.name, member.reading));
            }
        }
        insta::assert_snapshot!(text, @"
        [[essential]] Value.gone: 0
        [[essential]] Value.value: 1
        [[essential]] id: 1
        [aliases] created_at: 1
        Image.id: Tolerant
        Text.text!: Strict
        Text.note: Tolerant
        Thing.id!: Strict
        Thing.tags!: Tolerant
        Thing.kind!: Tolerant
        Thing.created_at: Time, or created
        Thing.total: Tolerant
        Thing.part: Tolerant
        Thing.name: Tolerant
        Value.value!: Strict
        ");
    }
}
