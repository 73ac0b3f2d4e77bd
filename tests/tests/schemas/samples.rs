//! Generates samples of a schema.

use codegen::document::{component_name, reference};
use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::{Map, Value, json};

use crate::schemas::Schemas;

/// How far samples may differ from their schema.
#[derive(Clone, Copy, PartialEq)]
pub enum Freedom {
    /// Not at all.
    Valid,
    /// As servers do: unknown properties, new enum values and variants, null instead of a list or a map, and without the
    /// properties that real servers omit.
    Tolerated,
}

/// Generates samples for the schemas of a document.
pub struct Samples<'a> {
    schemas: &'a Schemas,
    freedom: Freedom,
}

/// The context of a schema.
#[derive(Clone, Copy)]
struct Scope<'a> {
    component: &'a str,
    depth: usize,
}

/// An enum value that the document does not have.
const NEW: &str = "added_tomorrow";

impl<'a> Samples<'a> {
    pub fn new(schemas: &'a Schemas, freedom: Freedom) -> Self {
        Self { schemas, freedom }
    }

    /// Samples for a component.
    pub fn of(&self, component: &str) -> BoxedStrategy<Value> {
        self.schema(self.schemas.component(component), Scope { component, depth: 0 })
    }

    fn schema(&self, schema: &Value, scope: Scope<'_>) -> BoxedStrategy<Value> {
        let scope = Scope { depth: scope.depth + 1, ..scope };
        if let Some(name) = reference(schema).and_then(component_name) {
            return self.schema(self.schemas.component(&name), Scope { component: &name, ..scope });
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return self.word(values);
        }
        if let Some(alternatives) = Schemas::alternatives(schema) {
            return self.alternatives(alternatives, scope);
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema, scope),
            Some("array") => {
                let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0) as usize;
                let limit = schema.get("maxItems").and_then(Value::as_u64).unwrap_or(2) as usize;
                let most = if scope.depth > 12 { least } else { least.max(limit.min(2)) };
                let items = prop::collection::vec(self.schema(&schema["items"], scope), least..=most);
                items.prop_map(Value::Array).boxed()
            }
            Some("string") if schema.get("format") == Some(&json!("date")) => {
                Just(json!("2026-11-22")).boxed()
            }
            Some("string") => "[a-zA-Z_ é✓\"\\\\\n]{0,9}".prop_map(Value::String).boxed(),
            Some("boolean") => any::<bool>().prop_map(Value::Bool).boxed(),
            Some("null") => Just(Value::Null).boxed(),
            Some("integer") => self.integer(schema),
            Some("number") => {
                let (low, high) = (bound(schema, "minimum", -8.0), bound(schema, "maximum", 4096.0));
                (0..=64_u32).prop_map(move |step| json!(low + (high - low) * f64::from(step) / 64.0)).boxed()
            }
            other => panic!("{}: no samples for the type {other:?}", scope.component),
        }
    }

    fn word(&self, values: &[Value]) -> BoxedStrategy<Value> {
        let known = prop::sample::select(values.to_vec());
        match self.freedom {
            Freedom::Valid => known.boxed(),
            Freedom::Tolerated => prop_oneof![4 => known, 1 => Just(json!(NEW))].boxed(),
        }
    }

    fn integer(&self, schema: &Value) -> BoxedStrategy<Value> {
        let low = bound(schema, "minimum", 0.0) as i64;
        let high = bound(schema, "maximum", 3_000_000_000.0) as i64;
        let freedom = self.freedom;
        let number = (low..=high, any::<bool>()).prop_map(move |(number, float)| {
            if float && freedom == Freedom::Tolerated { json!(number as f64) } else { json!(number) }
        });
        number.boxed()
    }

    fn alternatives(&self, alternatives: &[Value], scope: Scope<'_>) -> BoxedStrategy<Value> {
        // Filters are recursive: limit the depth.
        let deep = scope.depth > 12;
        let ends =
            |schema: &&Value| !deep || reference(schema) != Some("#/components/schemas/CompoundFilter");
        let mut samples: Vec<_> =
            alternatives.iter().filter(ends).map(|schema| self.schema(schema, scope)).collect();
        let tagged = alternatives.iter().filter(|schema| self.is_tagged(schema)).count();
        if self.freedom == Freedom::Tolerated && tagged > 1 {
            samples.push(Just(json!({ "type": NEW, "event": NEW, "data": [1, { "deep": null }] })).boxed());
        }
        Union::new(samples).boxed()
    }

    /// Whether a schema is an object with a constant property.
    fn is_tagged(&self, schema: &Value) -> bool {
        let properties = self.schemas.resolved(schema).get("properties").and_then(Value::as_object);
        properties.is_some_and(|properties| {
            properties
                .values()
                .any(|schema| schema["enum"].as_array().is_some_and(|values| values.len() == 1))
        })
    }

    fn object(&self, schema: &Value, scope: Scope<'_>) -> BoxedStrategy<Value> {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            let values = match schema.get("additionalProperties") {
                Some(values) if values.is_object() => self.schema(values, scope),
                _ => {
                    prop_oneof![Just(json!("text")), Just(json!(7)), Just(json!({ "deep": [null] }))].boxed()
                }
            };
            return prop::collection::btree_map("[a-z_]{1,8}", values, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect()))
                .boxed();
        };
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let members = properties.iter().map(|(key, schema)| {
            let value = self.schema(schema, scope);
            let value = self.member(scope, key, schema, value, required.contains(&key.as_str()));
            value
                .prop_map({
                    let key = key.clone();
                    move |value| value.map(|value| (key.clone(), value))
                })
                .boxed()
        });
        let mut members: Vec<_> = members.collect();
        if self.freedom == Freedom::Tolerated {
            members.push(Just(Some((NEW.to_owned(), json!({ "any": ["thing"] })))).boxed());
        }
        members
            .prop_map(|members| Value::Object(members.into_iter().flatten().collect::<Map<_, _>>()))
            .boxed()
    }

    /// Whether a schema is a list or a map.
    fn is_collection(&self, schema: &Value) -> bool {
        let schema = self.schemas.resolved(schema);
        schema["type"] == "array" || schema["type"] == "object" && schema.get("properties").is_none()
    }

    /// One member of an object; `None` if absent.
    fn member(
        &self,
        scope: Scope<'_>,
        key: &str,
        schema: &Value,
        value: BoxedStrategy<Value>,
        required: bool,
    ) -> BoxedStrategy<Option<Value>> {
        let optional = || prop::option::of(value.clone()).boxed();
        // An omitted constant is filled in, so it would not round-trip.
        let constant = schema["enum"].as_array().is_some_and(|values| values.len() == 1);
        if !(required || constant && self.freedom == Freedom::Valid) {
            return optional();
        }
        let null = || Just(Some(Value::Null));
        let required_by_servers = self.schemas.servers_keep_to(scope.component, key);
        match self.freedom {
            Freedom::Tolerated if !required_by_servers.sent => {
                prop_oneof![2 => optional(), 1 => null()].boxed()
            }
            Freedom::Tolerated if !required_by_servers.not_null || self.is_collection(schema) => {
                prop_oneof![2 => value.prop_map(Some), 1 => null()].boxed()
            }
            _ => value.prop_map(Some).boxed(),
        }
    }
}

fn bound(schema: &Value, key: &str, otherwise: f64) -> f64 {
    schema.get(key).and_then(Value::as_f64).unwrap_or(otherwise)
}
