//! What comes after a page: the cursor of the next one, the end, or a list that does not go on.

use super::super::error::body::quote;
use super::super::error::{Error, ErrorKind};

/// How the next page is asked for.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paged {
    /// By `after`, the id of the last item.
    Forward,
    /// By `before`, the id of the first item.
    Backward,
    /// By `page`, the token that the page before has as `next_page`.
    Token,
    /// Not at all: there is one page.
    Once,
}

impl Paged {
    /// The query parameter that holds the cursor.
    pub(super) fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Forward => Some("after"),
            Self::Backward => Some("before"),
            Self::Token => Some("page"),
            Self::Once => None,
        }
    }
}

/// What a page says about its place in the list.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    pub is_empty: bool,
    pub has_more: Option<bool>,
    /// The id of the first item, or what the page says it is.
    pub first: Option<&'a str>,
    /// The id of the last item, or what the page says it is.
    pub last: Option<&'a str>,
    pub next_page: Option<&'a str>,
}

/// What comes after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    Cursor(String),
    End,
    /// The page is the one before once more, from a server that knows no cursors: there is nothing on it that
    /// has not been there.
    Repeated,
    /// More, and nothing to ask for it by.
    NoCursor,
    /// The cursor that this page was asked for by.
    SameCursor(String),
    /// A cursor that has been there.
    Circle(String),
}

/// Reads the envelope of a page that was asked for by the cursor `asked`.
pub(super) fn next(paged: Paged, envelope: Envelope<'_>, asked: Option<&str>) -> Next {
    let cursor = match paged {
        Paged::Forward => envelope.last,
        Paged::Backward => envelope.first,
        Paged::Token => envelope.next_page,
        Paged::Once => None,
    };
    match (envelope.has_more, cursor) {
        (Some(false), _) => Next::End,
        (Some(true), None) => Next::NoCursor,
        (Some(true), Some(cursor)) if asked == Some(cursor) => Next::SameCursor(cursor.to_owned()),
        // A token says by itself that there is more.
        (None, Some(cursor)) if asked == Some(cursor) && paged == Paged::Token => {
            Next::SameCursor(cursor.to_owned())
        }
        (None, Some(cursor)) if asked == Some(cursor) => Next::Repeated,
        // Not every server says whether there is more: an empty page says it for certain.
        (None, _) if envelope.is_empty && paged != Paged::Token => Next::End,
        (None, None) => Next::End,
        (_, Some(cursor)) => Next::Cursor(cursor.to_owned()),
    }
}

pub(super) fn no_cursor(paged: Paged) -> Error {
    let message = match paged {
        Paged::Once => {
            "the server says that the list goes on, and there is no way to ask for more of it".to_owned()
        }
        _ => "the server says that the list goes on, and gives no cursor to ask for more of it".to_owned(),
    };
    Error::new(ErrorKind::Pagination, message)
}

pub(super) fn repeats(cursor: &str) -> Error {
    let cursor = quote(cursor.as_bytes());
    let message = format!("the list does not go on: the server leads to the cursor {cursor} again");
    Error::new(ErrorKind::Pagination, message)
}

/// Notices that cursors go round, however long the circle, and keeps one of them (Brent's algorithm): after
/// 1, 2, 4, .. cursors the kept one is replaced, so that sooner or later it is in the circle, and is met again.
#[derive(Debug, Clone, Default)]
pub(super) struct Circle {
    kept: Option<String>,
    since: u64,
    keep_for: u64,
}

impl Circle {
    /// Whether `cursor` closes a circle.
    pub(super) fn closes(&mut self, cursor: &str) -> bool {
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
    fn a_circle_is_noticed_within_three_rounds() {
        for lead in [0_usize, 1, 5, 100] {
            for round in [1_usize, 2, 3, 7, 64, 1000] {
                let mut circle = Circle::default();
                let cursor = |n: usize| if n < lead { n } else { lead + (n - lead) % round };
                let met = (0..).position(|n| circle.closes(&cursor(n).to_string()));
                let met = met.expect("the positions have no end");
                assert!(met >= lead + round && met <= 2 * lead + 3 * round + 2, "{lead} {round} {met}");
            }
        }
        let mut circle = Circle::default();
        assert!(!(0..10_000).any(|n| circle.closes(&n.to_string())));
    }

    #[test]
    fn what_comes_after_a_page() {
        let envelope =
            |has_more, last, is_empty| Envelope { is_empty, has_more, first: None, last, next_page: None };
        let forward =
            |has_more, last, is_empty, asked| next(Paged::Forward, envelope(has_more, last, is_empty), asked);
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
            let envelope = Envelope { next_page, ..envelope(has_more, None, true) };
            next(Paged::Token, envelope, asked)
        };
        assert_eq!(token(Some(true), Some("t"), None), cursor("t"));
        assert_eq!(token(None, Some("t"), None), cursor("t"));
        assert_eq!(token(None, Some("t"), Some("t")), Next::SameCursor("t".to_owned()));
        assert_eq!(token(None, None, Some("t")), Next::End);
        assert_eq!(token(Some(false), Some("t"), None), Next::End);
        assert_eq!(next(Paged::Once, envelope(None, None, false), None), Next::End);
        assert_eq!(next(Paged::Once, envelope(Some(true), None, false), None), Next::NoCursor);
    }
}
