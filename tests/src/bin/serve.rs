//! `cargo xtask serve`: runs the local Assistants server until Ctrl-C. Prints the base URL, the variables to export,
//! and one line per request.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use sdk_tests::server::{Fault, Script, Server, ServerBuilder};

/// A local Assistants server: the whole API in memory, with a scripted mock model.
#[derive(Parser)]
#[command(name = "cargo xtask serve", bin_name = "cargo xtask serve")]
struct Arguments {
    /// The port on loopback; 0 picks a free one.
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// A TOML file that scripts the runs; see tests/src/server/model/script.rs.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// A fault to inject, for example "operation=listFiles; status=503; times=1"; can be repeated.
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
    /// The API key that clients must send.
    #[arg(long, value_name = "KEY", default_value = ServerBuilder::API_KEY)]
    key: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), String> {
    let script = arguments.script.as_deref().map_or(Ok(Script::default()), read)?;
    let builder = Server::builder()
        .port(arguments.port)
        .api_key(&arguments.key)
        .script(script)
        .log(|line| println!("{line}"));
    let builder = arguments.fault.into_iter().fold(builder, ServerBuilder::fault);
    let server = builder.start().await.map_err(|error| refused(arguments.port, &error))?;
    println!("The local Assistants server listens at {}; stop it with Ctrl-C.", server.base_url());
    println!("export OPENAI_BASE_URL={} OPENAI_API_KEY={}", server.base_url(), arguments.key);
    tokio::signal::ctrl_c().await.map_err(|error| format!("cannot listen for Ctrl-C: {error}"))?;
    println!("stopped");
    Ok(())
}

fn read(path: &Path) -> Result<Script, String> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        format!("cannot read {}: {error}; pass another file with --script", path.display())
    })?;
    Script::from_toml(&text).map_err(|error| format!("{} is not a valid script: {error}", path.display()))
}

fn refused(port: u16, error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            format!(
                "port {port} is in use; stop the other program, or choose another port with --port (0 picks a free one)"
            )
        }
        _ => format!("cannot bind port {port}: {error}; choose another with --port"),
    }
}
