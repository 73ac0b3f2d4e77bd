//! `cargo xtask codegen`: generates the sources from the document, and writes or compares them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use codegen::output::{self, State};
use codegen::{Input, Output};

const SPEC: &str = "spec/openapi.yaml";
const SOURCE: &str = "spec/source.toml";
const OUT: &str = "sdk/src/generated";

/// Exit codes: 0 fresh or written, 1 stale (with --check), 2 bad input.
#[derive(clap::Args)]
pub struct Arguments {
    /// Write nothing; check whether the generated sources are fresh (exit 0) or stale (exit 1).
    #[arg(long)]
    check: bool,
    /// The OpenAPI document, YAML or JSON [default: spec/openapi.yaml]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// The configuration: selection, headers, names [default: spec/source.toml]
    #[arg(long, value_name = "FILE")]
    source: Option<PathBuf>,
    /// The output folder [default: sdk/src/generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> ExitCode {
    match generate(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn generate(arguments: &Arguments) -> Result<ExitCode> {
    let start = Instant::now();
    let root = workspace();
    let spec = arguments.spec.clone().unwrap_or_else(|| root.join(SPEC));
    let out = arguments.out.clone().unwrap_or_else(|| root.join(OUT));
    let source = arguments.source.clone().unwrap_or_else(|| root.join(SOURCE));
    let (document, settings) = (read(&spec, "--spec")?, read(&source, "--source")?);
    // Other documents may not need all passes and names.
    let strict = arguments.spec.is_none() && arguments.source.is_none();
    let input = Input { document: &document, config: &settings, strict };

    let mut stage = Instant::now();
    let mut progress = |name: &'static str, found: String| {
        println!("{name:<17} {found:<32} {:>4} ms", stage.elapsed().as_millis());
        stage = Instant::now();
    };
    let output = codegen::generate(&input, &mut progress).map_err(|error| {
        let file = if error.stage == "config" { &source } else { &spec };
        anyhow::anyhow!("{}: {error}", shown(file))
    })?;

    let code = if arguments.check { check(&output, &out, arguments)? } else { write(&output, &out)? };
    println!("{:<50} {:>4} ms", "total", start.elapsed().as_millis());
    Ok(code)
}

/// Compares without writing.
fn check(output: &Output, out: &Path, arguments: &Arguments) -> Result<ExitCode> {
    match output::first_difference(&output.files, out).with_context(|| out.display().to_string())? {
        None => {
            println!("Fresh: {} matches the document", shown(out));
            Ok(ExitCode::SUCCESS)
        }
        Some(difference) => {
            println!("Stale: {}/{difference}\nfix it with: {}", shown(out), fix_command(arguments));
            Ok(ExitCode::from(1))
        }
    }
}

/// The same command without `--check`.
fn fix_command(arguments: &Arguments) -> String {
    let option = |name: &str, path: &Option<PathBuf>| {
        path.as_ref().map(|path| format!(" {name} {}", path.display())).unwrap_or_default()
    };
    let options = [("--spec", &arguments.spec), ("--source", &arguments.source), ("--out", &arguments.out)];
    options
        .iter()
        .fold("cargo xtask codegen".to_owned(), |command, (name, path)| command + &option(name, path))
}

fn write(output: &Output, out: &Path) -> Result<ExitCode> {
    let states = output::write(&output.files, out).with_context(|| out.display().to_string())?;
    for (name, state) in &states {
        println!("{:<8} {}/{name}", state.name(), shown(out));
    }
    let touched = states.values().filter(|state| **state != State::Fresh).count();
    println!("{} files, {touched} changed", states.len());
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path, option: &str) -> Result<String> {
    let context = || format!("cannot read {}; pass another file with {option}", shown(path));
    fs::read_to_string(path).with_context(context)
}

/// The path for display, relative to the workspace if inside it.
fn shown(path: &Path) -> String {
    path.strip_prefix(workspace()).unwrap_or(path).display().to_string()
}

/// The folder of the workspace.
fn workspace() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map(Path::to_owned).unwrap_or(xtask)
}
