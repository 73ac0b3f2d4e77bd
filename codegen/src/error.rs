//! What went wrong, said once for every stage: the place, the fault and its cure.

use std::fmt;

/// One fault: where it is, what it is, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// A JSON pointer into the document (`#/paths/~1files`), or a line and column of a text.
    pub place: String,
    /// What is wrong there.
    pub message: String,
    /// What to change.
    pub cure: String,
}

impl Problem {
    /// A fault at `place`, with what to do about it.
    pub fn new(place: impl Into<String>, message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), cure: cure.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.message, self.cure)
    }
}

/// Everything that kept a stage from finishing, all faults at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The stage or pass that refused to go on, for example `check` or `lowering/null_alternatives`.
    pub stage: String,
    /// At least one fault.
    pub problems: Vec<Problem>,
}

impl Error {
    /// A single fault in `stage`.
    pub fn new(stage: impl Into<String>, problem: Problem) -> Self {
        Self { stage: stage.into(), problems: vec![problem] }
    }

    /// `Ok` when there is nothing to report, so that a stage can collect first and fail once.
    ///
    /// # Errors
    /// When `problems` is not empty; they are sorted by place, so that messages are stable.
    pub fn unless_empty(stage: impl Into<String>, mut problems: Vec<Problem>) -> Result<()> {
        if problems.is_empty() {
            return Ok(());
        }
        problems.sort();
        problems.dedup();
        Err(Self { stage: stage.into(), problems })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.as_slice() {
            [only] => write!(f, "{}: {only}", self.stage),
            many => {
                write!(f, "{}: {} problems", self.stage, many.len())?;
                many.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}

/// A stage's result.
pub type Result<T> = std::result::Result<T, Error>;
