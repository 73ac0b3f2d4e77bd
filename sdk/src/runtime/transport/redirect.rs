//! Redirects.

use bytes::Bytes;
use reqwest::header::LOCATION;
use reqwest::{Method, Response, StatusCode, Url};

use crate::runtime::error::{Error, ErrorKind};

/// About as many as browsers follow.
pub(super) const MAX_REDIRECTS: usize = 10;

/// How to follow a redirect.
pub(super) enum Redirect {
    /// With the same request.
    SameOrigin(Box<Url>),
    /// Without credentials.
    CrossOrigin(Box<Url>),
}

/// How to follow the `nth` redirect of a call.
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
        return Err(unsupported(response, method, &to));
    }
    Ok(Redirect::CrossOrigin(Box::new(to)))
}

/// The target of a redirect.
pub(super) fn target(response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    response.url().join(response.headers().get(LOCATION)?.to_str().ok()?).ok()
}

/// Whether the redirected request has the same method. 301 to 303 would change methods other than GET to GET.
fn keeps_method(status: StatusCode, method: &Method) -> bool {
    matches!(status.as_u16(), 307 | 308) || matches!(*method, Method::GET | Method::HEAD)
}

/// Whether the target is HTTP or HTTPS, and not a downgrade from HTTPS.
pub(super) fn is_not_downgrade(from: &Url, to: &Url) -> bool {
    to.scheme() == "https" || to.scheme() == "http" && from.scheme() == "http"
}

/// The error for a redirect that the SDK does not follow.
pub(super) fn unsupported(response: &Response, method: &Method, to: &Url) -> Error {
    let to = format!("{}://{}", to.scheme(), to.host_str().unwrap_or_default());
    let message = format!(
        "the server redirects {method} to {to} with {}, which the SDK does not follow; if the API has moved, \
         change the base URL",
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
