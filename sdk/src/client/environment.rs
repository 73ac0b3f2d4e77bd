//! Client settings from environment variables.

use crate::client::builder::{ClientBuilder, ConfigError, check_base_url, headers};
use crate::runtime::auth::Credential;

impl ClientBuilder {
    /// Creates a builder from environment variables:
    ///
    /// - `OPENAI_API_KEY`, which is required;
    /// - `OPENAI_BASE_URL`;
    /// - `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`;
    /// - `OPENAI_CUSTOM_HEADERS`, one `Name: value` per line.
    ///
    /// Empty variables are ignored.
    ///
    /// # Errors
    /// Fails if the key is missing, or a variable has an invalid value.
    pub fn from_env() -> Result<Self, ConfigError> {
        let key = variable("OPENAI_API_KEY")?.ok_or(ConfigError::NoKey)?;
        let mut builder = Self::default().api_key(key);
        if let Some(url) = variable("OPENAI_BASE_URL")? {
            check_base_url(&url).map_err(|error| error.of("OPENAI_BASE_URL"))?;
            builder = builder.base_url(url);
        }
        // Before organization and project, which take precedence.
        for (name, value) in custom_headers()? {
            builder = builder.header(name, value);
        }
        if let Some(organization) = variable("OPENAI_ORG_ID")? {
            builder = builder.organization(organization);
        }
        if let Some(project) = variable("OPENAI_PROJECT_ID")? {
            builder = builder.project(project);
        }
        Ok(builder)
    }

    /// Creates a builder for an Azure-style server from the environment variables `AZURE_OPENAI_ENDPOINT`,
    /// `AZURE_OPENAI_API_KEY` or `AZURE_OPENAI_AD_TOKEN`, and optionally `OPENAI_API_VERSION`.
    ///
    /// # Errors
    /// Fails if the endpoint, or both key and token are missing, or a variable has an invalid value.
    pub fn azure_from_env() -> Result<Self, ConfigError> {
        const ENDPOINT: &str = "AZURE_OPENAI_ENDPOINT";
        let endpoint = variable(ENDPOINT)?.ok_or(ConfigError::Missing(ENDPOINT))?;
        check_base_url(&endpoint).map_err(|error| error.of(ENDPOINT))?;
        let mut builder = Self::default().azure_endpoint(endpoint);
        builder = match (variable("AZURE_OPENAI_API_KEY")?, variable("AZURE_OPENAI_AD_TOKEN")?) {
            (Some(key), _) => builder.credential(Credential::api_key(key)),
            (None, Some(token)) => builder.credential(Credential::bearer(token)),
            (None, None) => {
                return Err(ConfigError::Missing("AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN"));
            }
        };
        if let Some(version) = variable("OPENAI_API_VERSION")? {
            builder = builder.api_version(version);
        }
        Ok(builder)
    }
}

/// The value of a variable; `None` if empty.
fn variable(name: &'static str) -> Result<Option<String>, ConfigError> {
    match std::env::var(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(ConfigError::Variable {
            name,
            reason: "it is not valid Unicode; set it to plain text".to_owned(),
        }),
    }
}

/// The lines of `OPENAI_CUSTOM_HEADERS`.
fn custom_headers() -> Result<Vec<(String, String)>, ConfigError> {
    const NAME: &str = "OPENAI_CUSTOM_HEADERS";
    let text = variable(NAME)?.unwrap_or_default();
    let lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
    lines
        .map(|(i, line)| {
            let invalid = |reason: String| ConfigError::Variable { name: NAME, reason };
            // Do not show the line, which may contain a secret.
            let (name, value) = line
                .split_once(':')
                .ok_or_else(|| invalid(format!("line {} has no colon; write `Name: value`", i + 1)))?;
            let pair = (name.trim().to_owned(), value.trim().to_owned());
            headers(std::slice::from_ref(&pair))
                .map_err(|error| invalid(format!("line {}: {error}", i + 1)))?;
            Ok(pair)
        })
        .collect()
}

impl ConfigError {
    /// Converts the error to one of a variable.
    fn of(self, name: &'static str) -> Self {
        Self::Variable { name, reason: self.to_string() }
    }
}
