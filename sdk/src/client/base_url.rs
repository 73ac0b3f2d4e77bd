//! The base URL, and how it follows from the endpoint of an Azure-style resource.

use reqwest::Url;

use crate::client::config_error::ConfigError;

pub(super) const DEFAULT_BASE_URL: &str = "https://api.openai.com/v1";

/// Checks a base URL, and removes trailing slashes.
pub(super) fn checked(text: &str) -> Result<String, ConfigError> {
    let text = text.trim();
    let invalid = |reason: String| ConfigError::BaseUrl { url: shown(text), reason };
    let url = Url::parse(text).map_err(|error| invalid(error.to_string()))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(invalid(format!("the scheme is {}", url.scheme())));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it has a query or a fragment".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it has a user or a password; set credentials with the builder".to_owned()));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// The base URL of an Azure-style endpoint: `/openai` if the version is a date, otherwise `/openai/v1`. The endpoint may
/// already end in either.
pub(super) fn azure(endpoint: &str, api_version: Option<&str>) -> Result<String, ConfigError> {
    let endpoint = checked(endpoint)?;
    let resource = endpoint.strip_suffix("/openai/v1").or_else(|| endpoint.strip_suffix("/openai"));
    let resource = resource.unwrap_or(&endpoint).trim_end_matches('/');
    // The versions of `/openai/v1` are words, such as `preview`.
    let is_dated = api_version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    Ok(format!("{resource}/{}", if is_dated { "openai" } else { "openai/v1" }))
}

/// The URL without user, password and query, which may be secret.
pub(super) fn shown(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    match (plain.split_once("://"), plain.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        (None, Some((_, host))) => format!("…@{host}"),
        (_, None) => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_may_end_in_the_path_of_the_api() {
        for end in ["", "/", "/openai", "/openai/", "/openai/v1", "/openai/v1/"] {
            let of = |version| {
                azure(&format!("https://desk.openai.azure.com{end}"), version).expect("it is a URL")
            };
            assert_eq!(of(None), "https://desk.openai.azure.com/openai/v1", "{end}");
            assert_eq!(of(Some("preview")), "https://desk.openai.azure.com/openai/v1", "{end}");
            assert_eq!(of(Some("2024-05-01-preview")), "https://desk.openai.azure.com/openai", "{end}");
        }
        // Behind a gateway.
        assert_eq!(azure("https://gate/eu", None).expect("it is a URL"), "https://gate/eu/openai/v1");
    }
}
