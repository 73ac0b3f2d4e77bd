//! Written by hand, while everything below `generated/` is written by `cargo xtask codegen` from
//! `spec/openapi.yaml` and never edited. To change generated code, change a pass or an emitter in `codegen`.

// prettyplease has laid the files out; rustfmt would do it a little differently.
#[rustfmt::skip]
pub mod requests;
#[rustfmt::skip]
pub mod resources;
#[rustfmt::skip]
pub mod types;
