//! What benches share: a server in a process of its own, and what a process takes of the machine.

use std::io::{BufRead, BufReader, Error, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The environment variable that makes a bench the server of another.
const SERVE: &str = "SERVE";

/// Whether this process is there to serve a bench: [`Process`] has started it.
pub fn is_server() -> bool {
    std::env::var_os(SERVE).is_some()
}

/// Tells the bench where the server is.
///
/// # Errors
/// When the bench is gone.
pub fn announce(url: &str) -> std::io::Result<()> {
    println!("{url}");
    std::io::stdout().flush()
}

/// This program once more, as the server. It is stopped when dropped.
pub struct Process {
    child: Child,
    url: String,
}

impl Process {
    /// Starts it, and waits until it has [announced](announce) itself.
    ///
    /// # Errors
    /// When it cannot be started, or says nothing.
    pub fn start() -> std::io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.env(SERVE, "1").stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or_else(|| Error::other("the server has no output"))?;
        let mut url = String::new();
        BufReader::new(output).read_line(&mut url)?;
        Ok(Self { child, url: url.trim().to_owned() })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps this process on its `nth` core, as far as there is one: a core shared with others costs both of
/// them. The processes that it starts from then on stay there, too.
pub fn pin(nth: usize) {
    if let Some(core) = core_affinity::get_core_ids().unwrap_or_default().get(nth) {
        core_affinity::set_for_current(*core);
    }
}

/// The CPU time of this thread so far, what the kernel does for it included; from `/proc`.
///
/// # Errors
/// Where there is no `/proc`.
pub fn cpu_time() -> std::io::Result<Duration> {
    let schedstat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = schedstat.split_whitespace().next().and_then(|first| first.parse().ok());
    nanoseconds.map(Duration::from_nanos).ok_or_else(|| Error::other("schedstat is empty"))
}

/// The resident memory of a process in MiB, now and at its highest; from `/proc`.
///
/// # Errors
/// Where there is no `/proc`, or no such process.
pub fn memory(process: u32) -> std::io::Result<(f64, f64)> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let read = |name: &str| {
        let kib = status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next());
        let kib = kib.and_then(|kib| kib.parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0).ok_or_else(|| Error::other(format!("{name} is not in the status")))
    };
    Ok((read("VmRSS:")?, read("VmHWM:")?))
}

/// The median of some values.
///
/// # Panics
/// When there are none.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
