//! `spec/source.toml`: what the SDK takes from the published description, and how it names it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Problem, Result};

/// The settings of a generation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Where the document's structure comes from.
    pub upstream: Upstream,
    /// What is taken from it.
    pub select: Selection,
    /// Headers that whole groups of operations send.
    #[serde(default)]
    pub header: Vec<HeaderRule>,
    /// Rust names for schemas whose own name misleads or collides: published name -> our name.
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
}

/// The part of a published description that the SDK covers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Path prefixes: `/files` takes `/files` and everything below it.
    pub paths: Vec<String>,
    /// Schemas that hang on no path and are wanted all the same.
    pub schemas: Vec<String>,
}

/// A header that every operation with one of these tags sends, unless the caller sets it.
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

impl Source {
    /// Parses the text of `source.toml`.
    ///
    /// # Errors
    /// A syntax error, an unknown or a missing field, with its line.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
            let message = error.message().replace('\n', ", ");
            Error::new("source", Problem::new(format!("line {line}"), message, "correct source.toml"))
        })
    }

    /// The header that an operation with this tag sends.
    pub fn header_for(&self, tag: &str) -> Option<&HeaderRule> {
        self.header.iter().find(|rule| rule.tags.iter().any(|listed| listed == tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_is_named_with_its_line() {
        let text = "[upstream]\ntitle = 'T'\nversion = '1'\npublished = 2026-01-01\n\n[select]\npath = []\n";
        insta::assert_snapshot!(Source::parse(text).unwrap_err(), @"source: line 6: unknown field `path`, expected `paths` or `schemas`; correct source.toml");
        insta::assert_snapshot!(Source::parse("[upstream\n").unwrap_err(), @"source: line 1: unclosed table, expected `]`; correct source.toml");
    }
}
