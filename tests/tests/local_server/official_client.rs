//! The local server against a client that is not ours: `python/official_client.py` drives it with the published
//! Python package. Without Python or the package the tests are skipped, and say so; with `REQUIRE_OFFICIAL_CLIENT=1`
//! they fail.

use std::io::Write;
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::time::Duration;

use sdk_tests::server::{Script, Server};

use crate::TestResult;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/official_client.py");
const REQUIREMENTS: &str = include_str!("../../python/requirements.txt");

/// The Python that has the package, or what is missing.
static PYTHON: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let found = find();
    if let Err(missing) = &found
        && !required()
    {
        // Past the harness, which shows the output of failed tests only.
        let _ = writeln!(std::io::stderr(), "SKIPPED: the tests of the official client.\n{missing}");
    }
    found
});

fn required() -> bool {
    std::env::var("REQUIRE_OFFICIAL_CLIENT").is_ok_and(|value| value == "1")
}

/// Where Python may be: as the environment says, in the target folder, as the system has it.
fn python() -> String {
    if let Ok(python) = std::env::var("PYTHON") {
        return python;
    }
    // The test is `target/debug/deps/local_server-...`.
    let test = std::env::current_exe().unwrap_or_default();
    let python = test.ancestors().nth(3).map(|target| target.join("python/bin/python"));
    python
        .filter(|python| python.exists())
        .map_or("python3".to_owned(), |python| python.display().to_string())
}

fn find() -> Result<String, String> {
    let python = python();
    let problem =
        match Command::new(&python).args(["-c", "import openai; print(openai.__version__)"]).output() {
            Err(error) => format!("`{python}` cannot be started: {error}"),
            Ok(output) if !output.status.success() => {
                let error = String::from_utf8_lossy(&output.stderr);
                format!("`{python}` has no package `openai`: {}", error.lines().last().unwrap_or_default())
            }
            Ok(output) => {
                let found = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                let pinned = REQUIREMENTS.trim().trim_start_matches("openai==");
                if found.split('.').next() == pinned.split('.').next() {
                    return Ok(python);
                }
                format!("`{python}` has `openai` {found}, but {pinned} is wanted")
            }
        };
    let cure = "  python3 -m venv target/python\n  \
                target/python/bin/pip install -r tests/python/requirements.txt";
    Err(format!("{problem}. To have it, in the folder of the workspace:\n{cure}"))
}

/// Runs the script against a server; nothing if it is skipped.
async fn drive(server: &Server) -> Result<Option<Output>, Box<dyn std::error::Error>> {
    let python = match &*PYTHON {
        Ok(python) => python,
        Err(missing) if required() => return Err(missing.as_str().into()),
        Err(_) => return Ok(None),
    };
    let mut command = Command::new(python);
    command.arg(SCRIPT).env("OPENAI_BASE_URL", server.base_url()).env("OPENAI_API_KEY", "local");
    // The server is here, whatever proxy the machine has.
    command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1").env_remove("PYTHONOPTIMIZE");
    Ok(Some(tokio::task::spawn_blocking(move || command.output()).await??))
}

#[tokio::test]
async fn every_flow_holds() -> TestResult {
    let script = Script::default().poll_after(Duration::from_millis(10));
    let server = Server::builder().script(script).start().await?;
    let Some(output) = drive(&server).await? else { return Ok(()) };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    insta::assert_snapshot!(String::from_utf8(output.stdout)?, @r"
    ok  assistants: created, retrieved, updated, deleted
    ok  pages: walked in both orders; limit, after and before
    ok  threads: created with messages, updated, deleted
    ok  messages: created, retrieved, updated, walked, deleted
    ok  runs: created, polled, completed
    ok  runs: created together with their thread
    ok  runs: cancelled while they wait
    ok  functions: called in parallel, outputs submitted, answer polled
    ok  functions: called one at a time
    ok  answers: in the format of a JSON schema
    ok  streams: followed by an event handler, deltas make the text
    ok  streams: read as raw events, in their order, deltas make the text
    ok  streams: created together with the thread
    ok  streams: broken off by functions, continued with their outputs
    ok  files: uploaded, listed, read back, deleted
    ok  uploads: parts in the order of completion, cancelled, in chunks with a checksum
    ok  vector stores: filled, polled, searched, read, emptied
    ok  file batches: uploaded, polled, failures counted
    ok  file search: answers cite the file, steps show what was found
    ok  models: listed, retrieved
    ok  errors: not found, bad request with its parameter, authentication
    ok  retries: given up with the error's class, or successful in the end
    ");
    Ok(())
}

#[tokio::test]
async fn a_flow_that_does_not_hold_is_named() -> TestResult {
    let fault = "operation=modifyAssistant; set=/name=\"Somebody else\"".parse()?;
    let server = Server::builder().fault(fault).start().await?;
    let Some(output) = drive(&server).await? else { return Ok(()) };
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stdout)?.trim(),
        "failed  assistants: created, retrieved, updated, deleted"
    );
    Ok(())
}
