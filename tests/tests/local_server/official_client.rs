//! Tests the local server with the published Python client, driven by `python/official_client.py`. Without Python or
//! the package the tests print a message and are skipped; with `REQUIRE_OFFICIAL_CLIENT=1` they fail.

use std::io::Write;
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::time::Duration;

use sdk_tests::server::{Script, Server};

use crate::TestResult;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/official_client.py");
const REQUIREMENTS: &str = include_str!("../../python/requirements.txt");

/// A Python that has the package, or the reason why there is none.
static PYTHON: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let found = find();
    if let Err(missing) = &found
        && !required()
    {
        // Bypass the test harness, which hides the output of passing tests.
        let _ = writeln!(std::io::stderr(), "SKIPPED: the tests of the official client.\n{missing}");
    }
    found
});

fn required() -> bool {
    std::env::var("REQUIRE_OFFICIAL_CLIENT").is_ok_and(|value| value == "1")
}

/// The Python of the environment variable `PYTHON`, of the target folder or of the system.
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
            Err(error) => format!("cannot start `{python}`: {error}"),
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
                format!("`{python}` has `openai` {found}, but the tests need {pinned}")
            }
        };
    let help = "  python3 -m venv target/python\n  \
                target/python/bin/pip install -r tests/python/requirements.txt";
    Err(format!("{problem}. To install it, run in the workspace:\n{help}"))
}

/// Runs the script against a server. `None` if skipped.
async fn drive(server: &Server) -> Result<Option<Output>, Box<dyn std::error::Error>> {
    let python = match &*PYTHON {
        Ok(python) => python,
        Err(missing) if required() => return Err(missing.as_str().into()),
        Err(_) => return Ok(None),
    };
    let mut command = Command::new(python);
    command.arg(SCRIPT).env("OPENAI_BASE_URL", server.base_url()).env("OPENAI_API_KEY", "local");
    // Bypass any proxy.
    command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1").env_remove("PYTHONOPTIMIZE");
    Ok(Some(tokio::task::spawn_blocking(move || command.output()).await??))
}

#[tokio::test]
async fn all_flows_pass() -> TestResult {
    let script = Script::default().poll_after(Duration::from_millis(10));
    let server = Server::builder().script(script).start().await?;
    let Some(output) = drive(&server).await? else { return Ok(()) };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    insta::assert_snapshot!(String::from_utf8(output.stdout)?, @r"
    ok  assistants: created, retrieved, updated, deleted
    ok  pages: both orders; limit, after and before
    ok  threads: created with messages, updated, deleted
    ok  messages: created, retrieved, updated, listed, deleted
    ok  runs: created, polled, completed
    ok  runs: created with a thread
    ok  runs: cancelled while waiting for tool outputs
    ok  functions: called in parallel, outputs submitted, run polled
    ok  functions: called one at a time
    ok  structured outputs: match the JSON schema
    ok  streams: event handler, deltas add up to the text
    ok  streams: raw events in order, deltas add up to the text
    ok  streams: created with a thread
    ok  streams: interrupted by functions, continued with their outputs
    ok  files: uploaded, listed, downloaded, deleted
    ok  uploads: parts in the given order, cancellation, chunks with a checksum
    ok  vector stores: files added, polled, searched, read, deleted
    ok  file batches: uploaded, polled, failures counted
    ok  file search: messages cite the file, steps have the results
    ok  models: listed, retrieved
    ok  errors: not found, bad request with its parameter, authentication
    ok  retries: fail with the error's class, or succeed
    ");
    Ok(())
}

#[tokio::test]
async fn a_failing_flow_is_named() -> TestResult {
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
