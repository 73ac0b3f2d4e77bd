//! Function tools and response formats from Rust types.

use schemars::JsonSchema;
use serde_json::{Map, Value};

use crate::SchemaError;
use crate::runtime::schema::strict_schema;
use crate::types::{
    AssistantTool, FunctionObject, FunctionTool, JsonSchemaFormat, ResponseFormat, ResponseFormatJsonSchema,
};

impl FunctionTool {
    /// Creates a function tool with the arguments `T`, in strict mode.
    ///
    /// The type's doc comment becomes the description of the function, those of the fields become the descriptions of the
    /// arguments. An optional field is nullable, and [`arguments`](crate::types::RunToolCall::arguments) treats `null` as
    /// absent.
    ///
    /// The model writes the arguments in the order of the schema: alphabetical, or in the order of the fields with the feature
    /// `preserve_order` of `schemars`.
    ///
    /// # Errors
    ///
    /// Fails if the name is not 1 to 64 ASCII letters, digits, `_` and `-`, if `T` is not a struct with named fields, or if it
    /// contains types that strict mode does not support: maps, tuples, and values of any type.
    ///
    /// ```
    /// use openai_assistants::types::FunctionTool;
    /// use schemars::JsonSchema;
    /// use serde::Deserialize;
    ///
    /// /// Tells the weather of the next hours.
    /// #[derive(Deserialize, JsonSchema)]
    /// struct Weather {
    ///     /// City and country.
    ///     place: String,
    ///     hours: Option<u8>,
    /// }
    ///
    /// let tool = FunctionTool::from_type::<Weather>("weather")?;
    /// assert_eq!(tool.function.description.as_deref(), Some("Tells the weather of the next hours."));
    /// # Ok::<(), openai_assistants::SchemaError>(())
    /// ```
    pub fn from_type<T: JsonSchema>(name: impl Into<String>) -> Result<Self, SchemaError> {
        let name = checked(name.into())?;
        let (schema, description) = described::<T>()?;
        let function = FunctionObject { name, description, parameters: Some(schema), strict: true.into() };
        Ok(Self { function })
    }
}

impl AssistantTool {
    /// Creates a function tool with the arguments `T`, in strict mode; see [`FunctionTool::from_type`].
    ///
    /// # Errors
    ///
    /// Those of [`FunctionTool::from_type`].
    ///
    /// ```no_run
    /// use openai_assistants::{Client, Request, types::AssistantTool};
    ///
    /// /// Tells the time.
    /// #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// struct Time {
    ///     /// A name of the time zone database, such as `Europe/Berlin`.
    ///     zone: String,
    /// }
    ///
    /// # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let tools = vec![AssistantTool::from_type::<Time>("time")?];
    /// client.assistants().create("gpt-4o").tools(tools).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_type<T: JsonSchema>(name: impl Into<String>) -> Result<Self, SchemaError> {
        FunctionTool::from_type::<T>(name).map(Self::Function)
    }
}

impl ResponseFormat {
    /// Creates a response format for a `T` as JSON, in strict mode; decode responses with [`MessageObject::json`].
    ///
    /// [`MessageObject::json`]: crate::types::MessageObject::json
    ///
    /// The type's doc comment becomes the description of the format; otherwise see [`FunctionTool::from_type`].
    ///
    /// # Errors
    ///
    /// Those of [`FunctionTool::from_type`].
    ///
    /// ```
    /// use openai_assistants::types::ResponseFormat;
    ///
    /// #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// struct Solution {
    ///     steps: Vec<String>,
    ///     answer: f64,
    /// }
    ///
    /// let format = ResponseFormat::json_schema_of::<Solution>("solution")?;
    /// assert!(matches!(format, ResponseFormat::JsonSchema(_)));
    ///
    /// let error = ResponseFormat::json_schema_of::<Vec<Solution>>("solutions").unwrap_err();
    /// assert!(error.to_string().ends_with("the root is not an object; wrap the type in a struct"));
    /// # Ok::<(), openai_assistants::SchemaError>(())
    /// ```
    pub fn json_schema_of<T: JsonSchema>(name: impl Into<String>) -> Result<Self, SchemaError> {
        let name = checked(name.into())?;
        let (schema, description) = described::<T>()?;
        let json_schema = JsonSchemaFormat { name, description, schema: Some(schema), strict: true.into() };
        Ok(Self::JsonSchema(ResponseFormatJsonSchema { json_schema }))
    }
}

/// Checks a name.
fn checked(name: String) -> Result<String, SchemaError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
        Ok(name)
    } else {
        Err(SchemaError::Name { name })
    }
}

/// The schema of a type without its description, and the description.
fn described<T: JsonSchema>() -> Result<(Map<String, Value>, Option<String>), SchemaError> {
    let mut schema = strict_schema::<T>()?;
    let description = match schema.remove("description") {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    Ok((schema, description))
}
