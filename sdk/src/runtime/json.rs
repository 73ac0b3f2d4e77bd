//! JSON: in come the bytes of a response, out comes the decoded value, or an error that says what is wrong and
//! where.
//!
//! All types that a server sends are decoded by one deserializer, [`reader::Reader`]. Each type is compiled for
//! it once, unions look at their tag without buffering the object, and errors know their path without a second
//! pass by another deserializer. It also reads the JSON that servers really send; `reader` lists how it differs
//! from the standard.
//!
//! - [`decode::from_slice`] is the entry.
//! - `tagged_union`, `event`, `open_enum` and `nullable` are what generated types are made of.
//! - `scanner`, `number`, `string`, `path` and `repeated` know JSON text and nothing of serde.

mod access;
pub(crate) mod bare;
pub(crate) mod decode;
pub(crate) mod error;
pub(crate) mod event;
mod key;
#[cfg(feature = "helpers")]
pub(crate) mod model_json;
pub(crate) mod nullable;
mod number;
pub(crate) mod open_enum;
mod path;
#[cfg(feature = "helpers")]
pub(crate) mod pointer;
pub(crate) mod reader;
mod repeated;
mod scanner;
mod string;
pub(crate) mod tagged_union;
#[cfg(test)]
mod tests;
