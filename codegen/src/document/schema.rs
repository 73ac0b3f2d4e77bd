//! Typed access to the keywords of a schema, such as `required` and `properties`.
//!
//! A schema is a JSON object, so the trait is implemented for [`Object`]. It assumes a document that passed
//! [`check`](super::check), and ignores malformed keywords.

use serde_json::{Value, json};

use super::{Document, Object};

/// Access to the keywords of a schema.
pub trait Schema {
    /// Returns the names of the required properties.
    fn required(&self) -> impl Iterator<Item = &str>;

    /// Whether the property `name` is required.
    fn is_required(&self, name: &str) -> bool {
        self.required().any(|required| required == name)
    }

    /// Makes the matching properties optional and returns their number.
    fn unrequire(&mut self, matches: impl FnMut(&str) -> bool) -> usize;

    /// Returns the properties with their schemas.
    fn properties(&self) -> impl Iterator<Item = (&str, &Object)>;

    /// Returns the properties with their mutable schemas.
    fn properties_mut(&mut self) -> impl Iterator<Item = (&str, &mut Object)>;

    /// Returns the schema of the property `name`.
    fn property(&self, name: &str) -> Option<&Object>;

    /// Returns the mutable schema of the property `name`.
    fn property_mut(&mut self, name: &str) -> Option<&mut Object>;

    /// Removes the properties for which `keep` returns false, and returns their number.
    fn retain_properties(&mut self, keep: impl FnMut(&str) -> bool) -> usize;

    /// Whether `type` is `name` or a list with `name` in it.
    fn has_type(&self, name: &str) -> bool;

    /// Returns the values of `enum`.
    fn enum_values(&self) -> &[Value];

    /// Returns the value of a single-valued `enum`.
    fn constant(&self) -> Option<&Value> {
        match self.enum_values() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Returns the schemas under `keyword`, which is `oneOf`, `anyOf` or `allOf`.
    fn members(&self, keyword: &str) -> &[Value];

    /// Whether null is allowed, by `nullable` of OpenAPI 3.0.
    fn is_nullable(&self) -> bool;

    /// Allows null, with `nullable` of OpenAPI 3.0.
    fn set_nullable(&mut self);

    /// Returns the target of `$ref`.
    fn reference(&self) -> Option<&str>;

    /// Returns the target of `allOf: [$ref]`, the form of a reference with a description in OpenAPI 3.0.
    fn wrapped_reference(&self) -> Option<&str> {
        match self.members("allOf") {
            [only] => super::reference(only),
            _ => None,
        }
    }

    /// Resolves a reference, plain or wrapped. Returns other schemas unchanged.
    fn resolve<'a>(&'a self, document: &'a Document) -> &'a Object;
}

impl Schema for Object {
    fn required(&self) -> impl Iterator<Item = &str> {
        list(self, "required").iter().filter_map(Value::as_str)
    }

    fn unrequire(&mut self, mut matches: impl FnMut(&str) -> bool) -> usize {
        let Some(required) = self.get_mut("required").and_then(Value::as_array_mut) else { return 0 };
        let before = required.len();
        required.retain(|name| !name.as_str().is_some_and(&mut matches));
        before - required.len()
    }

    fn properties(&self) -> impl Iterator<Item = (&str, &Object)> {
        let properties = self.get("properties").and_then(Value::as_object).into_iter().flatten();
        properties.filter_map(|(name, property)| Some((name.as_str(), property.as_object()?)))
    }

    fn properties_mut(&mut self) -> impl Iterator<Item = (&str, &mut Object)> {
        let properties = self.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten();
        properties.filter_map(|(name, property)| Some((name.as_str(), property.as_object_mut()?)))
    }

    fn property(&self, name: &str) -> Option<&Object> {
        self.get("properties")?.get(name)?.as_object()
    }

    fn property_mut(&mut self, name: &str) -> Option<&mut Object> {
        self.get_mut("properties")?.get_mut(name)?.as_object_mut()
    }

    fn retain_properties(&mut self, mut keep: impl FnMut(&str) -> bool) -> usize {
        let Some(properties) = self.get_mut("properties").and_then(Value::as_object_mut) else { return 0 };
        let before = properties.len();
        properties.retain(|name, _| keep(name));
        before - properties.len()
    }

    fn has_type(&self, name: &str) -> bool {
        match self.get("type") {
            Some(Value::String(only)) => only == name,
            Some(Value::Array(several)) => several.iter().any(|one| one == name),
            _ => false,
        }
    }

    fn enum_values(&self) -> &[Value] {
        list(self, "enum")
    }

    fn members(&self, keyword: &str) -> &[Value] {
        list(self, keyword)
    }

    fn is_nullable(&self) -> bool {
        self.get("nullable") == Some(&json!(true))
    }

    fn set_nullable(&mut self) {
        self.insert("nullable".to_owned(), json!(true));
    }

    fn reference(&self) -> Option<&str> {
        self.get("$ref").and_then(Value::as_str)
    }

    fn resolve<'a>(&'a self, document: &'a Document) -> &'a Object {
        let mut schema = self;
        // Chains are short. The bound ends a cycle of references, which `check` reports.
        for _ in 0..64 {
            let target = schema.reference().or_else(|| schema.wrapped_reference());
            match target.and_then(|target| document.resolve(target)?.as_object()) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }
}

fn list<'a>(schema: &'a Object, keyword: &str) -> &'a [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(json: Value) -> Object {
        json.as_object().expect("the test gives an object").clone()
    }

    #[test]
    fn required_properties_become_optional() {
        let mut run = schema(json!({
            "required": ["id", "status"],
            "properties": { "id": { "type": "string" }, "status": { "enum": ["done"] }, "broken": true }
        }));
        assert_eq!(run.unrequire(|name| name == "status" || name == "gone"), 1);
        assert_eq!(run.required().collect::<Vec<_>>(), ["id"]);
        assert!(run.is_required("id") && !run.is_required("status"));
        assert_eq!(run.properties().map(|(name, _)| name).collect::<Vec<_>>(), ["id", "status"]);
        assert_eq!(run.property("status").and_then(Schema::constant), Some(&json!("done")));
        assert_eq!(run.retain_properties(|name| name == "id"), 2);
        for (_, property) in run.properties_mut() {
            property.set_nullable();
        }
        assert!(run.property("id").is_some_and(Schema::is_nullable));
    }

    #[test]
    fn references_are_followed_and_cycles_end() {
        let document = Document::new(json!({ "components": { "schemas": {
            "Run": { "type": ["object", "null"] },
            "Alias": { "$ref": "#/components/schemas/Run" },
            "Cycle": { "$ref": "#/components/schemas/Cycle" }
        } } }));
        let wrapped =
            schema(json!({ "allOf": [{ "$ref": "#/components/schemas/Alias" }], "nullable": true }));
        assert!(wrapped.resolve(&document).has_type("object"));
        let cycle = schema(json!({ "$ref": "#/components/schemas/Cycle" }));
        assert!(cycle.resolve(&document).reference().is_some());
    }
}
