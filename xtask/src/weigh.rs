//! `cargo xtask weigh`: compares the SDK with other SDKs and with a program without an SDK. The programs are in
//! `weigh/programs`; they are built in scratch projects in `target/weigh`.

mod compile;
mod project;
mod runtime;
mod subjects;
mod table;
mod usage;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Measures compile time, size and number of crates. The first run downloads crates and takes some minutes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Measure calls at runtime instead: instructions (needs valgrind), CPU time and page faults.
    #[arg(long)]
    runtime: bool,
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let result = if arguments.runtime { runtime::run() } else { compile::run() };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
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
