//! Where a server leads a request, and whether to follow it there.

use bytes::Bytes;
use reqwest::header::LOCATION;
use reqwest::{Method, Response, StatusCode, Url};

use crate::runtime::error::{Error, ErrorKind};

/// As many as browsers follow, about.
pub(super) const MAX_REDIRECTS: usize = 10;

/// What to do about a redirect.
pub(super) enum Redirect {
    /// The same request, to another URL of the same server.
    SameOrigin(Box<Url>),
    /// A request without credentials, to another server.
    CrossOrigin(Box<Url>),
}

/// What to do about the `nth` redirect of a call.
#[cold]
pub(super) fn follow(response: &Response, method: &Method, to: Url, nth: usize) -> Result<Redirect, Error> {
    let from = response.url();
    if nth > MAX_REDIRECTS {
        return Err(too_many_redirects(response));
    }
    if to.origin() == from.origin() && keeps_method(response.status(), method) {
        return Ok(Redirect::SameOrigin(Box::new(to)));
    }
    if !matches!(*method, Method::GET | Method::HEAD) || !is_not_downgrade(from, &to) {
        return Err(refused(response, method, &to));
    }
    Ok(Redirect::CrossOrigin(Box::new(to)))
}

/// Where a response leads, if it leads elsewhere.
pub(super) fn target(response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    response.url().join(response.headers().get(LOCATION)?.to_str().ok()?).ok()
}

/// Whether the redirected request is the same one. 301 to 303 turn everything but GET into GET, which no
/// call of an API means.
fn keeps_method(status: StatusCode, method: &Method) -> bool {
    matches!(status.as_u16(), 307 | 308) || matches!(*method, Method::GET | Method::HEAD)
}

/// Whether a redirect leads to HTTP at all, and not from HTTPS to what anybody on the way can read and forge.
pub(super) fn is_not_downgrade(from: &Url, to: &Url) -> bool {
    to.scheme() == "https" || to.scheme() == "http" && from.scheme() == "http"
}

/// The error for a redirect that the SDK does not follow.
pub(super) fn refused(response: &Response, method: &Method, to: &Url) -> Error {
    let to = format!("{}://{}", to.scheme(), to.host_str().unwrap_or_default());
    let message = format!(
        "the server redirects {method} to {to} by {}, which the SDK does not follow; set the base URL to where \
         the API is if it has moved",
        response.status()
    );
    error(response, message)
}

/// The error for a chain of redirects that is too long.
pub(super) fn too_many_redirects(response: &Response) -> Error {
    error(response, format!("the server redirected {MAX_REDIRECTS} times"))
}

fn error(response: &Response, message: String) -> Error {
    let (status, headers) = (response.status(), response.headers().clone());
    Error::new(ErrorKind::Redirect, message).with_response(status, headers, Bytes::new())
}
