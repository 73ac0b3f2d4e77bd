//! What an error status may have to do with the configuration.

use reqwest::StatusCode;

use crate::runtime::config::Config;
use crate::runtime::error::Error;

/// How servers and frameworks begin the message for a path that they do not know, in lower case. One for an object
/// that is not there names it.
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

/// Adds to a 404 that the base URL may lack its `/v1`, where it does and the server does not know the path.
#[cold]
pub(super) fn explain(error: Error, config: &Config) -> Error {
    if error.status() != Some(StatusCode::NOT_FOUND) || has_version(config) || !is_about_the_path(&error) {
        return error;
    }
    let url = &config.base_url;
    error.with_hint(format!("most servers have the API below /v1; the base URL may have to be {url}/v1"))
}

/// Whether the base URL has a version: `/v1` in its path, or Azure's `api-version`.
fn has_version(config: &Config) -> bool {
    let is_version = |segment: &str| {
        let number = segment.strip_prefix('v').unwrap_or_default();
        number.starts_with(|digit: char| digit.is_ascii_digit())
    };
    // The first segments are the scheme and the host, which may be `v2.example.org`.
    config.base_url.split('/').skip(3).any(is_version)
        || config.query.iter().any(|(name, _)| name == "api-version")
}

fn is_about_the_path(error: &Error) -> bool {
    let Some(message) = error.server_message() else { return true };
    let message = message.trim_start().to_ascii_lowercase();
    error.code().is_none() && UNKNOWN_PATH.iter().any(|beginning| message.starts_with(beginning))
}
