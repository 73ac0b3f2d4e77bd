//! `cargo xtask serve`: builds the local server and becomes it. It is started rather than linked, so that the other
//! tasks build also while the SDK does not.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

/// Everything behind `serve` is for the server: `cargo xtask serve --help`.
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
    // In the place of this program, so that Ctrl-C reaches one process and its exit code is the server's.
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => {
            return ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2));
        }
        Err(error) => error,
    };
    eprintln!("error: cargo cannot be started: {error}");
    ExitCode::from(2)
}
