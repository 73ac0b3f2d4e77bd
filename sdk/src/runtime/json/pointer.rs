//! JSON pointers (RFC 6901).

/// The pointer to a member of what `at` points to.
pub(crate) fn below(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}
