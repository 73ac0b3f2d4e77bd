//! In: JSON text and an offset. Out: the path to what is there, such as `data[3].content[0].text.value`.

use std::fmt::Write;

use super::scanner::Scanner;

enum Step {
    /// In an object: its current key, once it has been read.
    Key(Option<String>),
    /// In an array: its current index.
    Index(usize),
}

/// Returns the path to the value that starts at an offset, contains it, or ends right before it; empty for
/// the root.
///
/// Only the text before the offset has to be valid.
pub(super) fn path_to(text: &str, offset: usize) -> String {
    let mut scanner = Scanner::new(text);
    let mut scratch = String::new();
    let mut steps = Vec::new();
    while scanner.position < offset {
        let Some(byte) = scanner.byte() else { break };
        if byte == b'"' {
            // The offset is in this string.
            let Ok(string) = scanner.string(&mut scratch) else { break };
            if scanner.position > offset {
                break;
            }
            if let Some(Step::Key(key @ None)) = steps.last_mut() {
                *key = Some(string.as_str().to_owned());
            }
            continue;
        }
        match (byte, steps.last_mut()) {
            (b'{', _) => steps.push(Step::Key(None)),
            (b'[', _) => steps.push(Step::Index(0)),
            (b'}' | b']', _) => _ = steps.pop(),
            (b',', Some(Step::Key(key))) => *key = None,
            (b',', Some(Step::Index(index))) => *index += 1,
            _ => {}
        }
        scanner.position += 1;
    }
    to_text(&steps)
}

fn to_text(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        // Writing to a string does not fail.
        _ = match step {
            Step::Key(Some(key)) if path.is_empty() => write!(path, "{key}"),
            Step::Key(Some(key)) => write!(path, ".{key}"),
            Step::Key(None) => Ok(()),
            Step::Index(index) => write!(path, "[{index}]"),
        };
    }
    path
}
