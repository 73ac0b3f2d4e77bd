//! Generation from whole documents: the checked-in one, small ones and malformed ones.

mod document;
mod generation;
mod malformed;
mod small_documents;
