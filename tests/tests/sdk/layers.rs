//! Checks the layers of the runtime: modules import only from their own layer and from lower ones, without cycles, and
//! nothing in the runtime names the client, generated code or a schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first; `sdk/src/runtime.rs` has the same table.
const LAYERS: [&[&str]; 6] = [
    &["error", "http", "json", "schema"],
    &["auth", "middleware"],
    &["config", "request", "response", "retry"],
    &["transport"],
    &["call"],
    &["pagination", "polling"],
];

/// The runtime modules that each module imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn runtime() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src/runtime")
}

/// The code of all files of a module, without comments.
fn code(module: &str) -> Vec<(PathBuf, String)> {
    fn collect(path: &Path, files: &mut Vec<PathBuf>) {
        if path.is_dir() {
            let entries = fs::read_dir(path).expect("the folder can be read");
            entries.for_each(|entry| collect(&entry.expect("the entry can be read").path(), files));
        } else if path.is_file() {
            files.push(path.to_owned());
        }
    }
    let mut files = Vec::new();
    collect(&runtime().join(format!("{module}.rs")), &mut files);
    collect(&runtime().join(module), &mut files);
    let without_comments = |text: String| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the file can be read");
        (path, without_comments(text))
    };
    files.into_iter().map(read).collect()
}

/// The names that follow `prefix` in a text.
fn names_after<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(prefix).map(move |(at, _)| {
        let rest = &text[at + prefix.len()..];
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

fn imports() -> Imports {
    let modules = LAYERS.iter().flat_map(|layer| layer.iter());
    let of = |module: &&str| {
        let files = code(module);
        let imported = files.iter().flat_map(|(_, text)| names_after(text, "crate::runtime::"));
        let others = imported.filter(|name| name != module).map(str::to_owned);
        ((*module).to_owned(), others.collect())
    };
    modules.map(of).collect()
}

/// The imports that break the rules.
fn violations(imports: &Imports) -> Vec<String> {
    let mut found = Vec::new();
    for (module, imported) in imports {
        for name in imported {
            match (layer(module), layer(name)) {
                (Some(own), Some(other)) if other > own => {
                    found.push(format!("{module} imports {name}, which is above it"))
                }
                (_, None) => found.push(format!("{module} imports {name}, which has no layer")),
                _ => {}
            }
            if reaches(imports, name, module) {
                found.push(format!("{module} and {name} import each other"));
            }
        }
    }
    found
}

fn reaches(imports: &Imports, from: &str, to: &str) -> bool {
    let (mut pending, mut seen) = (vec![from.to_owned()], BTreeSet::new());
    while let Some(module) = pending.pop() {
        if module == to {
            return true;
        }
        if seen.insert(module.clone()) {
            pending.extend(imports.get(&module).into_iter().flatten().cloned());
        }
    }
    false
}

#[test]
fn imports_run_downward() {
    let imports = imports();
    assert!(imports["call"].contains("transport"), "found no imports: {imports:?}");
    assert_eq!(violations(&imports), Vec::<String>::new());
}

#[test]
fn upward_imports_and_cycles_are_found() {
    let imports = |pairs: &[(&str, &str)]| {
        let mut imports = Imports::new();
        for (module, imported) in pairs {
            imports.entry((*module).to_owned()).or_default().insert((*imported).to_owned());
        }
        imports
    };
    assert_eq!(violations(&imports(&[("error", "call")])), ["error imports call, which is above it"]);
    assert_eq!(violations(&imports(&[("error", "http"), ("http", "error")])).len(), 2);
    assert_eq!(
        violations(&imports(&[("call", "elsewhere")])),
        ["call imports elsewhere, which has no layer"]
    );
}

#[test]
fn every_module_has_a_layer() {
    let entries = fs::read_dir(runtime()).expect("the folder can be read");
    for entry in entries {
        let path = entry.expect("the entry can be read").path();
        let module = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        assert!(layer(module).is_some(), "{} has no layer", path.display());
    }
}

#[test]
fn the_runtime_does_not_name_client_or_schemas() {
    for module in LAYERS.iter().flat_map(|layer| layer.iter()) {
        for (path, text) in code(module) {
            let names: Vec<&str> = names_after(&text, "crate::").filter(|name| *name != "runtime").collect();
            assert!(names.is_empty(), "{} names {names:?} of the crate", path.display());
        }
    }
}
