//! What a server needs of `spec/openapi.yaml`: operations, and validators of their requests and responses. The
//! server checks and routes by the document, and the tests check the server by it. codegen reads the document.

use std::collections::{BTreeSet, HashMap};
use std::sync::{LazyLock, OnceLock};

use axum::http::Method;
use codegen::document::{self as openapi, component_name, component_reference, load::load, reference};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// The checked-in document, loaded once.
pub fn published() -> &'static openapi::Document {
    static PUBLISHED: LazyLock<openapi::Document> = LazyLock::new(|| {
        load(include_str!("../../../spec/openapi.yaml")).expect("the checked-in document is well formed")
    });
    &PUBLISHED
}

/// What the server needs of it, extracted once.
pub fn document() -> &'static Document {
    static DOCUMENT: LazyLock<Document> = LazyLock::new(|| Document::read(published()));
    &DOCUMENT
}

/// What a server has to know of the document.
pub struct Document {
    operations: Vec<Operation>,
    routes: HashMap<(Method, String), usize>,
    /// The schemas, as JSON Schema says things.
    components: Map<String, Value>,
}

/// One operation.
pub struct Operation {
    /// `createRun`
    pub id: String,
    /// The HTTP method.
    pub method: Method,
    /// `/threads/{thread_id}/runs`
    pub path: String,
    /// Whether it wants the header `OpenAI-Beta: assistants=v2`.
    pub beta: bool,
    /// The query parameters that it knows.
    pub query: Vec<QueryParameter>,
    /// Its body, if it takes one.
    pub body: Option<RequestBody>,
    answer: Value,
    answer_validator: OnceLock<Validator>,
}

/// A query parameter; arrays are repeated names.
pub struct QueryParameter {
    /// `include[]`
    pub name: String,
    /// Whether it is a whole number.
    pub integer: bool,
    /// The only values allowed, unless empty.
    pub values: Vec<String>,
}

/// What an operation takes.
pub struct RequestBody {
    /// A form instead of JSON.
    pub multipart: bool,
    schema: Value,
    validator: OnceLock<Validator>,
}

impl Document {
    fn read(document: &openapi::Document) -> Self {
        let components = document.components().iter();
        let components = components.map(|(name, schema)| (name.clone(), plain(schema, name))).collect();
        let operations: Vec<Operation> = document.operations().filter_map(Operation::read).collect();
        let key =
            |(at, operation): (usize, &Operation)| ((operation.method.clone(), operation.path.clone()), at);
        let routes = operations.iter().enumerate().map(key).collect();
        Self { operations, routes, components }
    }

    /// Every operation, in the order of paths and methods.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation behind a method and a path template.
    pub fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        self.routes.get(&(method.clone(), path.to_owned())).map(|at| &self.operations[*at])
    }

    /// The operation that a request is for. Fixed segments win over parameters.
    pub fn find(&self, method: &Method, path: &str) -> Option<&Operation> {
        let fits = |template: &str| {
            let (mut expected, mut found) = (template.split('/'), path.split('/'));
            loop {
                match (expected.next(), found.next()) {
                    (None, None) => return true,
                    (Some(expected), Some(found)) if expected.starts_with('{') || expected == found => {}
                    _ => return false,
                }
            }
        };
        let fitting =
            self.operations.iter().filter(|operation| operation.method == *method && fits(&operation.path));
        fitting.min_by_key(|operation| operation.path.matches('{').count())
    }

    /// The validator of a component, such as `AssistantStreamEvent`.
    pub fn validator_of(&self, component: &str) -> Validator {
        self.compile(&json!({ "$ref": component_reference(component) }))
    }

    /// A validator of `schema`, with the components that it needs and no others: compiling all takes a while.
    fn compile(&self, schema: &Value) -> Validator {
        let mut needed = BTreeSet::new();
        self.collect(schema, &mut needed);
        let components: Map<String, Value> =
            needed.into_iter().map(|name| (name.to_owned(), self.components[name].clone())).collect();
        let root = json!({ "allOf": [schema], "components": { "schemas": components } });
        jsonschema::draft202012::new(&root).expect("the document's schemas are JSON schemas")
    }

    fn collect<'a>(&'a self, schema: &'a Value, needed: &mut BTreeSet<&'a str>) {
        match schema {
            Value::Object(members) => {
                let name = reference(schema).and_then(component_name);
                if let Some((name, schema)) = name.and_then(|name| self.components.get_key_value(&name))
                    && needed.insert(name)
                {
                    self.collect(schema, needed);
                }
                members.values().for_each(|member| self.collect(member, needed));
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, needed)),
            _ => {}
        }
    }
}

impl Operation {
    fn read(operation: openapi::Operation<'_>) -> Option<Self> {
        let object = operation.object;
        let parameters = object.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let query =
            parameters.filter(|parameter| parameter["in"] == "query").filter_map(QueryParameter::read);
        // As `[[header]]` in spec/source.toml says.
        let beta = operation.tags().iter().any(|tag| ["Assistants", "Vector stores"].contains(tag));
        let content = &object["responses"]["200"]["content"]["application/json"]["schema"];
        Some(Self {
            id: operation.id().to_owned(),
            method: operation.method.to_uppercase().parse().ok()?,
            path: operation.path.to_owned(),
            beta,
            query: query.collect(),
            body: object.get("requestBody").and_then(RequestBody::read),
            answer: plain(content, ""),
            answer_validator: OnceLock::new(),
        })
    }

    /// The validator of the operation's answer.
    pub fn answer(&self) -> &Validator {
        self.answer_validator.get_or_init(|| document().compile(&self.answer))
    }
}

impl QueryParameter {
    fn read(parameter: &Value) -> Option<Self> {
        let schema = &parameter["schema"];
        let item = if schema["type"] == "array" { &schema["items"] } else { schema };
        let values =
            item["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        Some(Self {
            name: parameter["name"].as_str()?.to_owned(),
            integer: schema["type"] == "integer",
            values: values.collect(),
        })
    }
}

impl RequestBody {
    fn read(body: &Value) -> Option<Self> {
        let (media_type, media) = body["content"].as_object()?.iter().next()?;
        Some(Self {
            multipart: media_type.starts_with("multipart/"),
            schema: plain(&media["schema"], ""),
            validator: OnceLock::new(),
        })
    }

    /// The validator of the body; compiled when the first one arrives.
    pub fn validator(&self) -> &Validator {
        self.validator.get_or_init(|| document().compile(&self.schema))
    }
}

/// A schema as JSON Schema says it: `nullable` becomes an alternative, also where it is wrapped in `allOf`, and
/// the recursive reference a plain one to the component that it stands in.
pub fn plain(node: &Value, component: &str) -> Value {
    let members = match node {
        Value::Object(members) => members,
        Value::Array(items) => return items.iter().map(|item| plain(item, component)).collect(),
        other => return other.clone(),
    };
    let mut members: Map<String, Value> =
        members.iter().map(|(key, member)| (key.clone(), plain(member, component))).collect();
    if members.contains_key("$recursiveRef") {
        return json!({ "$ref": component_reference(component) });
    }
    members.remove("$recursiveAnchor");
    let nothing = json!({ "anyOf": [{}, { "type": "null" }] });
    if let Some([wrapped, null]) = members.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
        && *null == nothing
    {
        return json!({ "anyOf": [wrapped, { "type": "null" }] });
    }
    if members.remove("nullable") == Some(json!(true)) {
        return json!({ "anyOf": [members, { "type": "null" }] });
    }
    Value::Object(members)
}
