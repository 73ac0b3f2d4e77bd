//! Query parameters.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

/// All but the unreserved characters. A space becomes `%20`, as some servers do not decode `+` to a space.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text, percent-encoded.
pub(crate) fn encoded(text: &str) -> impl Display + '_ {
    utf8_percent_encode(text, RESERVED)
}

/// Adds the client's parameters that are not set yet, and all of the call's.
pub(crate) fn extend(url: &mut Url, of_client: &[(String, String)], of_call: &[(String, String)]) {
    if of_client.is_empty() && of_call.is_empty() {
        return;
    }
    let present = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    let missing =
        of_client.iter().filter(|(name, _)| !present(name) && of_call.iter().all(|(key, _)| key != name));
    let added: Vec<String> = missing.chain(of_call).map(pair).collect();
    append(url, &added.join("&"));
}

/// Sets a parameter, and replaces existing values. It comes first, like cursors set by the user, so that a page always
/// has the same URL.
pub(crate) fn set(url: &mut Url, name: &str, value: &str) {
    let others = url.query_pairs().into_owned().filter(|(key, _)| key != name);
    let pairs: Vec<String> = std::iter::once((name.to_owned(), value.to_owned()))
        .chain(others)
        .map(|other| pair(&other))
        .collect();
    url.set_query(Some(&pairs.join("&")));
}

fn pair((name, value): &(String, String)) -> String {
    format!("{}={}", encoded(name), encoded(value))
}

fn append(url: &mut Url, pairs: &str) {
    let query = match url.query() {
        _ if pairs.is_empty() => return,
        Some(query) if !query.is_empty() => format!("{query}&{pairs}"),
        _ => pairs.to_owned(),
    };
    url.set_query(Some(&query));
}
