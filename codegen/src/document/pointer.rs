//! JSON pointers as URI fragments (RFC 6901), the locations of diagnostics.

/// `base` extended by each of `keys`, escaped.
pub fn join(base: &str, keys: &[&str]) -> String {
    let mut pointer = String::from(base);
    for key in keys {
        pointer.push('/');
        pointer.push_str(&escape(key));
    }
    pointer
}

/// A key as one segment of a pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key of one segment of a pointer.
pub fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_round_trip() {
        let pointer = super::join("#/paths", &["/files/{file_id}", "get", "a~b"]);
        assert_eq!(pointer, "#/paths/~1files~1{file_id}/get/a~0b");
        let last = pointer.rsplit('/').next().expect("a pointer has segments");
        assert_eq!(super::unescape(last), "a~b");
    }
}
