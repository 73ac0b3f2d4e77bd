//! What must hold for the checked-in document and `source.toml`, which were written for each other, and
//! need not hold for another document: everything that was prepared for it is used.

use crate::error::{Error, Result};
use crate::sites::{Report, never_applied};

const STAGE: &str = "strict";

/// Checks the passes that ran.
///
/// # Errors
/// Fails if a pass or a row of its table was never applied.
pub fn check(reports: &[Report]) -> Result<()> {
    Error::unless_empty(STAGE, never_applied(reports))
}
