//! Converts the JSON Schema of a type for strict mode.
//!
//! In: the schema that schemars generates for a type. Out: an equivalent schema in the subset of JSON Schema that strict
//! mode supports, or a [`SchemaError`] with location and help:
//!
//! | in | out |
//! |---|---|
//! | object | closed, all its properties required |
//! | optional property | nullable; decoding treats a `null` that the type rejects as absent |
//! | `oneOf` | `anyOf`: strict mode has no `oneOf`, and the variants of an enum are exclusive anyway |
//! | the only element of `allOf`, `anyOf`, `oneOf` | the element |
//! | `$ref` with siblings | the definition with these siblings, which take precedence |
//! | `$ref` with a description, to a recursive type | `anyOf` of this `$ref` alone |
//! | properties with `anyOf` (a flattened enum) | `anyOf` of objects with these properties |
//! | properties with `additionalProperties` | the properties alone |
//! | lengths, unique items, examples, unknown formats | text in the description |
//! | defaults, titles, formats of numbers, annotations | nothing |
//! | definitions | those that are still used |
//!
//! The size of schemas is not checked, as limits differ between servers.

mod combine;
mod error;
mod keywords;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

pub use error::SchemaError;
use keywords::Problem;

use crate::runtime::json::pointer::below as pointer;

/// A strict schema, not yet checked as a root.
type Strict = Map<String, Value>;

/// The strict schema of `T`, for deserialization.
pub(crate) fn strict_schema<T: JsonSchema + ?Sized>() -> Result<Strict, SchemaError> {
    let generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let schema = generator.into_root_schema_for::<T>();
    Walk { type_name: T::schema_name().into_owned(), schema, inlining: Vec::new() }.root()
}

/// The conversion of one schema.
struct Walk {
    type_name: String,
    schema: Schema,
    /// The references that are being inlined, to detect cycles.
    inlining: Vec<String>,
}

impl Walk {
    fn root(mut self) -> Result<Strict, SchemaError> {
        let schema = self.schema.as_value().clone();
        let mut root = self.schema(&schema, "")?;
        if root.get("type") != Some(&json!("object")) {
            return Err(self.error("", keywords::ROOT));
        }
        let definitions = self.definitions(&root)?;
        if !definitions.is_empty() {
            root.insert("$defs".to_owned(), definitions.into());
        }
        Ok(root)
    }

    /// The definitions that a schema refers to, directly or indirectly.
    fn definitions(&mut self, root: &Strict) -> Result<Strict, SchemaError> {
        let mut definitions = Map::new();
        let mut references = references(root.values());
        while let Some(reference) = references.pop() {
            let Some(name) = self.definition(&reference).map(|(name, _)| name.to_owned()) else { continue };
            if !definitions.contains_key(&name) {
                let definition = self.target(&reference, "")?.into();
                references.extend(self::references([&definition]));
                definitions.insert(name, definition);
            }
        }
        Ok(definitions)
    }

    /// Converts one schema; `at` is its JSON pointer.
    fn schema(&mut self, schema: &Value, at: &str) -> Result<Strict, SchemaError> {
        let schema = match schema {
            Value::Object(schema) => schema,
            Value::Bool(false) => return Err(self.error(at, keywords::NOTHING)),
            _ => return Err(self.error(at, keywords::UNTYPED)),
        };
        if let Some((keyword, problem)) = keywords::rejected(schema) {
            return Err(self.error(&pointer(at, keyword), problem));
        }
        let (kept, words) = keywords::sorted(schema);
        let own = self.own(kept, schema, at)?;
        let mut combining = schema.iter().filter(|(key, _)| keywords::COMBINING.contains(&key.as_str()));
        let strict = match (combining.next(), combining.next()) {
            (None, _) if own.contains_key("type") => own,
            (None, _) => return Err(self.error(at, keywords::UNTYPED)),
            (Some(_), Some(_)) => return Err(self.error(at, keywords::SEVERAL)),
            (Some((keyword, value)), None) => {
                let part =
                    self.part(keyword, value, own.contains_key("properties"), &pointer(at, keyword))?;
                let is_alone = own.is_empty() && words.is_empty() && !at.is_empty();
                if is_alone { part } else { self.combine(own, part, at)? }
            }
        };
        Ok(combine::with_words(strict, &words))
    }

