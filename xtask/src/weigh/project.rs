//! The scratch projects: one folder in `target/weigh` per subject, with two programs, and one for the server. They share a
//! target folder, so that common dependencies are built once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::subjects::Subject;
use super::{usage, workspace};

/// The common part of the manifests: a separate workspace, and stripped programs.
const COMMON: &str = "[workspace]\n\n[profile.release]\nstrip = true\n";

/// A scratch project.
pub struct Project {
    folder: PathBuf,
    /// The name of the package.
    pub package: String,
}

impl Project {
    /// Writes the project of a subject, with the programs `list` and `calls`.
    pub fn of(subject: &Subject) -> Result<Self> {
        let files = [
            ("sdk.rs", subject.module),
            ("list.rs", include_str!("programs/list.rs")),
            ("calls.rs", include_str!("programs/calls.rs")),
        ];
        let tokio = r#"tokio = { version = "1", features = ["macros", "rt"] }"#;
        let dependencies = format!("{}\n{tokio}\n", subject.dependencies);
        Self::write(subject.folder, &["list", "calls"], &dependencies, &files)
    }

    /// Writes the project of the server.
    pub fn server() -> Result<Self> {
        let files = [
            ("server.rs", include_str!("programs/server.rs")),
            ("assistant.json", include_str!("programs/assistant.json")),
        ];
        Self::write("server", &["server"], "", &files)
    }

    fn write(name: &str, programs: &[&str], dependencies: &str, files: &[(&str, &str)]) -> Result<Self> {
        let package = format!("weigh-{name}");
        let folder = weigh_folder().join(name);
        let mut manifest = format!(
            "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautobins = false\n\n\
             {COMMON}\n[dependencies]\n{dependencies}"
        );
        for program in programs {
            // Programs need distinct names, as the target folder is shared.
            manifest += &format!("\n[[bin]]\nname = \"{package}-{program}\"\npath = \"src/{program}.rs\"\n");
        }
        fs::create_dir_all(folder.join("src")).with_context(|| folder.display().to_string())?;
        write(&folder.join("Cargo.toml"), &manifest)?;
        for (file, text) in files {
            write(&folder.join("src").join(file), text)?;
        }
        // Use the workspace's versions of dependencies.
        let lock = workspace().join("Cargo.lock");
        fs::copy(&lock, folder.join("Cargo.lock")).with_context(|| lock.display().to_string())?;
        Ok(Self { folder, package })
    }

    /// A cargo command in the project, with the settings for dependencies: not incremental, without lints.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(arguments).current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", built_folder());
        command.env("CARGO_INCREMENTAL", "0").env("RUSTFLAGS", "--cap-lints=allow").env("RUSTC_WRAPPER", "");
        command
    }

    /// Builds a program in release mode and returns its path.
    pub fn build(&self, program: &str) -> Result<PathBuf> {
        let binary = self.binary(program);
        usage::run(&mut self.cargo(&["build", "--release", "--bin", &binary]))?;
        Ok(built_folder().join("release").join(binary))
    }

    /// The name of a program's binary.
    pub fn binary(&self, program: &str) -> String {
        format!("{}-{program}", self.package)
    }
}

fn weigh_folder() -> PathBuf {
    workspace().join("target/weigh")
}

fn built_folder() -> PathBuf {
    weigh_folder().join("built")
}

/// Writes a file unless it has this text already, as cargo rebuilds by modification time.
fn write(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::write(file, text).with_context(|| file.display().to_string())
}
