//! Errors of every stage: where, what is wrong, and what to change.

use std::fmt;

/// One finding: where it is, what is wrong there, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// A JSON pointer into the document (`#/paths/~1files`), a file of the generator, or a line of a text.
    pub location: String,
    /// What is wrong there.
    pub message: String,
    /// What to change.
    pub help: String,
}

impl Diagnostic {
    /// A finding at `location`, with what to do about it.
    pub fn new(location: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { location: location.into(), message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.location, self.message, self.help)
    }
}

/// The failure of one stage, with everything that it found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The stage or pass that failed, for example `check` or `lowering/null_alternatives`.
    pub stage: String,
    /// What it found, at least one.
    pub diagnostics: Vec<Diagnostic>,
}

impl Error {
    /// A single diagnostic of `stage`.
    pub fn new(stage: impl Into<String>, diagnostic: Diagnostic) -> Self {
        Self { stage: stage.into(), diagnostics: vec![diagnostic] }
    }

    /// Returns `Ok` if there is nothing to report, so that a stage can collect first and fail once.
    ///
    /// # Errors
    /// Fails if `diagnostics` is not empty. They are sorted by location, which keeps messages stable.
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
