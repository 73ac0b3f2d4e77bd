//! Helpers for benches: a server in a separate process, CPU time and memory.

use std::io::{BufRead, BufReader, Error, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// If this environment variable is set, a bench runs as the server of another bench.
const SERVE: &str = "SERVE";

/// Whether [`Process`] started this process as a server.
pub fn is_server() -> bool {
    std::env::var_os(SERVE).is_some()
}

/// Reports the URL of the server to the bench.
///
/// # Errors
/// Fails if the bench has exited.
pub fn announce(url: &str) -> std::io::Result<()> {
    println!("{url}");
    std::io::stdout().flush()
}

/// A second process of this program that runs the server. Killed on drop.
pub struct Process {
    child: Child,
    url: String,
}

impl Process {
    /// Starts the process and waits until it has [announced](announce) its URL.
    ///
    /// # Errors
    /// Fails if the process cannot be started or exits without a URL.
    pub fn start() -> std::io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.env(SERVE, "1").stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or_else(|| Error::other("the server has no output"))?;
        let mut url = String::new();
        BufReader::new(output).read_line(&mut url)?;
        Ok(Self { child, url: url.trim().to_owned() })
    }

    /// The URL of the server.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Pins this process, and the processes it starts later, to its `nth` core. Does nothing if there is no such core.
pub fn pin(nth: usize) {
    if let Some(core) = core_affinity::get_core_ids().unwrap_or_default().get(nth) {
        core_affinity::set_for_current(*core);
    }
}

/// The CPU time of this thread so far, user and system; read from `/proc`.
///
/// # Errors
/// Fails without `/proc`.
pub fn cpu_time() -> std::io::Result<Duration> {
    let schedstat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = schedstat.split_whitespace().next().and_then(|first| first.parse().ok());
    nanoseconds.map(Duration::from_nanos).ok_or_else(|| Error::other("schedstat is empty"))
}

/// The current and peak resident memory of a process in MiB; read from `/proc`.
///
/// # Errors
/// Fails without `/proc`, or if there is no such process.
pub fn memory(process: u32) -> std::io::Result<(f64, f64)> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let read = |name: &str| {
        let kib = status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next());
        let kib = kib.and_then(|kib| kib.parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0)
            .ok_or_else(|| Error::other(format!("no {name} in /proc/{process}/status")))
    };
    Ok((read("VmRSS:")?, read("VmHWM:")?))
}

/// The median of the values.
///
/// # Panics
/// Panics if there are no values.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
