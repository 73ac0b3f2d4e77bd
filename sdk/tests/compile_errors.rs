//! Snapshots of the compiler's error messages for common mistakes.
//!
//! For the current stable compiler; update them with `TRYBUILD=overwrite cargo test -p openai-assistants --test
//! compile_errors`.

#[test]
fn compile_errors() {
    trybuild::TestCases::new().compile_fail("tests/compile_errors/*.rs");
}
