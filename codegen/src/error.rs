//! Errors of all stages, with locations and help.

use std::fmt;

/// A problem, with its location and help.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// A JSON pointer into the document (`#/paths/~1files`), a file of the generator, or a line of a text.
    pub location: String,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl Diagnostic {
    /// Creates a diagnostic.
    pub fn new(location: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { location: location.into(), message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.location, self.message, self.help)
    }
}

/// The failure of one stage, with all its diagnostics.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The stage or pass that failed, for example `check` or `lowering/null_alternatives`.
    pub stage: String,
    /// The diagnostics, at least one.
    pub diagnostics: Vec<Diagnostic>,
}

impl Error {
    /// An error with a single diagnostic.
    pub fn new(stage: impl Into<String>, diagnostic: Diagnostic) -> Self {
        Self { stage: stage.into(), diagnostics: vec![diagnostic] }
    }

    /// Returns an error if there are diagnostics, so that a stage can report all of them at once.
    ///
    /// # Errors
    /// Fails if `diagnostics` is not empty. They are sorted by location, so that messages are stable.
    pub fn unless_empty(stage: impl Into<String>, mut diagnostics: Vec<Diagnostic>) -> Result<()> {
        if diagnostics.is_empty() {
            return Ok(());
        }
        diagnostics.sort();
        diagnostics.dedup();
        Err(Self { stage: stage.into(), diagnostics })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.diagnostics.as_slice() {
            [only] => write!(f, "{}: {only}", self.stage),
            many => {
                write!(f, "{}: {} problems", self.stage, many.len())?;
                many.iter().try_for_each(|diagnostic| write!(f, "\n  {diagnostic}"))
            }
        }
    }
}

/// The result of a stage.
pub type Result<T> = std::result::Result<T, Error>;
