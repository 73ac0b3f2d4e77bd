//! Combines strict schemas: as nullable, as alternatives, or as one schema.

use serde_json::{Map, Value, json};

use super::{SchemaError, Strict, Walk, keywords};

impl Walk {
    /// Merges two schemas of one value; the description of `own` takes precedence.
    pub(super) fn combine(&mut self, own: Strict, part: Strict, at: &str) -> Result<Strict, SchemaError> {
        let describes_only = own.keys().all(|key| key == "description");
        if let Some(reference) = part.get("$ref").and_then(Value::as_str) {
            if describes_only && !at.is_empty() && self.is_recursive(reference) {
                return Ok(described(any_of([part]), own));
            }
            let target = self.target(reference, at)?;
            return self.combine(own, target, at);
        }
        if describes_only {
            return Ok(described(part, own));
        }
        let Some(Value::Array(alternatives)) = part.get("anyOf") else { return self.both(own, part, at) };
        let (description, own) = split(own);
        let mut all = Vec::new();
        for alternative in alternatives.iter().filter_map(Value::as_object) {
            all.push(self.combine(own.clone(), alternative.clone(), at)?);
        }
        Ok(described(described(any_of(all), part), description))
    }

    /// Merges two objects.
    fn both(&self, own: Strict, part: Strict, at: &str) -> Result<Strict, SchemaError> {
        let (Some(Value::Object(ours)), Some(Value::Object(theirs))) =
            (own.get("properties"), part.get("properties"))
        else {
            return Err(self.error(at, keywords::MIXED));
        };
        let mut properties = ours.clone();
        for (name, property) in theirs {
            if properties.get(name).is_some_and(|other| other != property) {
                return Err(self.error(at, keywords::SAME_NAME));
            }
            properties.insert(name.clone(), property.clone());
        }
        let mut both = described(described(Map::new(), part.clone()), own);
        both.insert("type".to_owned(), "object".into());
        close(&mut both, properties);
        Ok(both)
    }
}

/// Sets the properties of an object, and closes it.
pub(super) fn close(object: &mut Strict, properties: Strict) {
    let required: Vec<Value> = properties.keys().map(|name| name.as_str().into()).collect();
    object.insert("properties".to_owned(), properties.into());
    object.insert("required".to_owned(), required.into());
    object.insert("additionalProperties".to_owned(), false.into());
}

/// A union; flattens alternatives that are unions.
pub(super) fn any_of(alternatives: impl IntoIterator<Item = Strict>) -> Strict {
    let mut all: Vec<Value> = Vec::new();
    for alternative in alternatives {
        match alternative.get("anyOf") {
            Some(Value::Array(inner)) if alternative.len() == 1 => all.extend(inner.iter().cloned()),
            _ => all.push(alternative.into()),
        }
    }
    Map::from_iter([("anyOf".to_owned(), all.into())])
}

/// The schema that also allows `null`.
pub(super) fn nullable(mut schema: Strict) -> Strict {
    if takes_null(&schema) {
        return schema;
    }
    if schema.contains_key("$ref") {
        return any_of([schema, null()]);
    }
    if let Some(Value::Array(alternatives)) = schema.get_mut("anyOf") {
        alternatives.push(null().into());
        return schema;
    }
    // A `const` becomes an `enum`.
    let mut nullable = Map::new();
    for (key, value) in schema {
        match (key.as_str(), value) {
            ("type" | "enum", Value::Array(mut values)) => {
                let null = if key == "type" { "null".into() } else { Value::Null };
                if !values.contains(&null) {
                    values.push(null);
                }
                nullable.insert(key, values.into());
            }
            ("type", value) => drop(nullable.insert(key, json!([value, "null"]))),
            ("const", value) => drop(nullable.insert("enum".to_owned(), json!([value, null]))),
            (_, value) => drop(nullable.insert(key, value)),
        }
    }
    nullable
}

fn takes_null(schema: &Strict) -> bool {
    let alternatives = schema.get("anyOf").and_then(Value::as_array);
    if let Some(alternatives) = alternatives {
        return alternatives.iter().filter_map(Value::as_object).any(takes_null);
    }
    let has_type = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|name| name == "null"),
        name => name.is_some_and(|name| name == "null"),
    };
    let has_value = match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => value.is_null(),
        (None, Some(Value::Array(values))) => values.contains(&Value::Null),
        (None, _) => true,
    };
    has_type && has_value
}

fn null() -> Strict {
    Map::from_iter([("type".to_owned(), "null".into())])
}

/// Adds the description of another schema, if it has one.
fn described(mut schema: Strict, by: Strict) -> Strict {
    let description = by.into_iter().filter(|(key, _)| key == "description");
    schema.extend(description);
    schema
}

/// Adds words to the description of a schema.
pub(super) fn with_words(mut schema: Strict, words: &[String]) -> Strict {
    if words.is_empty() {
        return schema;
    }
    let words = words.join(", ");
    let text = match schema.get("description").and_then(Value::as_str) {
        Some(text) => format!("{text} ({words})"),
        None => words,
    };
    schema.insert("description".to_owned(), text.into());
    schema
}

/// Splits off the description.
fn split(schema: Strict) -> (Strict, Strict) {
    schema.into_iter().partition(|(key, _)| key == "description")
}
