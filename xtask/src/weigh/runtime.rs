//! Measures calls at runtime: instructions, CPU time, page faults, and the time to build a client.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use super::project::Project;
use super::subjects::{ASYNC_OPENAI, BY_HAND, OPENAI_COMPAT, OURS};
use super::table::{Table, grouped, ratio};
use super::usage::{self, Usage};

/// The number of calls to measure with valgrind, and of clients to build.
const CALLS: usize = 100;
const PAGES: usize = 2_000;
/// The number of measurements of inexact values; the median is printed.
const RUNS: usize = 5;

const TITLES: [&str; 6] = ["", "retrieve, Ir", "page, Ir", "pages, CPU s", "pages, faults", "client, us"];

/// A subject's program and its measurements.
struct Subject {
    title: &'static str,
    program: PathBuf,
    instructions: Option<[f64; 2]>,
    pages: Vec<Usage>,
    /// Microseconds to build a client, per run.
    clients: Vec<f64>,
}

/// Measures all subjects and prints the results.
pub fn run() -> Result<()> {
    let server = Server::start(&Project::server()?.build("server")?)?;
    let mut subjects = Vec::new();
    for subject in [OURS, ASYNC_OPENAI, OPENAI_COMPAT, BY_HAND] {
        eprintln!("building {} ...", subject.title);
        let program = Project::of(&subject)?.build("calls")?;
        let (pages, clients) = (Vec::new(), Vec::new());
        subjects.push(Subject { title: subject.title, program, instructions: None, pages, clients });
    }
    check(&subjects, &server.base_url)?;
    eprintln!("making calls ...");
    // In turns, so that changes of the clock frequency affect all subjects.
    for _ in 0..RUNS {
        for subject in &mut subjects {
            let measure =
                |work, count| usage::measure(&mut calls(&subject.program, work, count, &server.base_url));
            let median = String::from_utf8(measure("client", CALLS)?.0.stdout)?;
            subject.clients.push(median.trim().parse::<f64>()? / 1e3);
            subject.pages.push(measure("list", PAGES)?.1);
        }
    }
    if Command::new("valgrind").arg("--version").output().is_ok() {
        for subject in &mut subjects {
            eprintln!("counting the instructions of {} ...", subject.title);
            let count = |work| instructions(&subject.program, work, &server.base_url);
            subject.instructions = Some([count("retrieve")?, count("list")?]);
        }
    } else {
        println!("Counting instructions needs valgrind: apt-get install valgrind\n");
    }
    print(&subjects);
    Ok(())
}

fn print(subjects: &[Subject]) {
    println!("Ir: instructions of one call in user space, for one assistant and for a page of 100");
    println!("pages: CPU seconds and minor page faults of {} pages of 100", grouped(PAGES as u64));
    println!("client: microseconds to build a client with an http:// base URL, median of {CALLS}\n");
    let mut table = Table::new(TITLES);
    for subject in subjects {
        let [retrieve, page, pages, faults, client] = subject.numbers();
        let whole =
            |number: Option<f64>| number.map_or_else(|| "-".to_owned(), |number| grouped(number as u64));
        let decimal = |number: Option<f64>, places| format!("{:.places$}", number.unwrap_or_default());
        let cells = [whole(retrieve), whole(page), decimal(pages, 3), whole(faults), decimal(client, 1)];
        table.row(subject.title, cells);
    }
    print!("{table}");
    let [ours, peers @ ..] = subjects else { return };
    let mut titles = TITLES;
    titles[0] = "ratio of the SDK to";
    let mut table = Table::new(titles);
    for peer in peers {
        let (ours, theirs) = (ours.numbers(), peer.numbers());
        let cell =
            |column: usize| ratio(ours[column].unwrap_or_default(), theirs[column].unwrap_or_default());
        table.row(peer.title, [0, 1, 2, 3, 4].map(cell));
    }
    print!("\n{table}");
}

impl Subject {
    /// The numbers of the row.
    fn numbers(&self) -> [Option<f64>; 5] {
        let median = |number: fn(&Usage) -> f64| usage::median(self.pages.iter().map(number).collect());
        let (seconds, faults) = (median(|usage| usage.seconds), median(|usage| usage.minor_faults));
        let [retrieve, page] = self.instructions.map_or([None, None], |counts| counts.map(Some));
        let client = usage::median(self.clients.clone());
        [retrieve, page, Some(seconds), Some(faults), Some(client)]
    }
}

/// Fails unless all programs receive the same names.
fn check(subjects: &[Subject], base_url: &str) -> Result<()> {
    let mut first = None;
    for subject in subjects {
        let mut lengths = Vec::new();
        for work in ["retrieve", "list"] {
            lengths.push(usage::run(&mut calls(&subject.program, work, 1, base_url))?.stdout);
        }
        if *first.get_or_insert_with(|| lengths.clone()) != lengths {
            bail!("{} receives other responses than the others", subject.title);
        }
    }
    Ok(())
}

/// The instructions of one call, from the difference of a run with many calls and a run with one.
fn instructions(program: &Path, work: &str, base_url: &str) -> Result<f64> {
    let count = |calls_made: usize| {
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
        let output = usage::run(&mut with_arguments(command, work, calls_made, base_url))?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let collected =
            stderr.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<f64>().ok());
        collected.context("valgrind printed no instruction count")
    };
    Ok((count(1 + CALLS)? - count(1)?) / CALLS as f64)
}

/// The command for a number of calls.
fn calls(program: &Path, work: &str, count: usize, base_url: &str) -> Command {
    with_arguments(Command::new(program), work, count, base_url)
}

/// Adds the arguments of the program `calls`, and bypasses proxies.
fn with_arguments(mut command: Command, work: &str, count: usize, base_url: &str) -> Command {
    for variable in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(variable);
    }
    command.args([work, &count.to_string(), base_url]);
    command
}

/// The server. Killed on drop.
struct Server {
    process: Child,
    base_url: String,
}

impl Server {
    fn start(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        let process = command.stdout(Stdio::piped()).spawn();
        let mut server =
            Self { process: process.context("cannot start the server")?, base_url: String::new() };
        let stdout = server.process.stdout.take().context("the server has no stdout")?;
        BufReader::new(stdout).read_line(&mut server.base_url)?;
        server.base_url.truncate(server.base_url.trim_end().len());
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
