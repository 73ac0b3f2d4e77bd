//! Path templates.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// All characters that would end or change a segment. URLs treat a backslash as a slash.
const RESERVED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Fills the parameters of a path template, such as `/threads/{thread_id}`, in order.
///
/// # Errors
/// Fails with the name of the parameter if an id would change the path.
pub(crate) fn fill(template: &str, ids: &[&str]) -> Result<String, String> {
    let mut path = String::with_capacity(template.len() + 32 * ids.len());
    let (mut rest, mut ids) = (template, ids.iter());
    while let Some((literal, parameter)) = rest.split_once('{') {
        path.push_str(literal);
        let (name, after) = parameter.split_once('}').unwrap_or((parameter, ""));
        path.push_str(&segment(name, ids.next().copied().unwrap_or_default())?);
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

/// The percent-encoded id; an error if it would change the path even so.
fn segment<'a>(name: &str, id: &'a str) -> Result<Cow<'a, str>, String> {
    match id {
        "" => Err(format!("{name} is empty; pass the id of an object")),
        "." | ".." => Err(format!("{name} is {id:?}, which would change the path; pass the id of an object")),
        id => Ok(utf8_percent_encode(id, RESERVED).into()),
    }
}
