//! Responses are decoded as tolerantly as possible.
//!
//! Hardly any server follows the document to the letter. So only two kinds of members stay required in a response: the
//! `[[essential]]` members of `source.toml`, and the object that belongs to a tag, because a known tag with a broken
//! payload is an error. All others may be missing, null or of a similar type. Schemas that requests contain keep the
//! document's rules in responses too.

use std::collections::{BTreeMap, BTreeSet};

use super::{Alternative, Kind, Member, Model, Object, Reading, Schema, Shape};
use crate::config::Config;
use crate::sites::Sites;

/// Makes the members of responses tolerant. A row is a required member that stays required, or an alias.
pub fn relax(model: &mut Model, config: &Config) -> Sites {
    let mut sites = Sites::default();
    let pages: BTreeSet<String> = model.list_pages().into_iter().map(str::to_owned).collect();
    let kinds = Kinds::of(model);
    let mut essential = Rows::new(config.essential.iter().flat_map(|rule| &rule.members));
    let mut aliases = Rows::new(config.aliases.keys());
    for (name, schema) in &mut model.schemas {
        // The runtime decodes pages.
        if schema.sent || !schema.received || pages.contains(name) {
            continue;
        }
        let Shape::Object(object) = &mut schema.shape else { continue };
        sites += relax_object(name, object, &kinds, &mut essential);
        add_aliases(name, object, &config.aliases, &mut aliases);
    }
    for (table, rows) in [("[[essential]]", essential), ("[aliases]", aliases)] {
        for (row, count) in rows.counts {
            sites.add_row(format!("{table} {row}"), count);
        }
    }
    sites
}

/// What matters of the schemas that members refer to.
struct Kinds {
    enums: BTreeSet<String>,
    /// Unions with an alternative for any string.
    texts: BTreeSet<String>,
}

impl Kinds {
    fn of(model: &Model) -> Self {
        let named = |test: fn(&Schema) -> bool| {
            let schemas = model.schemas.iter().filter(move |(_, schema)| test(schema));
            schemas.map(|(name, _)| name.clone()).collect()
        };
        Self { enums: named(|schema| matches!(schema.shape, Shape::Enum(_))), texts: named(takes_text) }
    }
}

fn takes_text(schema: &Schema) -> bool {
    let Shape::Union(union) = &schema.shape else { return false };
    union.alternatives.iter().flatten().any(|alternative| *alternative == Alternative::Scalar(Kind::Text))
}

/// Returns how many members become tolerant.
fn relax_object(name: &str, object: &mut Object, kinds: &Kinds, essential: &mut Rows) -> usize {
    let is_tagged = object.tag.is_some();
    let mut count = 0;
    for member in &mut object.members {
        let is_payload = is_tagged
            && member.required
            && !member.nullable
            && matches!(&member.kind, Kind::Named(kind) if !kinds.enums.contains(kind));
        if is_payload || member.required && essential.apply(name, &member.name).is_some() {
            continue;
        }
        relax_member(member);
        // Where any string is a value, an empty one or "null" does not mean null.
        if member.kind.named().is_some_and(|kind| kinds.texts.contains(kind)) {
            member.reading = Reading::Strict;
        }
        count += 1;
    }
    object.members.sort_by_key(|member| !member.required);
    count
}

fn relax_member(member: &mut Member) {
    let is_collection = matches!(member.kind, Kind::List(_) | Kind::Map(_));
    let is_time = member.kind == Kind::Integer && (member.name.ends_with("_at") || member.name == "created");
    member.reading = if is_time { Reading::Time } else { Reading::Tolerant };
    // A missing list or map is empty, unless the document distinguishes null from empty.
    member.required &= is_collection && !member.nullable || member.constant.is_some();
}

fn add_aliases(name: &str, object: &mut Object, aliases: &BTreeMap<String, String>, rows: &mut Rows) {
    let names: BTreeSet<String> = object.members.iter().map(|member| member.name.clone()).collect();
    for member in &mut object.members {
        let is_scalar = member.kind == Kind::Integer && member.reading != Reading::Strict;
        let is_essential = member.required && member.reading == Reading::Strict;
        if (is_scalar || is_essential)
            && let Some(alias) = rows.find(name, &member.name).and_then(|row| aliases.get(row))
            && !names.contains(alias)
        {
            rows.apply(name, &member.name);
            member.alias = Some(alias.clone());
        }
    }
}

/// Rows that name a member of one type, `RunObject.status`, or of all, `id`, with the number of members that each applies
/// to.
struct Rows {
    counts: Vec<(String, usize)>,
}

impl Rows {
    fn new<'a>(rows: impl Iterator<Item = &'a String>) -> Self {
        Self { counts: rows.map(|row| (row.clone(), 0)).collect() }
    }

    fn find(&self, schema: &str, member: &str) -> Option<&str> {
        self.counts.iter().map(|(row, _)| row.as_str()).find(|row| is_for(row, schema, member))
    }

    /// Counts the row for this member, if there is one.
    fn apply(&mut self, schema: &str, member: &str) -> Option<()> {
        let (_, count) = self.counts.iter_mut().find(|(row, _)| is_for(row, schema, member))?;
        *count += 1;
        Some(())
    }
}

fn is_for(row: &str, schema: &str, member: &str) -> bool {
    match row.split_once('.') {
        Some((of, name)) => of == schema && name == member,
        None => row == member,
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
