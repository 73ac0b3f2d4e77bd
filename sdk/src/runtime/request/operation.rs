//! The static description of an operation; generated code has one per operation.

use reqwest::Method;
use reqwest::header::HeaderValue;

/// One operation of the document.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name, for example `threads.runs.create`.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path template, for example `/threads/{thread_id}/runs`.
    pub(crate) path: &'static str,
    /// The media type for the `Accept` header.
    pub(crate) accept: HeaderValue,
    /// Additional headers: lower-case names and values.
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
    /// With `page`, the token `next_page` of the previous page.
    Token,
    /// Not at all: there is one page.
    Single,
}
