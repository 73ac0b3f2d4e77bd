//! The programs that the README shows: each runs against the local server, and prints what the README says.

use std::process::Command;

use sdk_tests::server::{Server, ServerBuilder};

use crate::built::built;

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// What the README says that a program prints.
fn shown(name: &str) -> Result<&'static str, String> {
    let readme = include_str!("../../../README.md");
    let said = readme.split_once(&format!("$ cargo run --quiet --example {name}\n"));
    let (_, rest) = said.ok_or_else(|| format!("the README does not run {name}"))?;
    rest.split_once("```").map(|(output, _)| output).ok_or_else(|| "the block does not end".to_owned())
}

/// What a program prints.
async fn printed(name: &'static str) -> Result<String, Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let url = server.base_url();
    let run = move || {
        let mut command = Command::new(built()?.example(name)?);
        command.env("OPENAI_BASE_URL", url).env("OPENAI_API_KEY", ServerBuilder::API_KEY);
        command.output().map_err(|error| format!("{name} cannot be started: {error}"))
    };
    let output = tokio::task::spawn_blocking(run).await??;
    let (said, complained) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    assert!(output.status.success(), "{name}: {said}\n{complained}");
    Ok(said)
}

#[tokio::test]
async fn the_math_tutor_answers() -> TestResult {
    assert_eq!(printed("math_tutor").await?, shown("math_tutor")?);
    Ok(())
}

#[tokio::test]
async fn the_answer_is_found_in_a_file_and_cited() -> TestResult {
    assert_eq!(printed("file_search").await?, shown("file_search")?);
    Ok(())
}

#[tokio::test]
async fn functions_of_the_program_are_called() -> TestResult {
    assert_eq!(printed("function_calling").await?, shown("function_calling")?);
    Ok(())
}
