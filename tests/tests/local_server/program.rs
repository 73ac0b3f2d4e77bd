//! The `serve` program.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::TestResult;

/// A running program. Killed on drop.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Drop for Program {
    fn drop(&mut self) {
        // Fails if it has exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    fn line(&mut self) -> Result<String, Box<dyn std::error::Error>> {
        Ok(self.lines.next().ok_or("no more output")??)
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_serve"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts the program, and returns it with its base URL.
fn started(arguments: &[&str]) -> Result<(Program, String), Box<dyn std::error::Error>> {
    let mut child = command(arguments).spawn()?;
    let lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let mut program = Program { child, lines };
    let first = program.line()?;
    let url = first.split([' ', ';']).find(|word| word.starts_with("http://")).ok_or("no URL")?.to_owned();
    assert_eq!(first, format!("The local Assistants server listens at {url}; stop it with Ctrl-C."));
    Ok((program, url))
}

/// The exit code and error output of a program that fails.
fn failed(arguments: &[&str]) -> Result<(Option<i32>, String), Box<dyn std::error::Error>> {
    let mut child = command(arguments).spawn()?;
    let mut text = String::new();
    child.stderr.take().ok_or("no output")?.read_to_string(&mut text)?;
    Ok((child.wait()?.code(), text))
}

#[tokio::test]
async fn it_prints_the_exports_and_logs_without_the_key() -> TestResult {
    let (mut program, url) = started(&["--port", "0", "--key", "sk-mine"])?;
    assert_eq!(program.line()?, format!("export OPENAI_BASE_URL={url} OPENAI_API_KEY=sk-mine"));
    let http = reqwest::Client::new();
    http.get(format!("{url}/files?limit=3&key=sk-mine")).bearer_auth("sk-mine").send().await?;
    let logged = program.line()?;
    assert!(logged.starts_with("GET /v1/files?limit=3 400 ") && logged.ends_with(" ms req_1"), "{logged}");

    // Ctrl-C.
    let id = program.child.id().to_string();
    Command::new("kill").args(["-INT", &id]).status()?;
    assert_eq!(program.line()?, "stopped");
    assert_eq!(program.child.wait()?.code(), Some(0));
    Ok(())
}

#[tokio::test]
async fn scripts_and_faults_apply() -> TestResult {
    let mut script = tempfile::NamedTempFile::new()?;
    script.write_all(b"[[rule]]\nreply = \"Aye.\"\n")?;
    let path = script.path().to_str().ok_or("no path")?;
    let (_program, url) = started(&["--port", "0", "--script", path, "--fault", "times=1; status=503"])?;
    let http = reqwest::Client::new();
    let get = || http.get(format!("{url}/models")).bearer_auth("local").send();
    assert_eq!((get().await?.status().as_u16(), get().await?.status().as_u16()), (503, 200));
    Ok(())
}

#[test]
fn invalid_arguments_are_errors_with_help() -> TestResult {
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port().to_string();
    let (code, text) = failed(&["--port", &port])?;
    assert_eq!(code, Some(2));
    assert_eq!(
        text,
        format!(
            "error: port {port} is in use; stop the other program, or choose another port with --port (0 picks a free one)\n"
        )
    );

    let mut script = tempfile::NamedTempFile::new()?;
    script.write_all(b"[[rule]]\nrespond = \"Aye.\"\n")?;
    let path = script.path().to_str().ok_or("no path")?;
    let (code, text) = failed(&["--script", path])?;
    assert_eq!(code, Some(2));
    assert!(text.contains("line 2") && text.contains("unknown field `respond`"), "{text}");
    let (code, text) = failed(&["--script", "no-such.toml"])?;
    assert_eq!(code, Some(2));
    assert!(text.contains("pass another file with --script"), "{text}");
    let (code, text) = failed(&["--fault", "status=nine"])?;
    assert_eq!(code, Some(2));
    assert!(text.contains("invalid part 'status=nine' of a fault"), "{text}");
    Ok(())
}
