//! Moves through JSON text: whitespace, brackets, commas, literals. It knows the syntax, and nothing about
//! types.
//!
//! The text is checked to be UTF-8 once, before it gets here. From then on the scanner looks at single bytes:
//! all syntax of JSON is ASCII, so every position where the scanner stops is a character boundary.

use super::error::JsonError;

/// How deep arrays and objects may be nested. Decoding recurses, and the stack is finite.
const MAX_DEPTH: u8 = 128;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A position in JSON text. It is cheap to copy, which is how to look ahead.
#[derive(Clone, Copy)]
pub(super) struct Scanner<'de> {
    pub(super) text: &'de str,
    pub(super) position: usize,
    /// How many more arrays and objects may be opened.
    depth: u8,
}

impl<'de> Scanner<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        let position = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        Self { text, position, depth: MAX_DEPTH }
    }

    /// The next byte.
    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    /// The next byte that is not whitespace. The scanner stops in front of it.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = self.byte();
            if !matches!(byte, Some(b' ' | b'\n' | b'\t' | b'\r')) {
                return byte;
            }
            self.position += 1;
        }
    }

    /// Reads a literal such as `null`.
    pub(super) fn literal(&mut self, literal: &str) -> Result<(), JsonError> {
        for expected in literal.bytes() {
            if self.byte() != Some(expected) {
                return Err(self.unexpected(&format!("`{literal}`")));
            }
            self.position += 1;
        }
        Ok(())
    }

    /// Reads the bracket that opens an array or object.
    #[inline]
    pub(super) fn open(&mut self) -> Result<(), JsonError> {
        let Some(depth) = self.depth.checked_sub(1) else {
            let message = format!("arrays and objects are nested more than {MAX_DEPTH} levels deep");
            return Err(JsonError::syntax(message, self.position));
        };
        self.depth = depth;
        self.position += 1;
        Ok(())
    }

    /// Moves to the next key of an object. Returns false at the bracket that closes the object.
    pub(super) fn next_member(&mut self, first: bool) -> Result<bool, JsonError> {
        match self.peek() {
            Some(b'}') => return Ok(false),
            Some(b',') if !first => {
                self.position += 1;
                self.peek();
            }
            Some(b'"') if first => return Ok(true),
            _ => return Err(self.unexpected(if first { "a key or `}`" } else { "`,` or `}`" })),
        }
        if self.byte() == Some(b'"') { Ok(true) } else { Err(self.unexpected("a key")) }
    }

    /// Moves from the end of a key to its value.
    pub(super) fn member_value(&mut self) -> Result<(), JsonError> {
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:`"));
        }
        self.position += 1;
        self.peek();
        Ok(())
    }

    /// Moves to the next item of an array. Returns false at the bracket that closes the array.
    pub(super) fn next_item(&mut self, first: bool) -> Result<bool, JsonError> {
        match self.peek() {
            Some(b']') => return Ok(false),
            Some(b',') if !first => {
                self.position += 1;
                self.peek();
            }
            Some(_) if first => return Ok(true),
            _ => return Err(self.unexpected("`,` or `]`")),
        }
        if self.byte() == Some(b']') { Err(self.unexpected("a value")) } else { Ok(true) }
    }

    /// Reads the bracket that closes an array or object.
    ///
    /// # Errors
    /// Fails if there are more items or members, which the visitor did not read.
    #[inline]
    pub(super) fn close(&mut self, bracket: u8) -> Result<(), JsonError> {
        if self.peek() != Some(bracket) {
            return Err(self.not_closed(bracket));
        }
        self.position += 1;
        self.depth += 1;
        Ok(())
    }

    #[cold]
    fn not_closed(&self, bracket: u8) -> JsonError {
        if self.byte() == Some(b',') {
            JsonError::data(format!("expected `{}`, found more", char::from(bracket))).at(self.position)
        } else {
            self.unexpected(&format!("`{}`", char::from(bracket)))
        }
    }

    /// Skips a value of any kind, and checks its syntax.
    pub(super) fn skip_value(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'-' | b'0'..=b'9') => self.number().map(|_| ()),
            Some(b'{') => {
                self.open()?;
                let mut first = true;
                while self.next_member(first)? {
                    self.skip_string()?;
                    self.member_value()?;
                    self.skip_value()?;
                    first = false;
                }
                self.close(b'}')
            }
            Some(b'[') => {
                self.open()?;
                let mut first = true;
                while self.next_item(first)? {
                    self.skip_value()?;
                    first = false;
                }
                self.close(b']')
            }
            Some(b'n') => self.literal("null"),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Checks that only whitespace follows.
    pub(super) fn end(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end of the JSON")),
        }
    }

    /// The error for finding something other than `expected`.
    #[cold]
    pub(super) fn unexpected(&self, expected: &str) -> JsonError {
        let message = match self.text[self.position..].chars().next() {
            Some(found) if found.is_control() => {
                format!("expected {expected}, found `{}`", found.escape_debug())
            }
            Some(found) => format!("expected {expected}, found `{found}`"),
            None => format!("expected {expected}, but the JSON ends here"),
        };
        JsonError::syntax(message, self.position)
    }
}
