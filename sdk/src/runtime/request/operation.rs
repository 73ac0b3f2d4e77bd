//! What the runtime knows of an operation beside the values of one request. Generated code has one of these
//! per operation.

use reqwest::Method;
use reqwest::header::HeaderValue;

/// One operation of the document.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Where users find it, for example `threads.runs.create`.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path template, for example `/threads/{thread_id}/runs`.
    pub(crate) path: &'static str,
    /// The media type to ask for.
    pub(crate) accept: HeaderValue,
    /// Headers that a rule adds to the operation: lower-case names and values.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// How the next page is requested, if the response is a list.
    pub(crate) paging: Option<PageStyle>,
}

/// How the next page of a list is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageStyle {
    /// With `after`, the id of the last item.
    Forward,
    /// With `before`, the id of the first item.
    Backward,
    /// With `page`, the token that the page before has as `next_page`.
    Token,
    /// Not at all: there is one page.
    Single,
}