    /// Converts the keywords that do not combine schemas.
    fn own(&mut self, kept: Strict, schema: &Strict, at: &str) -> Result<Strict, SchemaError> {
        let types = keywords::types(schema);
        let is = |name: &str| types.iter().any(|other| other == name);
        let mut own = Map::new();
        match types.as_slice() {
            [] => None,
            [only] => own.insert("type".to_owned(), only.clone()),
            several => own.insert("type".to_owned(), several.into()),
        };
        own.extend(kept);
        if is("array") {
            let items = schema.get("items").unwrap_or(&Value::Bool(true));
            let items = self.schema(items, &pointer(at, "items"))?;
            own.insert("items".to_owned(), items.into());
        }
        if is("object") {
            let properties = self.properties(schema, at)?;
            combine::close(&mut own, properties);
        }
        Ok(own)
    }

    /// Converts the properties of an object.
    fn properties(&mut self, schema: &Strict, at: &str) -> Result<Strict, SchemaError> {
        let has_members =
            schema.keys().any(|key| key == "properties" || keywords::COMBINING.contains(&&**key));
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            match schema.get(keyword) {
                None | Some(Value::Bool(false)) => {}
                Some(Value::Bool(true)) if has_members => {}
                Some(_) => return Err(self.error(&pointer(at, keyword), keywords::MAP)),
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        let mut properties = Map::new();
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let strict = self.schema(property, &pointer(&pointer(at, "properties"), name))?;
            let is_required = required.is_some_and(|required| required.iter().any(|other| other == name));
            let strict = if is_required { strict } else { combine::nullable(strict) };
            properties.insert(name.clone(), strict.into());
        }
        Ok(properties)
    }

    /// Converts a combining keyword.
    fn part(
        &mut self,
        keyword: &str,
        value: &Value,
        beside_properties: bool,
        at: &str,
    ) -> Result<Strict, SchemaError> {
        match value {
            Value::String(reference) if reference == "#" || self.definition(reference).is_some() => {
                Ok(Map::from_iter([("$ref".to_owned(), value.clone())]))
            }
            Value::String(_) => Err(self.error(at, keywords::ELSEWHERE)),
            Value::Array(elements) if keyword == "allOf" && elements.len() > 1 => {
                Err(self.error(at, keywords::SEVERAL))
            }
            Value::Array(elements) => self.elements(elements, beside_properties, at),
            _ => Err(self.error(at, keywords::MALFORMED)),
        }
    }

    /// A single element, or a union of several.
    fn elements(
        &mut self,
        elements: &[Value],
        beside_properties: bool,
        at: &str,
    ) -> Result<Strict, SchemaError> {
        let mut parts = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            // A flattened `Option` of an enum has an empty variant.
            let adds_nothing = beside_properties && element == &json!({});
            let element = if adds_nothing { &json!({ "type": "object" }) } else { element };
            parts.push(self.schema(element, &pointer(at, &index.to_string()))?);
        }
        match parts.len() {
            0 => Err(self.error(at, keywords::NOTHING)),
            1 => Ok(parts.swap_remove(0)),
            _ => Ok(combine::any_of(parts)),
        }
    }

    /// The name and schema of a reference's definition.
    fn definition(&self, reference: &str) -> Option<(&str, &Value)> {
        let target = self.schema.pointer(reference)?;
        let definitions = self.schema.get("$defs")?.as_object()?;
        let found = definitions.iter().find(|(_, definition)| std::ptr::eq(*definition, target));
        found.map(|(name, definition)| (name.as_str(), definition))
    }

    /// The converted target of a reference, to inline it.
    fn target(&mut self, reference: &str, at: &str) -> Result<Strict, SchemaError> {
        if self.inlining.iter().any(|other| other == reference) {
            return Err(self.error(at, keywords::CYCLE));
        }
        let (target, at) = match self.definition(reference) {
            Some((name, target)) => (target.clone(), pointer("/$defs", name)),
            None => (self.schema.as_value().clone(), String::new()),
        };
        self.inlining.push(reference.to_owned());
        let strict = self.schema(&target, &at);
        self.inlining.pop();
        strict
    }

    /// Whether the target of a reference is recursive.
    fn is_recursive(&self, reference: &str) -> bool {
        let mut reached = Vec::new();
        let mut open = vec![reference.to_owned()];
        while let Some(next) = open.pop() {
            for found in references(self.schema.pointer(&next)) {
                if found == reference {
                    return true;
                }
                if !reached.contains(&found) {
                    reached.push(found.clone());
                    open.push(found);
                }
            }
        }
        false
    }

    fn error(&self, at: &str, (problem, help): Problem) -> SchemaError {
        SchemaError::Unsupported { type_name: self.type_name.clone(), path: at.to_owned(), problem, help }
    }
}

/// All references in these values.
fn references<'a>(values: impl IntoIterator<Item = &'a Value>) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = values.into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                // A property may be named `$ref`; then its value is a schema instead of a string.
                found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
                open.extend(object.values());
            }
            Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    found
}
