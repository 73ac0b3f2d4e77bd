//! Runs programs, and tells how much of the machine they took. CPU time is used instead of elapsed time because
//! other work on the machine changes it far less.

use std::process::{Command, Output};

use anyhow::{Context, Result, bail};
use nix::sys::resource::{UsageWho, getrusage};

/// What a process and the processes it waited for have taken.
#[derive(Clone, Copy)]
pub struct Usage {
    /// CPU time in seconds, user and system.
    pub seconds: f64,
    /// Page faults that needed no disk: memory touched for the first time.
    pub minor_faults: f64,
}

impl Usage {
    /// All children that have ended and been waited for.
    fn of_children() -> Result<Self> {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("getrusage failed")?;
        let times = [usage.user_time(), usage.system_time()];
        let seconds = times.map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6).iter().sum();
        Ok(Self { seconds, minor_faults: usage.minor_page_faults() as f64 })
    }
}

/// Runs a program to its end, and returns what it printed.
///
/// # Errors
/// If it cannot be started or fails; the message has the command and what it printed to stderr.
pub fn run(command: &mut Command) -> Result<Output> {
    let output = command.output().with_context(|| format!("cannot start `{}`", shown(command)))?;
    if !output.status.success() {
        let folder = command.get_current_dir().map(|folder| format!(" in {}", super::shown(folder)));
        let stderr = String::from_utf8_lossy(&output.stderr);
        let folder = folder.unwrap_or_default();
        bail!("`{}` failed{folder} ({}):\n{}", shown(command), output.status, stderr.trim_end());
    }
    Ok(output)
}

/// Runs a program like [`run`], and returns also what it took. No other child may end in the meantime.
pub fn measure(command: &mut Command) -> Result<(Output, Usage)> {
    let before = Usage::of_children()?;
    let output = run(command)?;
    let after = Usage::of_children()?;
    let seconds = after.seconds - before.seconds;
    Ok((output, Usage { seconds, minor_faults: after.minor_faults - before.minor_faults }))
}

/// The median; of an even number of values, the upper of the two in the middle. 0 without values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The command as it can be typed into a shell.
fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    // Where the toolchain keeps cargo is of no interest.
    let program = if program.ends_with("cargo") { "cargo".into() } else { super::shown(program) };
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(program.into()).chain(arguments).collect::<Vec<_>>().join(" ")
}
