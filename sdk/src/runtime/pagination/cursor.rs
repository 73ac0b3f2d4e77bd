//! What comes after a page: the cursor of the next one, the end, or an error.

use crate::runtime::error::{Error, ErrorKind, quote};
use crate::runtime::request::operation::PageStyle;

/// The query parameter that holds the cursor.
pub(super) fn parameter(style: PageStyle) -> Option<&'static str> {
    match style {
        PageStyle::Forward => Some("after"),
        PageStyle::Backward => Some("before"),
        PageStyle::Token => Some("page"),
        PageStyle::Single => None,
    }
}

/// What a page says about its place in the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageInfo<'a> {
    pub(super) is_empty: bool,
    pub(super) has_more: Option<bool>,
    /// The id of the first item, or what the page says it is.
    pub(super) first: Option<&'a str>,
    /// The id of the last item, or what the page says it is.
    pub(super) last: Option<&'a str>,
    pub(super) next_page: Option<&'a str>,
}

/// What comes after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    Cursor(String),
    End,
    /// The page is the one before it once more, from a server that ignores cursors: it holds nothing new.
    Repeated,
    /// There is more, and no cursor to ask for it.
    NoCursor,
    /// The cursor with which this page was requested.
    SameCursor(String),
    /// A cursor that the list gave before.
    Cycle(String),
}

/// Decides by what a page says; `asked` is the cursor with which it was requested.
pub(super) fn next(style: PageStyle, info: PageInfo<'_>, asked: Option<&str>) -> Next {
    let cursor = match style {
        PageStyle::Forward => info.last,
        PageStyle::Backward => info.first,
        PageStyle::Token => info.next_page,
        PageStyle::Single => None,
    };
    match (info.has_more, cursor) {
        (Some(false), _) => Next::End,
        (Some(true), None) => Next::NoCursor,
        (Some(true), Some(cursor)) if asked == Some(cursor) => Next::SameCursor(cursor.to_owned()),
        // A token says by itself that there is more.
        (None, Some(cursor)) if asked == Some(cursor) && style == PageStyle::Token => {
            Next::SameCursor(cursor.to_owned())
        }
        (None, Some(cursor)) if asked == Some(cursor) => Next::Repeated,
        // Not every server says whether there is more: an empty page says it for certain.
        (None, _) if info.is_empty && style != PageStyle::Token => Next::End,
        (None, None) => Next::End,
        (_, Some(cursor)) => Next::Cursor(cursor.to_owned()),
    }
}

pub(super) fn missing_cursor(style: PageStyle) -> Error {
    let message = match style {
        PageStyle::Single => {
            "the server says that the list has more, and the operation has no cursor to ask for it".to_owned()
        }
        _ => "the server says that the list has more, and gives no cursor to ask for it".to_owned(),
    };
    Error::new(ErrorKind::Pagination, message)
}

pub(super) fn repeated_cursor(cursor: &str) -> Error {
    let cursor = quote(cursor.as_bytes());
    let message = format!("the list does not end: the server gave the cursor {cursor} before");
    Error::new(ErrorKind::Pagination, message)
}

/// Detects a cycle of cursors of any length with one kept cursor (Brent's algorithm): after 1, 2, 4, .. cursors
/// the kept one is replaced, so that sooner or later it is part of the cycle, and comes again.
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
                let met = met.expect("the positions have no end");
                assert!(met >= lead + round && met <= 2 * lead + 3 * round + 2, "{lead} {round} {met}");
            }
        }
        let mut detector = CycleDetector::default();
        assert!(!(0..10_000).any(|n| detector.is_closed_by(&n.to_string())));
    }

    #[test]
    fn what_comes_after_a_page() {
        let info =
            |has_more, last, is_empty| PageInfo { is_empty, has_more, first: None, last, next_page: None };
        let forward =
            |has_more, last, is_empty, asked| next(PageStyle::Forward, info(has_more, last, is_empty), asked);
        let cursor = |cursor: &str| Next::Cursor(cursor.to_owned());
        assert_eq!(forward(Some(true), Some("b"), false, Some("a")), cursor("b"));
        assert_eq!(forward(Some(false), Some("b"), false, Some("a")), Next::End);
        assert_eq!(forward(Some(true), Some("b"), false, Some("b")), Next::SameCursor("b".to_owned()));
        assert_eq!(forward(Some(true), None, true, Some("a")), Next::NoCursor);
        // An empty page, as a filter leaves it, that says where to go on.
        assert_eq!(forward(Some(true), Some("c"), true, Some("a")), cursor("c"));
        assert_eq!(forward(None, Some("b"), false, Some("a")), cursor("b"));
        assert_eq!(forward(None, None, true, Some("a")), Next::End);
        assert_eq!(forward(None, Some("b"), false, Some("b")), Next::Repeated);

        let token = |has_more, next_page, asked| {
            let info = PageInfo { next_page, ..info(has_more, None, true) };
            next(PageStyle::Token, info, asked)
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
