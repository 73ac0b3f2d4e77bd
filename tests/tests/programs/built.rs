//! The files that cargo has built for the tests. `cargo test --workspace` builds all of them first: the command below
//! selects the same packages and features, so it compiles nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

/// The files that cargo built, by the names of their targets.
pub struct Built {
    examples: BTreeMap<String, PathBuf>,
    /// The metadata of libraries; the compiler needs no more to check a program.
    libraries: BTreeMap<String, PathBuf>,
}

/// The folder of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in a folder of the workspace")
}

/// Asks cargo once.
///
/// # Errors
/// If the workspace does not build.
pub fn built() -> Result<&'static Built, &'static str> {
    static BUILT: LazyLock<Result<Built, String>> = LazyLock::new(build);
    BUILT.as_ref().map_err(String::as_str)
}

fn build() -> Result<Built, String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--workspace", "--examples", "--quiet", "--message-format", "json"]);
    let output = command.current_dir(workspace()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cargo cannot be started: {error}"))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("the workspace's examples do not build\n{messages}"));
    }
    let mut built = Built { examples: BTreeMap::new(), libraries: BTreeMap::new() };
    for message in messages.lines() {
        let message: Value = serde_json::from_str(message).map_err(|error| format!("{error}: {message}"))?;
        let Some(name) = message["target"]["name"].as_str() else { continue };
        let files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let metadata =
            files.map(PathBuf::from).find(|file| file.extension().is_some_and(|end| end == "rmeta"));
        match (message["target"]["kind"][0].as_str(), message["executable"].as_str(), metadata) {
            (Some("example"), Some(executable), _) => {
                built.examples.insert(name.to_owned(), executable.into());
            }
            (Some("lib"), _, Some(metadata)) => {
                built.libraries.insert(name.to_owned(), metadata);
            }
            _ => {}
        }
    }
    Ok(built)
}

impl Built {
    /// The program of an example.
    pub fn example(&self, name: &str) -> Result<&Path, String> {
        self.examples.get(name).map(PathBuf::as_path).ok_or_else(|| format!("cargo built no example {name}"))
    }

    /// The metadata of a library; that of its dependencies is in the same folder.
    pub fn library(&self, name: &str) -> Result<&Path, String> {
        self.libraries.get(name).map(PathBuf::as_path).ok_or_else(|| format!("cargo built no library {name}"))
    }
}
