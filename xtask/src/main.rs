//! The project's tasks; `cargo xtask --help` lists them.

mod codegen;
mod serve;
#[cfg(unix)]
mod weigh;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Generate the SDK's sources from the OpenAPI document.
    Codegen(codegen::Arguments),
    /// Start a local Assistants server to develop against.
    Serve(serve::Arguments),
    /// Compare compile time and size of the SDK with other crates.
    #[cfg(unix)]
    Weigh(weigh::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().task {
        Task::Codegen(arguments) => codegen::run(&arguments),
        Task::Serve(arguments) => serve::run(&arguments),
        #[cfg(unix)]
        Task::Weigh(arguments) => weigh::run(&arguments),
    }
}
