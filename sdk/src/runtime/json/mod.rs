//! Decodes JSON. In: the bytes of a response. Out: the value, or an error that says what is wrong and where.
//!
//! One deserializer, [`reader::Reader`], decodes all types that a server sends. Each type is therefore
//! compiled once, unions find their tag without buffering the object, and errors have a path without a second
//! pass by another deserializer. It also accepts some invalid JSON that servers send; `reader` lists the differences from
//! the standard.
//!
//! - [`decode::from_slice`] is the entry point.
//! - `tagged_union`, `event`, `open_enum` and `nullable` are the building blocks of generated types.
//! - [`split::split`] finds the items of a list that cannot be decoded as a whole.
//! - `scanner`, `number`, `string`, `path` and `repeated` work on JSON text and do not depend on serde's
//!   traits.

mod access;
pub(crate) mod bare;
pub(crate) mod decode;
pub(crate) mod error;
pub(crate) mod event;
mod key;
pub(crate) mod lent_text;
mod loose;
#[cfg(feature = "helpers")]
pub(crate) mod model_json;
pub(crate) mod nullable;
mod number;
pub(crate) mod object;
pub(crate) mod open_enum;
mod path;
#[cfg(feature = "helpers")]
pub(crate) mod pointer;
pub(crate) mod presence;
pub(crate) mod reader;
mod repeated;
pub(crate) mod scalar;
mod scanner;
pub(crate) mod slot;
pub(crate) mod split;
mod string;
mod strings;
pub(crate) mod tagged_union;
#[cfg(test)]
mod tests;
mod timestamp;
