//! In: JSON text in which objects may have the same key more than once. Out: the text in which the last of them
//! is left.
//!
//! Serde's structs fail on a key that is repeated, while servers that send one mean the last. The earlier members
//! are overwritten with spaces, so that the offsets of everything else stay what they are. This runs after a
//! reading has failed and is not made to be fast.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::error::JsonError;
use super::scanner::Scanner;

/// The text without repeated members; none if there are none, or if the text is no JSON.
#[cold]
pub(super) fn without_repeated(text: &str) -> Option<String> {
    let mut scanner = Scanner::new(text);
    let mut repeated = Vec::new();
    find(&mut scanner, &mut repeated).ok()?;
    if repeated.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for byte in repeated.into_iter().flatten() {
        bytes[byte] = b' ';
    }
    String::from_utf8(bytes).ok()
}

/// Steps over a value and adds what is to be blanked in it: earlier members, each with the comma behind it.
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
                // Used only if another member follows, and then it is a comma that stands here.
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
