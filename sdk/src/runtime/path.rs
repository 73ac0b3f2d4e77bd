//! Ids as segments of a path.

use std::fmt::Display;

use progenitor_client::encode_path;

/// The id, percent-encoded; an error that names it if no encoding can keep it from changing the path.
pub(crate) fn segment(name: &str, id: &impl Display) -> Result<String, String> {
    let id = id.to_string();
    match id.as_str() {
        "" => Err(format!("{name} is empty; give the id of an object")),
        "." | ".." => Err(format!("{name} is {id:?}, which would change the path; give the id of an object")),
        // What nearly every id consists of, and no path reads as anything else.
        plain if plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') => {
            Ok(id)
        }
        // URLs read a backslash as a slash.
        id => Ok(encode_path(id).replace('\\', "%5C")),
    }
}
