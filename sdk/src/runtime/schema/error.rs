//! What strict mode cannot say.

/// Why there is no strict schema for a type.
///
/// # Troubleshooting
///
/// [`path`](Self::path) points into the schema that schemars writes for the type, and the message ends with
/// what to do. A type that has to stay as it is can still be sent with a schema of your own and without
/// `strict`, as a [`FunctionObject`](crate::types::FunctionObject) or a
/// [`JsonSchemaFormat`](crate::types::JsonSchemaFormat).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// The name is not one that the API takes.
    #[error("the name {name:?} is not 1 to 64 ASCII letters, digits, `_` and `-`; choose another")]
    #[non_exhaustive]
    Name {
        /// The name as it was given.
        name: String,
    },
    /// The type's schema says something that strict mode has no words for.
    #[error("the schema of {type_name} cannot be strict: {} {problem}; {cure}", place(path))]
    #[non_exhaustive]
    Unsupported {
        /// The name of the type's schema.
        type_name: String,
        /// JSON pointer to the place in the schema; empty for the root.
        path: String,
        /// What strict mode has no words for.
        problem: &'static str,
        /// What to do about it.
        cure: &'static str,
    },
}

impl SchemaError {
    /// JSON pointer to the place in the type's schema, such as `/properties/tags/additionalProperties`; empty
    /// for the root, and none when the fault is not in the schema.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Name { .. } => None,
            Self::Unsupported { path, .. } => Some(path),
        }
    }
}

fn place(path: &str) -> &str {
    if path.is_empty() { "the root" } else { path }
}
