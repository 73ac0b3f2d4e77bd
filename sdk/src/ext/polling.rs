//! The types that can be polled.

#[cfg(feature = "files")]
mod files;
#[cfg(feature = "threads")]
mod runs;
#[cfg(feature = "vector_stores")]
mod vector_stores;

/// Formats code and message of a failure, if any: `: code: message`.
#[cfg(any(feature = "threads", feature = "vector_stores"))]
fn reason(code: Option<&impl std::fmt::Display>, message: Option<&String>) -> String {
    let code = code.map(|code| format!(": {code}")).unwrap_or_default();
    let message = message.map(|message| format!(": {message}")).unwrap_or_default();
    format!("{code}{message}")
}
