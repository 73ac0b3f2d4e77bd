//! In: JSON text in which objects may have repeated keys. Out: the text with only the last member of each
//! key.
//!
//! Derived structs fail on a repeated key, but the last one should count. The earlier members are
//! overwritten with spaces, so that all other offsets stay the same. This runs only after decoding has
//! failed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::error::JsonError;
use super::scanner::Scanner;

/// Returns the text without repeated members, or `None` if there are none.
///
/// # Errors
/// Fails if the text is not JSON.
#[cold]
pub(super) fn without_repeated(text: &str) -> Result<Option<String>, JsonError> {
    let mut scanner = Scanner::new(text);
    let mut repeated = Vec::new();
    find(&mut scanner, &mut repeated)?;
    scanner.end()?;
    if repeated.is_empty() {
        return Ok(None);
    }
    let mut bytes = text.as_bytes().to_vec();
    for byte in repeated.into_iter().flatten() {
        bytes[byte] = b' ';
    }
    Ok(String::from_utf8(bytes).ok())
}

/// Reads a value and collects the ranges to blank: earlier members, each with the comma after it.
fn find(scanner: &mut Scanner<'_>, repeated: &mut Vec<Range<usize>>) -> Result<(), JsonError> {
    match scanner.peek() {
        Some(b'{') => {
            scanner.open()?;
            let mut members = HashMap::<Cow<'_, str>, Range<usize>>::new();
            let mut first = true;
            while scanner.next_member(first)? {
                first = false;
                let start = scanner.position;
                let key = scanner.string(&mut String::new())?.into_cow();
                scanner.member_value()?;
                find(scanner, repeated)?;
                // The range is used only if another member follows, and then a comma is here.
                scanner.peek();
                repeated.extend(members.insert(key, start..scanner.position + 1));
            }
            scanner.close(b'}')
        }
        Some(b'[') => {
            scanner.open()?;
            let mut first = true;
            while scanner.next_item(first)? {
                first = false;
                find(scanner, repeated)?;
            }
            scanner.close(b']')
        }
        _ => scanner.skip_value(),
    }
}
