//! A hint for errors that the configuration may have caused.

use reqwest::StatusCode;

use crate::runtime::config::Config;
use crate::runtime::error::Error;

/// How messages of servers and frameworks about an unknown path begin, in lower case. Messages about a missing object name
/// the object.
const UNKNOWN_PATH: [&str; 8] = [
    "404 page not found",
    "cannot get",
    "cannot post",
    "invalid url",
    "no route",
    "not found",
    "resource not found",
    "unknown request url",
];

/// Adds a hint to a 404 about an unknown path if the base URL has no `/v1`.
#[cold]
pub(super) fn explain(error: Error, config: &Config) -> Error {
    if error.status() != Some(StatusCode::NOT_FOUND) || has_version(config) || !is_about_the_path(&error) {
        return error;
    }
    let url = &config.base_url;
    error.with_hint(format!("the base URL has no /v1, which most servers need; try {url}/v1"))
}

/// Whether the base URL has a version: `/v1` in its path, or Azure's `api-version`.
fn has_version(config: &Config) -> bool {
    let is_version = |segment: &str| {
        let number = segment.strip_prefix('v').unwrap_or_default();
        number.starts_with(|digit: char| digit.is_ascii_digit())
    };
    // Skips the scheme and the host.
    config.base_url.split('/').skip(3).any(is_version)
        || config.query.iter().any(|(name, _)| name == "api-version")
}

fn is_about_the_path(error: &Error) -> bool {
    let Some(message) = error.server_message() else { return true };
    let message = message.trim_start().to_ascii_lowercase();
    error.code().is_none_or(|code| code == "404")
        && UNKNOWN_PATH.iter().any(|beginning| message.starts_with(beginning))
}
