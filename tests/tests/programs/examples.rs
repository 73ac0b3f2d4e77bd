//! Runs the README's programs against the local server, and compares their output with that in the README.

use std::process::Command;

use sdk_tests::server::{Server, ServerBuilder};

use crate::built::built;

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// The output of a program in the README.
fn shown(name: &str) -> Result<&'static str, String> {
    let readme = include_str!("../../../README.md");
    let found = readme.split_once(&format!("$ cargo run --quiet --example {name}\n"));
    let (_, rest) = found.ok_or_else(|| format!("the README does not run {name}"))?;
    rest.split_once("```").map(|(output, _)| output).ok_or_else(|| "the block does not end".to_owned())
}

/// The output of a program.
async fn printed(name: &'static str) -> Result<String, Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let url = server.base_url();
    let run = move || {
        let mut command = Command::new(built()?.example(name)?);
        command.env("OPENAI_BASE_URL", url).env("OPENAI_API_KEY", ServerBuilder::API_KEY);
        command.output().map_err(|error| format!("cannot start {name}: {error}"))
    };
    let output = tokio::task::spawn_blocking(run).await??;
    let (stdout, stderr) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    assert!(output.status.success(), "{name}: {stdout}\n{stderr}");
    Ok(stdout)
}

#[tokio::test]
async fn math_tutor() -> TestResult {
    assert_eq!(printed("math_tutor").await?, shown("math_tutor")?);
    Ok(())
}

#[tokio::test]
async fn file_search() -> TestResult {
    assert_eq!(printed("file_search").await?, shown("file_search")?);
    Ok(())
}

#[tokio::test]
async fn function_calling() -> TestResult {
    assert_eq!(printed("function_calling").await?, shown("function_calling")?);
    Ok(())
}
