//! What the compiler refuses, and in which words: a person reads them before any documentation.
//!
//! The words are those of the current stable compiler; `TRYBUILD=overwrite cargo test -p openai-assistants --test
//! compile_errors` writes them anew.

#[test]
fn the_compiler_says_what_is_wrong() {
    trybuild::TestCases::new().compile_fail("tests/compile_errors/*.rs");
}
