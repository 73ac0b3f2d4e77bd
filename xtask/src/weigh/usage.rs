//! Runs programs and measures their resource usage. CPU time is less sensitive to other processes than elapsed time.

use std::process::{Command, Output};

use anyhow::{Context, Result, bail};
use nix::sys::resource::{UsageWho, getrusage};

/// The resource usage of a process and its children.
#[derive(Clone, Copy)]
pub struct Usage {
    /// CPU time in seconds, user and system.
    pub seconds: f64,
    /// Minor page faults.
    pub minor_faults: f64,
}

impl Usage {
    /// The usage of all children that have been waited for.
    fn of_children() -> Result<Self> {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("getrusage failed")?;
        let times = [usage.user_time(), usage.system_time()];
        let seconds = times.map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6).iter().sum();
        Ok(Self { seconds, minor_faults: usage.minor_page_faults() as f64 })
    }
}

/// Runs a program and returns its output.
///
/// # Errors
/// Fails if the program cannot be started or fails; the message has the command and its stderr.
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

/// Like [`run`], and returns the resource usage. No other child may exit in the meantime.
pub fn measure(command: &mut Command) -> Result<(Output, Usage)> {
    let before = Usage::of_children()?;
    let output = run(command)?;
    let after = Usage::of_children()?;
    let seconds = after.seconds - before.seconds;
    Ok((output, Usage { seconds, minor_faults: after.minor_faults - before.minor_faults }))
}

/// The median; the upper one of an even number of values; 0 without values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The command for display.
fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    // Omit the path of cargo.
    let program = if program.ends_with("cargo") { "cargo".into() } else { super::shown(program) };
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(program.into()).chain(arguments).collect::<Vec<_>>().join(" ")
}
