//! Where the API is: a base URL, or the endpoint of an Azure-style resource.

use reqwest::Url;

use crate::client::config_error::ConfigError;

pub(super) const DEFAULT_BASE_URL: &str = "https://api.openai.com/v1";

/// Checks a base URL, and takes the slashes off its end.
pub(super) fn checked(text: &str) -> Result<String, ConfigError> {
    let text = text.trim();
    let fault = |reason: String| ConfigError::BaseUrl { url: shown(text), reason };
    let url = Url::parse(text).map_err(|error| fault(error.to_string()))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(fault(format!("its scheme is {}", url.scheme())));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(fault("it has a query or a fragment, and paths are appended to it".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(fault("it has a user or a password; give credentials to the builder".to_owned()));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// The base URL of an Azure-style endpoint: its `/openai` for a version that is a date, otherwise its `/openai/v1`.
/// An endpoint is often copied with one of the two at its end.
pub(super) fn azure(endpoint: &str, api_version: Option<&str>) -> Result<String, ConfigError> {
    let endpoint = checked(endpoint)?;
    let resource = endpoint.strip_suffix("/openai/v1").or_else(|| endpoint.strip_suffix("/openai"));
    let resource = resource.unwrap_or(&endpoint).trim_end_matches('/');
    // The undated API has versions, too: `preview`.
    let is_dated = api_version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    Ok(format!("{resource}/{}", if is_dated { "openai" } else { "openai/v1" }))
}

/// A URL without what may be secret in it: user and password, and the query.
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
    fn an_endpoint_is_understood_however_it_was_copied() {
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
