//! The rules of strict mode, and samples of a schema.

use schemars::Schema;
use serde_json::{Map, Value, json};

/// The locations at which a schema breaks the rules of strict mode.
pub fn violations(root: &Value) -> Vec<String> {
    let mut violations = Vec::new();
    if root["type"] != "object" {
        violations.push("the root is not an object".to_owned());
    }
    let mut open = vec![(String::new(), root)];
    while let Some((at, node)) = open.pop() {
        let keys: Vec<&str> = node.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        const KNOWN: [&str; 19] = [
            "$defs",
            "$ref",
            "additionalProperties",
            "anyOf",
            "const",
            "description",
            "enum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "format",
            "items",
            "maxItems",
            "maximum",
            "minItems",
            "minimum",
            "multipleOf",
            "pattern",
            "properties",
            "required",
        ];
        let unknown = keys.iter().filter(|key| **key != "type" && !KNOWN.contains(key));
        violations.extend(unknown.map(|key| format!("{at}: strict mode does not support {key}")));
        let one_of = ["type", "$ref", "anyOf"].iter().filter(|key| keys.contains(key)).count();
        if one_of != 1 {
            violations.push(format!("{at}: has {one_of} of type, $ref and anyOf"));
        }
        if keys.contains(&"$ref") {
            if keys.len() > 1 {
                violations.push(format!("{at}: has keywords beside $ref"));
            }
            let reference = node["$ref"].as_str().unwrap_or_default();
            if reference != "#" && !reference.starts_with("#/$defs/") {
                violations.push(format!("{at}: refers to {reference}"));
            }
        }
        let has_type = |name: &str| {
            node["type"] == name
                || node["type"].as_array().is_some_and(|types| types.iter().any(|t| t == name))
        };
        if has_type("object") {
            let properties: Option<Vec<&str>> =
                node["properties"].as_object().map(|all| all.keys().map(String::as_str).collect());
            let required =
                node["required"].as_array().map(|all| all.iter().filter_map(Value::as_str).collect());
            if required != properties {
                violations.push(format!("{at}: not all properties are required"));
            }
            if node["additionalProperties"] != false {
                violations.push(format!("{at}: allows additional properties"));
            }
        }
        if has_type("array") && !node["items"].is_object() {
            violations.push(format!("{at}: has no items"));
        }
        for key in ["properties", "$defs"] {
            for (name, child) in node[key].as_object().into_iter().flatten() {
                open.push((format!("{at}/{key}/{name}"), child));
            }
        }
        for (index, child) in node["anyOf"].as_array().into_iter().flatten().enumerate() {
            open.push((format!("{at}/anyOf/{index}"), child));
        }
        open.extend(node.get("items").map(|child| (format!("{at}/items"), child)));
    }
    violations
}

/// Some valid values of a schema: each alternative once, and `null` wherever it is allowed.
pub fn samples(root: &Value, node: &Value, depth: usize) -> Vec<Value> {
    if let Some(reference) = node["$ref"].as_str() {
        let schema = Schema::try_from(root.clone()).expect("it is a schema");
        return samples(root, schema.pointer(reference).expect("the reference leads somewhere"), depth);
    }
    if let Some(alternatives) = node["anyOf"].as_array() {
        return alternatives.iter().flat_map(|alternative| samples(root, alternative, depth)).collect();
    }
    if let Some(values) = node["enum"].as_array() {
        return values.clone();
    }
    if let Some(value) = node.get("const") {
        return vec![value.clone()];
    }
    let types = node["type"].as_array().cloned().unwrap_or_else(|| vec![node["type"].clone()]);
    types.iter().flat_map(|name| samples_of(name.as_str().unwrap_or_default(), root, node, depth)).collect()
}

fn samples_of(name: &str, root: &Value, node: &Value, depth: usize) -> Vec<Value> {
    match name {
        "null" => vec![Value::Null],
        "boolean" => vec![true.into(), false.into()],
        "integer" | "number" => vec![node.get("minimum").cloned().unwrap_or_else(|| 7.into())],
        "string" => vec!["a".into()],
        "array" if depth == 0 && node.get("minItems").is_none() => vec![json!([])],
        "array" => {
            let items = samples(root, &node["items"], depth.saturating_sub(1));
            match node["minItems"].as_u64() {
                Some(length) => vec![items.iter().cycle().take(length as usize).cloned().collect()],
                None => vec![json!([]), items.into()],
            }
        }
        "object" if depth == 0 => Vec::new(),
        "object" => {
            let properties: Vec<(&String, Vec<Value>)> = node["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, property)| (name, samples(root, property, depth - 1)))
                .collect();
            if properties.iter().any(|(_, values)| values.is_empty()) {
                return Vec::new();
            }
            let most = properties.iter().map(|(_, values)| values.len()).max().unwrap_or(1);
            let sample = |round: usize| {
                let members = properties
                    .iter()
                    .map(|(name, values)| ((*name).clone(), values[round % values.len()].clone()));
                Value::Object(Map::from_iter(members))
            };
            (0..most).map(sample).collect()
        }
        _ => panic!("{name}"),
    }
}
