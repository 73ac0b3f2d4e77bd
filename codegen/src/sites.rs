//! What a pass reports, for document passes and code passes alike.
//!
//! A pass says how many places it touched, and says it per row if a table drives it. On the checked-in
//! document, for which all of them were written, a pass or a row that touches nothing is an error, so
//! that no patch outlives what it corrects.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use crate::error::Diagnostic;

/// How many places a pass touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sites {
    total: usize,
    rows: BTreeMap<String, usize>,
}

impl Sites {
    /// The places that were touched, on behalf of a row or not.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Each row of the pass's table, with the places that were touched because of it.
    pub fn rows(&self) -> impl Iterator<Item = (&str, usize)> {
        self.rows.iter().map(|(row, sites)| (row.as_str(), *sites))
    }

    /// Adds the sites of one row of the pass's table. A pass calls it for every row, also for those that
    /// touched nothing; the counts of a row that is given twice are added.
    pub fn add_row(&mut self, row: impl Into<String>, sites: usize) {
        *self.rows.entry(row.into()).or_default() += sites;
        self.total += sites;
    }
}

impl From<usize> for Sites {
    /// The sites of a pass without a table.
    fn from(total: usize) -> Self {
        Self { total, rows: BTreeMap::new() }
    }
}

impl AddAssign<usize> for Sites {
    /// Adds sites that belong to no row.
    fn add_assign(&mut self, sites: usize) {
        self.total += sites;
    }
}

impl fmt::Display for Sites {
    /// The total, which honours the width of the format.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.total.fmt(f)
    }
}

/// A pass and what it touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Group and file name of the pass, for example `lowering/null_alternatives`.
    pub name: &'static str,
    /// How many places it touched.
    pub sites: Sites,
}

impl Report {
    /// The source file of the pass.
    fn file(&self) -> String {
        match self.name.split_once('/') {
            Some(("code_passes" | "model", _)) => format!("codegen/src/{}.rs", self.name),
            Some(("config", _)) => "codegen/src/config.rs".to_owned(),
            _ => format!("codegen/src/document_passes/{}.rs", self.name),
        }
    }
}

/// Returns a diagnostic for each pass, and for each row of a pass's table, that touched nothing.
pub fn never_applied(reports: &[Report]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for report in reports {
        if report.sites.total() == 0 {
            let message = format!("the pass {} was never applied", report.name);
            let help = "delete it: nothing in the document needs it";
            diagnostics.push(Diagnostic::new(report.file(), message, help));
            continue;
        }
        for (row, _) in report.sites.rows().filter(|(_, sites)| *sites == 0) {
            let message = format!("the row `{row}` was never applied");
            let help = "delete the row, or correct the name that the document no longer has";
            diagnostics.push(Diagnostic::new(report.file(), message, help));
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_and_a_row_that_touched_nothing_are_reported() {
        let mut half = Sites::default();
        half.add_row("Run.status", 2);
        half.add_row("Thread.status", 0);
        let reports = [
            Report { name: "upstream/undeclared_members", sites: half },
            Report { name: "lowering/version", sites: Sites::from(0) },
            Report { name: "shaping/defaults", sites: Sites::from(7) },
        ];
        let shown: Vec<String> = never_applied(&reports).iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(shown.join("\n"), @"
        codegen/src/document_passes/upstream/undeclared_members.rs: the row `Thread.status` was never applied; delete the row, or correct the name that the document no longer has
        codegen/src/document_passes/lowering/version.rs: the pass lowering/version was never applied; delete it: nothing in the document needs it
        ");
    }
}
