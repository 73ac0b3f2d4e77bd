//! The types that can be polled.

#[cfg(feature = "files")]
mod files;
#[cfg(feature = "threads")]
mod runs;
#[cfg(feature = "vector_stores")]
mod vector_stores;
