//! The error of strict schemas.

/// The error if a type has no strict schema.
///
/// # Troubleshooting
///
/// [`path`](Self::path) points into the schema that schemars generates for the type, and the message ends with a solution.
/// If the type cannot be changed, send a custom schema without `strict`, as a
/// [`FunctionObject`](crate::types::FunctionObject) or a [`JsonSchemaFormat`](crate::types::JsonSchemaFormat).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// The name is invalid.
    #[error("the name {name:?} is not 1 to 64 ASCII letters, digits, `_` and `-`; choose another")]
    #[non_exhaustive]
    Name {
        /// The name.
        name: String,
    },
    /// The schema has a construct that strict mode does not support.
    #[error("the schema of {type_name} cannot be strict: {} {problem}; {help}", location(path))]
    #[non_exhaustive]
    Unsupported {
        /// The name of the type's schema.
        type_name: String,
        /// The JSON pointer to the location in the schema; empty for the root.
        path: String,
        /// The unsupported construct.
        problem: &'static str,
        /// How to fix it.
        help: &'static str,
    },
}

impl SchemaError {
    /// Returns the JSON pointer to the location in the schema, such as `/properties/tags/additionalProperties`; empty for the
    /// root, `None` if the error is not in the schema.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Name { .. } => None,
            Self::Unsupported { path, .. } => Some(path),
        }
    }
}

fn location(path: &str) -> &str {
    if path.is_empty() { "the root" } else { path }
}
