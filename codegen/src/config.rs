//! The configuration in `spec/source.toml`: the selected part of the published description, headers, and names.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde::Deserialize;

use crate::document::Document;
use crate::error::{Diagnostic, Error, Result};
use crate::sites::Sites;

/// The configuration.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The origin of the document's structure.
    pub upstream: Upstream,
    /// The selected part.
    pub select: Selection,
    /// Headers that operations with certain tags send.
    #[serde(default)]
    pub header: Vec<HeaderRule>,
    /// Operations to document as deprecated.
    #[serde(default)]
    pub deprecated: Vec<DeprecationRule>,
    /// Required members of responses.
    #[serde(default)]
    pub essential: Vec<EssentialRule>,
    /// Other names of times, counters and required members: member -> alias.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
    /// `POST` operations that can be repeated without acting twice.
    #[serde(default)]
    pub idempotent: Vec<IdempotencyRule>,
    /// Verbs of operation ids to replace, for consistency: published verb -> our verb.
    #[serde(default)]
    pub verbs: BTreeMap<String, String>,
    /// Rust names for schemas whose name is misleading or taken: published name -> our name.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
}

/// The published description that the document follows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// Its `info.title`.
    pub title: String,
    /// Its `info.version`.
    pub version: String,
    /// The day it was published.
    pub published: toml::value::Datetime,
    /// The commit of the repository that published it, 40 hexadecimal digits.
    pub commit: Option<String>,
    /// The SHA-256 of the published file, 64 hexadecimal digits.
    pub sha256: Option<String>,
}

/// The part of a published description that the SDK covers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Path prefixes: `/files` takes `/files` and everything below it.
    pub paths: Vec<String>,
    /// Further schemas, which no path refers to.
    pub schemas: Vec<String>,
}

/// A header that all operations with one of these tags send, unless the user sets it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderRule {
    /// The header's name.
    pub name: String,
    /// The value to send.
    pub value: String,
    /// The tags whose operations send it.
    pub tags: Vec<String>,
}

/// Members that a response must have; all others are optional.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EssentialRule {
    /// `RunObject.status` for one Rust type, `id` for all.
    pub members: Vec<String>,
    /// Why they are required.
    pub reason: String,
}

/// Documents all operations with one of these tags as deprecated.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeprecationRule {
    /// The tags.
    pub tags: Vec<String>,
    /// The text after "Deprecated".
    pub note: String,
}

/// `POST` operations that can be repeated without acting twice.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdempotencyRule {
    /// Why that is so.
    pub reason: String,
    /// The operation ids, after the replacements of `[verbs]`.
    pub operations: Vec<String>,
}

