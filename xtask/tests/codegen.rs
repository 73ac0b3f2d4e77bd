//! `cargo xtask codegen` as a maintainer runs it: real processes, real folders, exit codes.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

type TestResult = Result<(), Box<dyn Error>>;

fn codegen(arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("codegen").args(arguments).output()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml")
}

#[test]
fn the_checked_in_sources_are_fresh() -> TestResult {
    let output = codegen(&["--check"])?;
    let stdout = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}");
    assert!(stdout.contains("Fresh: sdk/src/generated holds what the document gives"), "{stdout}");
    assert_eq!(stdout.lines().filter(|line| line.ends_with(" ms")).count(), 7, "{stdout}");
    Ok(())
}

#[test]
fn a_folder_is_filled_kept_and_mended() -> TestResult {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("generated");
    let states = |output: &Output, state: &str| {
        stdout(output).lines().filter(|line| line.split_whitespace().next() == Some(state)).count()
    };

    let first = codegen(&["--out", text(&out)])?;
    assert!(first.status.success());
    let files = states(&first, "new");
    assert!(files > 20, "{}", stdout(&first));
    let again = codegen(&["--out", text(&out)])?;
    assert_eq!((states(&again, "fresh"), states(&again, "new")), (files, 0));

    fs::write(out.join("orphan.rs"), "// left over\n")?;
    fs::write(out.join("types/gone.rs"), "// left over, too\n")?;
    fs::remove_file(out.join("operations.rs"))?;
    let client = fs::read_to_string(out.join("client.rs"))?;
    fs::write(out.join("client.rs"), client.replace("pub struct Client", "pub struct Edited"))?;

    let stale = codegen(&["--check", "--out", text(&out)])?;
    let shown = stdout(&stale);
    assert_eq!(stale.status.code(), Some(1), "{shown}");
    assert!(shown.contains("Stale: ") && shown.contains("client.rs"), "{shown}");
    assert!(shown.contains("-pub struct Edited") && shown.contains("+pub struct Client"), "{shown}");
    assert!(shown.contains(&format!("mend it with: cargo xtask codegen --out {}", text(&out))), "{shown}");
    assert!(out.join("orphan.rs").exists(), "--check writes nothing");

    let mended = codegen(&["--out", text(&out)])?;
    assert_eq!((states(&mended, "removed"), states(&mended, "changed"), states(&mended, "new")), (2, 1, 1));
    assert_eq!(codegen(&["--check", "--out", text(&out)])?.status.code(), Some(0));
    Ok(())
}

#[test]
fn another_document_in_json_goes_elsewhere() -> TestResult {
    let folder = tempfile::tempdir()?;
    let document = codegen::document::load::load(&fs::read_to_string(spec())?)?;
    let json = folder.path().join("openapi.json");
    fs::write(&json, document.root().to_string())?;
    let out = folder.path().join("generated");
    let output = codegen(&["--spec", text(&json), "--out", text(&out)])?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ours = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src/generated/client.rs"))?;
    assert_eq!(fs::read(out.join("client.rs"))?, ours);
    Ok(())
}

#[test]
fn bad_input_is_one_message_and_nothing_written() -> TestResult {
    let folder = tempfile::tempdir()?;
    let good = fs::read_to_string(spec())?;
    let cases = [
        ("syntax", good.replacen("info:", "info: [", 1)),
        (
            "dangling",
            good.replacen("#/components/schemas/ListAssistantsResponse", "#/components/schemas/Gone", 1),
        ),
        ("duplicate", good.replacen("operationId: createAssistant", "operationId: listAssistants", 1)),
    ];
    let out = folder.path().join("generated");
    let mut shown = String::new();
    for (name, text_of_case) in cases {
        let file = folder.path().join(format!("{name}.yaml"));
        fs::write(&file, text_of_case)?;
        let output = codegen(&["--spec", text(&file), "--out", text(&out)])?;
        assert_eq!(output.status.code(), Some(2), "{name}");
        shown.push_str(&String::from_utf8_lossy(&output.stderr).replace(text(folder.path()), "FOLDER"));
    }
    let source = folder.path().join("source.toml");
    fs::write(&source, "[upstream]\ntitle = 'T'\nversion = '1'\npublished = 2026-01-01\npublisher = 'U'\n")?;
    let unknown = codegen(&["--source", text(&source), "--out", text(&out)])?;
    assert_eq!(unknown.status.code(), Some(2));
    shown.push_str(&String::from_utf8_lossy(&unknown.stderr).replace(text(folder.path()), "FOLDER"));
    let missing = codegen(&["--spec", "no/such/openapi.yaml", "--out", text(&out)])?;
    assert_eq!(missing.status.code(), Some(2));
    shown.push_str(&String::from_utf8_lossy(&missing.stderr));
    assert!(!out.exists());
    insta::assert_snapshot!(shown, @"
    error: FOLDER/syntax.yaml: load: line 5, column 14: while parsing a flow mapping; mend the YAML there
    error: FOLDER/dangling.yaml: check: #/paths/~1assistants/get/responses/200/content/application~1json/schema: #/components/schemas/Gone does not exist; define it or correct the reference
    error: FOLDER/duplicate.yaml: check: #/paths/~1assistants/post: the operationId listAssistants is already taken by #/paths/~1assistants/get; rename one of the two
    error: FOLDER/source.toml: source: line 4: unknown field `publisher`, expected one of `title`, `version`, `published`; correct source.toml
    error: no/such/openapi.yaml cannot be read; give another file with --spec: No such file or directory (os error 2)
    ");
    Ok(())
}
