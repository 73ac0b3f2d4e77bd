//! The seam: written by hand, while everything below `generated/` is written by `cargo xtask codegen` from
//! `spec/openapi.yaml` and never edited. To change generated code, change a pass or an emitter in `codegen`.

// typify writes out what could be derived, and progenitor `client: client`; nobody edits either.
#![allow(clippy::derivable_impls, clippy::redundant_field_names)]

// prettyplease has laid the files out; rustfmt would do it a little differently.
#[rustfmt::skip]
pub mod builder;
#[rustfmt::skip]
mod client;
#[rustfmt::skip]
pub(crate) mod operations;
/// Resources as [`Client`] leads to them: `client.threads().runs()`.
#[rustfmt::skip]
pub mod resources;
#[rustfmt::skip]
pub mod types;

pub use client::Client;
