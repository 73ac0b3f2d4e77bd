//! The secrets of one attempt.

use crate::runtime::auth::Credential;
use crate::runtime::http::redact::Secrets;
use crate::runtime::request::base::RequestParts;

/// The secrets to redact: the credential, and the values of custom headers and query parameters.
pub(crate) fn secrets<'a>(parts: &'a RequestParts, credential: &'a Credential) -> Secrets<'a> {
    let (config, options) = (&parts.config, &parts.options);
    let of_call = options.headers.iter().map(|(name, value)| (name, value));
    let headers = config.headers.iter().chain(of_call).filter(|(name, _)| !is_public_header(name.as_str()));
    let headers = headers.filter_map(|(_, value)| value.to_str().ok());
    // `Bearer x`, `Basic x`: a server may quote the secret without the scheme.
    let headers = headers.flat_map(|value| [value, value.split_once(' ').map_or("", |(_, secret)| secret)]);
    let query = config.query.iter().chain(&options.query);
    let query = query.filter(|(name, _)| name != "api-version").map(|(_, value)| value.as_str());
    Secrets::new(headers.chain(query).chain([credential.secret()]))
}

/// Custom headers that are not secret and that errors may quote.
fn is_public_header(name: &str) -> bool {
    let public = ["accept", "content-type", "user-agent", "x-request-id", "traceparent"];
    public.contains(&name) || name.starts_with("openai-")
}
