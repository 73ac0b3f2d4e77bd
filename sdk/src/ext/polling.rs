//! What a server works on: how far it is, and the request that retrieves it.

#[cfg(feature = "files")]
mod files;
#[cfg(feature = "threads")]
mod runs;
#[cfg(feature = "vector_stores")]
mod vector_stores;
