//! Measures the compile time of a crate and of a program that uses it, the program's size, and the number of crates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::project::Project;
use super::subjects::{ASYNC_OPENAI, BY_HAND, OPENAI_COMPAT, OURS, OURS_FEW, Subject};
use super::table::{Table, difference, grouped, ratio};
use super::{usage, workspace};

/// The number of measurements of each build; the median is printed.
const RUNS: usize = 3;

/// One row of the table.
struct Weight {
    /// CPU seconds of `cargo check` of the crate alone; `None` without a crate.
    check: Option<f64>,
    /// CPU seconds of `cargo build --release` of the crate alone.
    release: Option<f64>,
    /// CPU seconds of `cargo build --release` of the program alone, linking included.
    program: f64,
    /// Size of the stripped program.
    bytes: u64,
    /// Crates in the program's dependency tree, without the program itself.
    crates: usize,
}

const TITLES: [&str; 6] = ["", "check", "release", "program", "bytes", "crates"];

/// Measures all subjects and prints the results. A subject that fails does not stop the others.
pub fn run() -> Result<()> {
    let subjects = [OURS, OURS_FEW, ASYNC_OPENAI, OPENAI_COMPAT, BY_HAND];
    let mut table = Table::new(TITLES);
    let mut weights = Vec::new();
    let mut failed = Vec::new();
    for subject in &subjects {
        eprintln!("weighing {} ...", subject.title);
        let weight = weigh(subject).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            failed.push(subject.title);
            None
        });
        match &weight {
            Some(weight) => table.row(subject.title, weight.cells()),
            None => table.row(subject.title, ["not available".to_owned()]),
        }
        weights.push((subject, weight));
    }
    println!(
        "check, release: CPU seconds of `cargo check` and `cargo build --release` of the crate alone\n\
         program: CPU seconds of the release build of a program that lists assistants, without its crates\n\
         bytes, crates: the stripped program's size, and the crates in its tree\n\n\
         {table}"
    );
    print_comparisons(&weights);
    let lines = lines_below(&workspace().join("sdk/src/generated"))?;
    println!("lines below sdk/src/generated: {}", grouped(lines as u64));
    if failed.is_empty() { Ok(()) } else { bail!("not measured, see above: {}", failed.join(", ")) }
}

/// Prints the SDK's ratios to async-openai, and the differences to the hand-written program.
fn print_comparisons(weights: &[(&Subject, Option<Weight>)]) {
    let weight_of = |title| weights.iter().find(|(subject, _)| subject.title == title)?.1.as_ref();
    if let Some(peer) = weight_of(ASYNC_OPENAI.title) {
        let mut titles = TITLES;
        titles[0] = "ratio to async-openai";
        let mut table = Table::new(titles);
        for subject in [OURS, OURS_FEW] {
            if let Some(weight) = weight_of(subject.title) {
                table.row(subject.title, weight.ratios(peer));
            }
        }
        println!("{table}");
    }
    if let Some(by_hand) = weight_of(BY_HAND.title) {
        let mut table = Table::new(["more than hand-written", "bytes", "crates"]);
        for (subject, weight) in weights.iter().filter(|(subject, _)| subject.package.is_some()) {
            if let Some(weight) = weight {
                let bytes = difference(weight.bytes as i128 - by_hand.bytes as i128);
                let crates = difference(weight.crates as i128 - by_hand.crates as i128);
                table.row(subject.title, [bytes, crates]);
            }
        }
        println!("{table}");
    }
}

/// Measures one subject; `None` if its crate lacks a required feature.
fn weigh(subject: &Subject) -> Result<Option<Weight>> {
    let project = Project::of(subject)?;
    let Some(crates) = crates(&project)? else { return Ok(None) };
    let (mut check, mut release) = (None, None);
    if let Some(package) = subject.package {
        check = Some(seconds(&project, package, "dev", &["check", "--package", package])?);
        release = Some(seconds(&project, package, "release", &["build", "--release", "--package", package])?);
    }
    let binary = project.binary("list");
    let build = ["build", "--release", "--bin", &binary];
    let program = seconds(&project, &project.package, "release", &build)?;
    let file = project.build("list")?;
    let bytes = fs::metadata(&file).with_context(|| super::shown(&file))?.len();
    Ok(Some(Weight { check, release, program, bytes, crates }))
}

/// The CPU seconds of a build that compiles one package, after its dependencies are built. Includes about 0.2 s for
/// Cargo itself.
fn seconds(project: &Project, package: &str, profile: &str, build: &[&str]) -> Result<f64> {
    usage::run(&mut project.cargo(build))?;
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        usage::run(&mut project.cargo(&["clean", "--profile", profile, "--package", package]))?;
        let (output, usage) = usage::measure(&mut project.cargo(build))?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let compiled = |line: &&str| line.contains("Compiling ") || line.contains("Checking ");
        let compiled: Vec<&str> = stderr.lines().filter(compiled).map(str::trim).collect();
        if compiled.len() != 1 {
            bail!(
                "`cargo {}` should have compiled {package} alone, but printed {compiled:?}",
                build.join(" ")
            );
        }
        runs.push(usage.seconds);
    }
    Ok(usage::median(runs))
}

/// The number of crates in a project's dependency tree, without the program; `None` if a feature does not exist.
fn crates(project: &Project) -> Result<Option<usize>> {
    match usage::run(&mut project.cargo(&["tree", "--edges", "normal", "--prefix", "none"])) {
        Ok(output) => {
            let stdout = String::from_utf8_lossy(&output.stdout);
            let names: BTreeSet<&str> = stdout.lines().map(|line| line.trim_end_matches(" (*)")).collect();
            Ok(Some(names.iter().filter(|name| !name.is_empty()).count() - 1))
        }
        Err(error) => {
            let message = error.to_string();
            let lacks_feature = ["does not have that feature", "does not have these features"];
            if lacks_feature.iter().any(|text| message.contains(text)) { Ok(None) } else { Err(error) }
        }
    }
}

fn lines_below(folder: &Path) -> Result<usize> {
    let mut lines = 0;
    for entry in fs::read_dir(folder).with_context(|| super::shown(folder))? {
        let path = entry?.path();
        lines += if path.is_dir() { lines_below(&path)? } else { fs::read_to_string(&path)?.lines().count() };
    }
    Ok(lines)
}

impl Weight {
    fn cells(&self) -> [String; 5] {
        let seconds =
            |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
        let program = seconds(Some(self.program));
        let (bytes, crates) = (grouped(self.bytes), self.crates.to_string());
        [seconds(self.check), seconds(self.release), program, bytes, crates]
    }

    fn ratios(&self, other: &Self) -> [String; 5] {
        [
            ratio(self.check.unwrap_or_default(), other.check.unwrap_or_default()),
            ratio(self.release.unwrap_or_default(), other.release.unwrap_or_default()),
            ratio(self.program, other.program),
            ratio(self.bytes as f64, other.bytes as f64),
            ratio(self.crates as f64, other.crates as f64),
        ]
    }
}
