//! `cargo xtask serve`: builds and starts the local server. It is not linked, so that the other tasks compile even if the
//! SDK does not.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

/// All arguments are passed to the server; see `cargo xtask serve --help`.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    arguments: Vec<OsString>,
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "sdk-tests", "--bin", "serve", "--"]);
    command.args(&arguments.arguments);
    // Replaces this process, so that Ctrl-C and the exit code are those of the server.
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => {
            return ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2));
        }
        Err(error) => error,
    };
    eprintln!("error: cannot start cargo: {error}");
    ExitCode::from(2)
}
