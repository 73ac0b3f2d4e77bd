//! The reports of passes.
//!
//! A pass reports the number of its changes (sites), by row if it has a table. On the checked-in document, a pass or a row
//! without sites is an error, so that obsolete passes are noticed.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use crate::error::Diagnostic;

/// The number of changes by a pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sites {
    total: usize,
    rows: BTreeMap<String, usize>,
}

impl Sites {
    /// The total number of changes.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The rows of the pass's table, with their numbers of changes.
    pub fn rows(&self) -> impl Iterator<Item = (&str, usize)> {
        self.rows.iter().map(|(row, sites)| (row.as_str(), *sites))
    }

    /// Adds the sites of one row. A pass must call it for all rows, also for those without sites; repeated calls for a row
    /// add up.
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
    /// Adds sites without a row.
    fn add_assign(&mut self, sites: usize) {
        self.total += sites;
    }
}

impl fmt::Display for Sites {
    /// Formats the total, with the given width.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.total.fmt(f)
    }
}

/// The report of a pass.
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
            Some(("code_passes", _)) => format!("codegen/src/{}.rs", self.name),
            Some(("config", _)) => "codegen/src/config.rs".to_owned(),
            _ => format!("codegen/src/document_passes/{}.rs", self.name),
        }
    }
}

/// Returns a diagnostic for each pass and each row without sites.
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
            let help = "delete the row, or correct its name";
            diagnostics.push(Diagnostic::new(report.file(), message, help));
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_and_rows_without_sites_are_reported() {
        let mut half = Sites::default();
        half.add_row("Run.status", 2);
        half.add_row("Thread.status", 0);
        let reports = [
            Report { name: "upstream/untrue_required", sites: half },
            Report { name: "lowering/version", sites: Sites::from(0) },
            Report { name: "shaping/defaults", sites: Sites::from(7) },
        ];
        let shown: Vec<String> = never_applied(&reports).iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(shown.join("\n"), @"
        codegen/src/document_passes/upstream/untrue_required.rs: the row `Thread.status` was never applied; delete the row, or correct its name
        codegen/src/document_passes/lowering/version.rs: the pass lowering/version was never applied; delete it: nothing in the document needs it
        ");
    }
}