impl Config {
    /// Parses the text of `source.toml`.
    ///
    /// # Errors
    /// Fails with the line of a syntax error, or of an unknown or missing field.
    pub fn parse(text: &str) -> Result<Self> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            let message = error.message().replace('\n', ", ");
            Error::new("config", Diagnostic::new(format!("line {line}"), message, "correct source.toml"))
        })?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let mut diagnostics = Vec::new();
        for HeaderRule { name, value, .. } in &self.header {
            if name.is_empty()
                || !name.chars().all(token)
                || !value.chars().all(|c| c.is_ascii_graphic() || c == ' ')
            {
                let message = format!("{name:?}: {value:?} is not a valid header");
                diagnostics.push(Diagnostic::new(
                    "[[header]]",
                    message,
                    "use only characters that HTTP allows",
                ));
            }
        }
        for verb in self.verbs.iter().flat_map(|(old, new)| [old, new]) {
            if verb.is_empty() || !verb.chars().all(|c| c.is_ascii_lowercase()) {
                let message = format!("{verb:?} is not a valid verb of an operation id");
                diagnostics.push(Diagnostic::new("[verbs]", message, "use one word in lower case"));
            }
        }
        for new in self.names.values() {
            if *new != new.to_pascal_case() || syn::parse_str::<syn::Ident>(new).is_err() {
                let message = format!("{new:?} is not a valid type name");
                diagnostics.push(Diagnostic::new("[names]", message, "write it in PascalCase"));
            }
        }
        let Upstream { commit, sha256, .. } = &self.upstream;
        for (key, value, digits) in [("commit", commit, 40), ("sha256", sha256, 64)] {
            let hexadecimal =
                |text: &String| text.len() == digits && text.chars().all(|c| c.is_ascii_hexdigit());
            if value.as_ref().is_some_and(|value| !hexadecimal(value)) {
                let message = format!("{key} does not have {digits} hexadecimal digits");
                diagnostics.push(Diagnostic::new("[upstream]", message, "copy it in full or omit it"));
            }
        }
        Error::unless_empty("config", diagnostics)
    }

    /// Counts the operations that send each header; a row is a tag of a `[[header]]` table.
    pub fn header_sites(&self, document: &Document) -> Sites {
        let mut sites = Sites::default();
        for rule in &self.header {
            for tag in &rule.tags {
                let operations =
                    document.operations().filter(|operation| operation.tags().contains(&tag.as_str()));
                sites.add_row(format!("[[header]] {}: {tag}", rule.name), operations.count());
            }
        }
        sites
    }

    /// Counts the operations that each row of `[[idempotent]]` applies to. It does not apply to methods that are
    /// idempotent anyway.
    pub fn idempotent_sites(&self, document: &Document) -> Sites {
        let mut sites = Sites::default();
        for id in self.idempotent.iter().flat_map(|rule| &rule.operations) {
            let operations = document
                .operations()
                .filter(|operation| operation.id() == id && matches!(operation.method, "post" | "patch"));
            sites.add_row(format!("[[idempotent]] {id}"), operations.count());
        }
        sites
    }

    /// Whether a row of `[[idempotent]]` names this operation.
    pub fn is_idempotent(&self, id: &str) -> bool {
        self.idempotent.iter().any(|rule| rule.operations.iter().any(|listed| listed == id))
    }

    /// The headers that an operation with these tags sends.
    pub fn headers_for<'a>(&'a self, tags: &'a [&str]) -> impl Iterator<Item = &'a HeaderRule> {
        self.header.iter().filter(|rule| rule.tags.iter().any(|listed| tags.contains(&listed.as_str())))
    }
}

#[cfg(test)]
pub(crate) mod testing {
    /// A configuration with only these tables.
    pub(crate) fn config(tables: &str) -> super::Config {
        let text = format!(
            "[upstream]\ntitle = 'T'\nversion = '1'\npublished = 2026-01-01\n[select]\npaths = []\nschemas = []\n{tables}"
        );
        super::Config::parse(&text).expect("the text is well formed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_line() {
        let text = "[upstream]\ntitle = 'T'\nversion = '1'\npublished = 2026-01-01\n\n[select]\npath = []\n";
        insta::assert_snapshot!(Config::parse(text).unwrap_err(), @"config: line 7: unknown field `path`, expected `paths` or `schemas`; correct source.toml");
        let text = text.replace("path = []", "paths = []\nschemas = []\n[[header]]\nname = 'zz hdr'\nvalue = '1'\ntags = []\n[names]\nA = 'my thing'");
        insta::assert_snapshot!(Config::parse(&text).unwrap_err(), @r#"
        config: 2 problems
          [[header]]: "zz hdr": "1" is not a valid header; use only characters that HTTP allows
          [names]: "my thing" is not a valid type name; write it in PascalCase
        "#);
        let text = "[upstream]\ntitle = 'T'\nversion = '1'\npublished = 2026-01-01\ncommit = '6da'\n[select]\npaths = []\nschemas = []\n";
        insta::assert_snapshot!(Config::parse(text).unwrap_err(), @"config: [upstream]: commit does not have 40 hexadecimal digits; copy it in full or omit it");
        insta::assert_snapshot!(Config::parse("[upstream\n").unwrap_err(), @"config: line 1: unclosed table, expected `]`; correct source.toml");
    }
}
