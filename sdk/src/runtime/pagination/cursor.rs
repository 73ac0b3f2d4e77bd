//! Determines what follows a page: a next page with its cursor, the end, or an error.

use crate::runtime::error::{Error, ErrorKind, quote};
use crate::runtime::request::operation::PageStyle;

/// The query parameter for the cursor.
pub(super) fn parameter(style: PageStyle) -> Option<&'static str> {
    match style {
        PageStyle::Forward => Some("after"),
        PageStyle::Backward => Some("before"),
        PageStyle::Token => Some("page"),
        PageStyle::Single => None,
    }
}

/// The pagination members of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageInfo<'a> {
    pub(super) is_empty: bool,
    pub(super) has_more: Option<bool>,
    /// The id of the first item, or `first_id` of the page.
    pub(super) first: Option<&'a str>,
    /// The id of the last item, or `last_id` of the page.
    pub(super) last: Option<&'a str>,
    pub(super) next_page: Option<&'a str>,
}

/// What follows a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    Cursor(String),
    End,
    /// The page repeats the previous one, because the server ignores cursors.
    Repeated,
    /// There are more items, but no cursor.
    NoCursor,
    /// The cursor of this page's request.
    SameCursor(String),
    /// An earlier cursor of the list.
    Cycle(String),
}

/// Determines what follows a page that was requested with the cursor `requested`.
pub(super) fn next(style: PageStyle, info: PageInfo<'_>, requested: Option<&str>) -> Next {
    let cursor = match style {
        PageStyle::Forward => info.last,
        PageStyle::Backward => info.first,
        PageStyle::Token => info.next_page,
        PageStyle::Single => None,
    };
    match (info.has_more, cursor) {
        (Some(false), _) => Next::End,
        // An empty page ends the list even if `has_more` is true, except with a token.
        _ if info.is_empty && (style != PageStyle::Token || cursor.is_none()) => Next::End,
        (Some(true), None) => Next::NoCursor,
        (Some(true), Some(cursor)) if requested == Some(cursor) => Next::SameCursor(cursor.to_owned()),
        // A token implies that there are more items.
        (None, Some(cursor)) if requested == Some(cursor) && style == PageStyle::Token => {
            Next::SameCursor(cursor.to_owned())
        }
        (None, Some(cursor)) if requested == Some(cursor) => Next::Repeated,
        (None, None) => Next::End,
        (_, Some(cursor)) => Next::Cursor(cursor.to_owned()),
    }
}

pub(super) fn missing_cursor(style: PageStyle) -> Error {
    let message = match style {
        PageStyle::Single => {
            "the server says that the list has more items, but the operation has no cursor parameter"
                .to_owned()
        }
        _ => "the server says that the list has more items, but sends no cursor".to_owned(),
    };
    Error::new(ErrorKind::Pagination, message)
}

pub(super) fn repeated_cursor(cursor: &str) -> Error {
    let cursor = quote(cursor.as_bytes());
    let message = format!("the list is endless: the server repeats the cursor {cursor}");
    Error::new(ErrorKind::Pagination, message)
}

/// Detects a cycle of cursors of any length with Brent's algorithm: stores one cursor, and replaces it after 1, 2, 4, ..
/// cursors, so that it eventually is part of the cycle and repeats.
#[derive(Debug, Clone, Default)]
pub(super) struct CycleDetector {
    kept: Option<String>,
    since: u64,
    keep_for: u64,
}

impl CycleDetector {
    /// Whether `cursor` closes a cycle.
    pub(super) fn is_closed_by(&mut self, cursor: &str) -> bool {
        if self.kept.as_deref() == Some(cursor) {
            return true;
        }
        self.since += 1;
        if self.since >= self.keep_for {
            self.kept = Some(cursor.to_owned());
            self.since = 0;
            self.keep_for = (2 * self.keep_for).max(1);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_detected_within_three_rounds() {
        for lead in [0_usize, 1, 5, 100] {
            for round in [1_usize, 2, 3, 7, 64, 1000] {
                let mut detector = CycleDetector::default();
                let cursor = |n: usize| if n < lead { n } else { lead + (n - lead) % round };
                let met = (0..).position(|n| detector.is_closed_by(&cursor(n).to_string()));
                let met = met.expect("the range is infinite");
                assert!(met >= lead + round && met <= 2 * lead + 3 * round + 2, "{lead} {round} {met}");
            }
        }
        let mut detector = CycleDetector::default();
        assert!(!(0..10_000).any(|n| detector.is_closed_by(&n.to_string())));
    }

    #[test]
    fn next_page_end_or_error() {
        let info =
            |has_more, last, is_empty| PageInfo { is_empty, has_more, first: None, last, next_page: None };
        let forward = |has_more, last, is_empty, requested| {
            next(PageStyle::Forward, info(has_more, last, is_empty), requested)
        };
        let cursor = |cursor: &str| Next::Cursor(cursor.to_owned());
        assert_eq!(forward(Some(true), Some("b"), false, Some("a")), cursor("b"));
        assert_eq!(forward(Some(false), Some("b"), false, Some("a")), Next::End);
        assert_eq!(forward(Some(true), Some("b"), false, Some("b")), Next::SameCursor("b".to_owned()));
        assert_eq!(forward(Some(true), None, false, Some("a")), Next::NoCursor);
        assert_eq!(forward(Some(true), None, true, Some("a")), Next::End);
        assert_eq!(forward(Some(true), Some("c"), true, Some("a")), Next::End);
        assert_eq!(forward(None, Some("b"), false, Some("a")), cursor("b"));
        assert_eq!(forward(None, None, true, Some("a")), Next::End);
        assert_eq!(forward(None, Some("b"), false, Some("b")), Next::Repeated);

        let token = |has_more, next_page, requested| {
            let info = PageInfo { next_page, ..info(has_more, None, true) };
            next(PageStyle::Token, info, requested)
        };
        assert_eq!(token(Some(true), Some("t"), None), cursor("t"));
        assert_eq!(token(None, Some("t"), None), cursor("t"));
        assert_eq!(token(None, Some("t"), Some("t")), Next::SameCursor("t".to_owned()));
        assert_eq!(token(None, None, Some("t")), Next::End);
        assert_eq!(token(Some(false), Some("t"), None), Next::End);
        assert_eq!(next(PageStyle::Single, info(None, None, false), None), Next::End);
        assert_eq!(next(PageStyle::Single, info(Some(true), None, false), None), Next::NoCursor);
    }
}
