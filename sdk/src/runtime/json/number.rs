//! Reads numbers. In: JSON text at a digit or sign. Out: an integer of 64 bits, or the text of any other
//! number.
//!
//! How that text is read depends on the type that is asked for: as the nearest float, or as an integer that
//! was written as `1.0` or `3e9`, which is computed from its digits so that it is exact.

use super::error::JsonError;
use super::scanner::Scanner;

/// A number of the text.
pub(super) enum Number<'de> {
    Unsigned(u64),
    /// A negative integer.
    Signed(i64),
    /// A number with a fraction or an exponent, an integer of more than 64 bits, or `-0`.
    Other(&'de str),
}

/// An integer of up to 128 bits.
pub(super) struct Integer {
    pub(super) negative: bool,
    pub(super) magnitude: u128,
}

impl<'de> Scanner<'de> {
    /// Reads a number; its first digit or its sign is next.
    pub(super) fn number(&mut self) -> Result<Number<'de>, JsonError> {
        let start = self.position;
        let negative = self.byte() == Some(b'-');
        if negative {
            self.position += 1;
        }
        let first_digit = self.position;
        let mut magnitude = 0_u64;
        while let Some(byte @ b'0'..=b'9') = self.byte() {
            // This wraps around if there are too many digits, which is checked below.
            magnitude = magnitude.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            self.position += 1;
        }
        let count = self.position - first_digit;
        if count == 0 || count > 1 && self.text.as_bytes()[first_digit] == b'0' {
            // No digit may follow a leading zero.
            self.position = first_digit + count.min(1);
            return Err(self.unexpected("a number"));
        }
        let integer = !matches!(self.byte(), Some(b'.' | b'e' | b'E'));
        if !integer {
            self.fraction()?;
        }
        let text = &self.text[start..self.position];
        if !integer {
            return Ok(Number::Other(text));
        }
        // Nineteen digits always fit.
        let magnitude = if count < 20 { Some(magnitude) } else { text.parse().ok() };
        Ok(match magnitude {
            Some(magnitude) if !negative => Number::Unsigned(magnitude),
            Some(magnitude @ 1..) => {
                0_i64.checked_sub_unsigned(magnitude).map_or(Number::Other(text), Number::Signed)
            }
            _ => Number::Other(text),
        })
    }

    /// Skips the fraction and the exponent.
    fn fraction(&mut self) -> Result<(), JsonError> {
        if self.byte() == Some(b'.') {
            self.position += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.position += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.position += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.position;
        while let Some(b'0'..=b'9') = self.byte() {
            self.position += 1;
        }
        if self.position == start { Err(self.unexpected("a digit")) } else { Ok(()) }
    }
}

/// The float nearest to a number. `None` if the number is larger than any float.
pub(super) fn to_float(number: &str) -> Option<f64> {
    number.parse().ok().filter(|float: &f64| float.is_finite())
}

/// The exact integer. `None` if the number has a fraction or exceeds `u128`.
pub(super) fn to_integer(number: &str) -> Option<Integer> {
    let (number, negative) = match number.strip_prefix('-') {
        Some(number) => (number, true),
        None => (number, false),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut magnitude = 0_u128;
    for digit in whole.bytes().chain(fraction.bytes()) {
        magnitude = magnitude.checked_mul(10)?.checked_add(u128::from(digit - b'0'))?;
    }
    if magnitude != 0 {
        let mut exponent = exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        // Each loop ends after 39 steps at most: the magnitude is no multiple of ten any more, or too large.
        while exponent < 0 {
            if !magnitude.is_multiple_of(10) {
                return None;
            }
            magnitude /= 10;
            exponent += 1;
        }
        while exponent > 0 {
            magnitude = magnitude.checked_mul(10)?;
            exponent -= 1;
        }
    }
    Some(Integer { negative, magnitude })
}
