//! Snapshots of the compiler's error messages for common mistakes: each file of the folder `compile_errors` is a
//! program that does not compile.
//!
//! The messages are those of the current stable compiler; an update of Rust may change the snapshots.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::built::{built, workspace};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const CASES: &str = "tests/tests/programs/compile_errors";

#[test]
fn compile_errors() -> TestResult {
    let entries = fs::read_dir(workspace().join(CASES))?.collect::<Result<Vec<_>, _>>()?;
    let mut names: Vec<_> = entries.iter().map(fs::DirEntry::file_name).collect();
    names.sort();
    assert!(!names.is_empty(), "{CASES} has no cases");
    for name in names.iter().map(Path::new) {
        let case = name.file_stem().and_then(|stem| stem.to_str()).ok_or("the name is plain text")?;
        insta::assert_snapshot!(case, error_message(case)?);
    }
    Ok(())
}

/// The compiler's messages for a program that uses the SDK.
fn error_message(case: &str) -> Result<String, Box<dyn std::error::Error>> {
    let sdk = built()?.library("openai_assistants")?;
    let folder = tempfile::tempdir()?;
    let mut command = Command::new("rustc");
    command.args(["--edition", "2024", "--emit", "metadata", "--allow", "dead_code"]);
    command.args(["--color", "never", "--diagnostic-width", "140"]);
    command.arg("--extern").arg(format!("openai_assistants={}", sdk.display()));
    command.arg("-L").arg(format!("dependency={}", sdk.parent().ok_or("it is in a folder")?.display()));
    command.arg("--out-dir").arg(folder.path()).arg(format!("{CASES}/{case}.rs"));
    let output = command.current_dir(workspace()).output()?;
    assert!(!output.status.success(), "{case} compiles");
    Ok(normalized(&String::from_utf8(output.stderr)?))
}

/// Removes what changes when other code changes: positions in the SDK, the width of the column of line numbers, and
/// the closing lines that count the errors.
fn normalized(text: &str) -> String {
    let diagnostics = text.split("\n\n").filter(|diagnostic| {
        !diagnostic.starts_with("error: aborting due to")
            && !diagnostic.starts_with("For more information about this error")
            && !diagnostic.starts_with("Some errors have detailed explanations")
    });
    diagnostics.map(without_positions).collect::<Vec<_>>().join("\n\n")
}

fn without_positions(diagnostic: &str) -> String {
    let width =
        diagnostic.find("--> ").map_or(0, |at| at - diagnostic[..at].rfind('\n').map_or(0, |line| line + 1));
    let mut in_case = true;
    let mut lines = Vec::new();
    for line in diagnostic.lines() {
        let is_margin = |margin: &str| margin.chars().all(|letter| letter == ' ' || letter.is_ascii_digit());
        let Some((number, rest)) = line.split_at_checked(width).filter(|(margin, _)| is_margin(margin))
        else {
            // A suggestion that names no file is for the program.
            in_case = true;
            lines.push(line.to_owned());
            continue;
        };
        let mut rest = rest.to_owned();
        if let Some(position) = rest.strip_prefix("--> ").or_else(|| rest.strip_prefix("::: ")) {
            in_case = position.starts_with(CASES);
            if !in_case {
                let file = position.split(':').next().unwrap_or_default();
                rest = format!("{} {file}", &rest[..3]);
            }
        }
        let number = if in_case { number.trim() } else { "" };
        lines.push(format!("{number:>2}{rest}"));
    }
    lines.join("\n")
}
