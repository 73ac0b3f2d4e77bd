//! Reads strings. In: JSON text at a quote. Out: a slice of it, or a copy if there are escapes to resolve.
//!
//! Two things are accepted that the standard forbids, because servers send them: control characters that are
//! not escaped, and lone surrogates, which become U+FFFD.

use std::borrow::Cow;

use super::error::JsonError;
use super::scanner::Scanner;

/// A string of the text.
pub(super) enum Text<'de, 's> {
    /// A slice of the JSON.
    Borrowed(&'de str),
    /// A copy with the escapes resolved.
    Copied(&'s str),
}

impl<'de> Text<'de, '_> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Copied(text) => text,
        }
    }

    pub(super) fn into_cow(self) -> Cow<'de, str> {
        match self {
            Self::Borrowed(text) => Cow::Borrowed(text),
            Self::Copied(text) => Cow::Owned(text.to_owned()),
        }
    }
}

impl<'de> Scanner<'de> {
    /// Reads a string; its opening quote is next. `scratch` holds the text if it has to be copied.
    #[inline]
    pub(super) fn string<'s>(&mut self, scratch: &'s mut String) -> Result<Text<'de, 's>, JsonError> {
        let start = self.position + 1;
        let end = end_of_plain(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.position = end + 1;
            return Ok(Text::Borrowed(&self.text[start..end]));
        }
        self.escaped_string(end, scratch).map(Text::Copied)
    }

    /// Reads a string that has no escape before `end`.
    fn escaped_string<'s>(&mut self, mut end: usize, scratch: &'s mut String) -> Result<&'s str, JsonError> {
        scratch.clear();
        self.position += 1;
        loop {
            scratch.push_str(&self.text[self.position..end]);
            self.position = end;
            match self.byte() {
                Some(b'\\') => scratch.push(self.escape()?),
                Some(_) => break,
                None => return Err(self.unexpected("`\"`")),
            }
            end = end_of_plain(self.text.as_bytes(), self.position);
        }
        self.position += 1;
        Ok(scratch)
    }

    /// Skips a string; its opening quote is next.
    pub(super) fn skip_string(&mut self) -> Result<(), JsonError> {
        self.position += 1;
        loop {
            self.position = end_of_plain(self.text.as_bytes(), self.position);
            match self.byte() {
                Some(b'\\') => _ = self.escape()?,
                Some(_) => break,
                None => return Err(self.unexpected("`\"`")),
            }
        }
        self.position += 1;
        Ok(())
    }

    /// Reads an escape; the backslash is next.
    fn escape(&mut self) -> Result<char, JsonError> {
        self.position += 1;
        let character = match self.byte() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.unexpected("one of `\"\\/bfnrtu` after the backslash")),
        };
        self.position += 1;
        Ok(character)
    }

    /// Reads `u` and four digits, and the second half of a surrogate pair if it follows.
    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let unit = self.four_digits()?;
        if (0xd800..0xdc00).contains(&unit) && self.text[self.position..].starts_with("\\u") {
            let before = self.position;
            self.position += 1;
            let next = self.four_digits()?;
            if (0xdc00..0xe000).contains(&next) {
                let code = 0x1_0000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            // The first half is alone; what follows is a character of its own.
            self.position = before;
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, JsonError> {
        let mut unit = 0;
        for _ in 0..4 {
            self.position += 1;
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit * 16 + digit.ok_or_else(|| self.unexpected("four hexadecimal digits after `\\u`"))?;
        }
        self.position += 1;
        Ok(unit)
    }
}

/// The position of the next quote or backslash, or the end of the text.
#[inline]
fn end_of_plain(bytes: &[u8], mut position: usize) -> usize {
    // Eight bytes at a time, which is several times as fast for long text.
    while let Some(chunk) = bytes.get(position..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*chunk);
        let found = zero_bytes(word ^ repeat(b'"')) | zero_bytes(word ^ repeat(b'\\'));
        if found != 0 {
            return position + found.trailing_zeros() as usize / 8;
        }
        position += 8;
    }
    while bytes.get(position).is_some_and(|byte| !matches!(byte, b'"' | b'\\')) {
        position += 1;
    }
    position
}

const fn repeat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Sets the highest bit of each byte that is zero. Only the lowest such bit is reliable, because the
/// subtraction borrows from the bytes above it; it is the only one that is used.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(repeat(0x01)) & !word & repeat(0x80)
}
