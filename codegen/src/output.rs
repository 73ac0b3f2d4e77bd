//! Compares generated files with a folder, and writes them.
//!
//! The only module that accesses the disk. All files are written under temporary names and then renamed, so that a full
//! disk leaves the old files. A folder that contains other files is an error, so that no other file is removed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::emit::HEADER;

/// The text of each file by its path in the folder, with `/` as separator.
pub type Files = BTreeMap<String, String>;

/// The state of a file on disk compared with the generated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Equal.
    Fresh,
    /// Not on disk.
    New,
    /// Different.
    Changed,
    /// No longer generated.
    Removed,
}

impl State {
    /// The name of the state.
    pub fn name(self) -> &'static str {
        match self {
            State::Fresh => "fresh",
            State::New => "new",
            State::Changed => "changed",
            State::Removed => "removed",
        }
    }
}

/// Compares `files` with what is in `folder`; a folder that does not exist is empty.
///
/// # Errors
/// Fails if the folder or a file in it cannot be read.
pub fn compare(files: &Files, folder: &Path) -> io::Result<BTreeMap<String, State>> {
    let disk = read(folder)?;
    let names = files.keys().chain(disk.keys());
    let states = names.map(|name| {
        let state = match (files.get(name), disk.get(name)) {
            (Some(new), Some(old)) if new == old => State::Fresh,
            (Some(_), Some(_)) => State::Changed,
            (Some(_), None) => State::New,
            (None, _) => State::Removed,
        };
        (name.clone(), state)
    });
    Ok(states.collect())
}

/// The first hunk of the first file that differs, as a unified diff without line numbers.
///
/// # Errors
/// Fails if the folder or a file in it cannot be read.
pub fn first_difference(files: &Files, folder: &Path) -> io::Result<Option<String>> {
    let disk = read(folder)?;
    let mut names: Vec<&String> = files.keys().chain(disk.keys()).collect();
    names.sort();
    let differing = names.into_iter().find(|name| files.get(*name) != disk.get(*name));
    Ok(differing.map(|name| {
        let text = |files: &Files| files.get(name).cloned().unwrap_or_default();
        let (old, new) = (text(&disk), text(files));
        let diff = TextDiff::from_lines(&old, &new);
        let hunk = diff.unified_diff().iter_hunks().next().map(|hunk| hunk.to_string()).unwrap_or_default();
        let lines: Vec<&str> = hunk.lines().filter(|line| !line.starts_with("@@")).take(20).collect();
        format!("{name}\n{}", lines.join("\n"))
    }))
}

/// Writes `files` to `folder` and removes others; fresh files are not touched.
///
/// # Errors
/// Fails if a file cannot be read, written, moved or removed.
pub fn write(files: &Files, folder: &Path) -> io::Result<BTreeMap<String, State>> {
    let states = compare(files, folder)?;
    let pending = |name: &str| folder.join(format!("{name}.pending"));
    let written = states.iter().filter(|(_, state)| matches!(state, State::New | State::Changed));
    for (name, _) in written.clone() {
        let path = pending(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, &files[name])?;
    }
    for (name, _) in written {
        fs::rename(pending(name), folder.join(name))?;
    }
    for (name, _) in states.iter().filter(|(_, state)| **state == State::Removed) {
        fs::remove_file(folder.join(name))?;
    }
    remove_empty_folders(folder)?;
    Ok(states)
}

/// Reads all files in `folder`.
fn read(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    let mut pending: Vec<PathBuf> = if folder.exists() { vec![folder.to_owned()] } else { Vec::new() };
    while let Some(current) = pending.pop() {
        for entry in fs::read_dir(&current)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                pending.push(path);
            } else if entry.file_type()?.is_symlink() || !is_generated(&path)? {
                let message = format!("{} was not generated; choose an empty folder", path.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            } else {
                let parts = path.strip_prefix(folder).map_err(io::Error::other)?.iter();
                let name: Vec<_> = parts.map(|part| part.to_string_lossy().into_owned()).collect();
                files.insert(name.join("/"), fs::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}

/// Whether a file has the header of generated files, or is a leftover of an interrupted run.
fn is_generated(path: &Path) -> io::Result<bool> {
    let text = fs::read(path)?;
    Ok(text.starts_with(HEADER.as_bytes()) || path.extension().is_some_and(|ending| ending == "pending"))
}

fn remove_empty_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty_folders(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> Files {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), format!("{HEADER}{text}"))).collect()
    }

    #[test]
    fn other_files_are_never_removed() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("precious.txt"), "mine")?;
        let error = write(&files(&[("a.rs", "one\n")]), folder.path()).unwrap_err();
        assert!(error.to_string().contains("precious.txt was not generated"), "{error}");
        assert!(!folder.path().join("a.rs").exists());
        Ok(())
    }

    #[test]
    fn the_folder_has_exactly_the_files() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        write(&files(&[("a.rs", "one\n"), ("old/b.rs", "two\n")]), folder.path())?;
        let next = files(&[("a.rs", "ONE\n"), ("new/c.rs", "three\n")]);

        let difference = first_difference(&next, folder.path())?.unwrap_or_default();
        assert_eq!(difference, format!("a.rs\n {HEADER}-one\n+ONE"));
        let states = write(&next, folder.path())?;
        let shown: Vec<String> =
            states.iter().map(|(name, state)| format!("{name} {}", state.name())).collect();
        assert_eq!(shown, ["a.rs changed", "new/c.rs new", "old/b.rs removed"]);
        assert_eq!(read(folder.path())?, next);
        assert!(!folder.path().join("old").exists());
        assert_eq!(first_difference(&next, folder.path())?, None);
        Ok(())
    }
}
