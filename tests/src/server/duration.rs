//! Parses durations in scripts and faults: `250ms`, `1.5s`, `2m`.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Parses a duration.
///
/// # Errors
/// Says what is wrong with the text, and how to write it.
pub fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        _ => return Err(format!("'{text}' is not a duration; write it like 250ms, 1.5s or 2m")),
    };
    let number: f64 = digits.trim().parse().map_err(|_| format!("'{digits}' in '{text}' is not a number"))?;
    let duration = Duration::try_from_secs_f64(number * unit).ok().filter(|duration| *duration <= MAX);
    duration.ok_or_else(|| format!("'{text}' is out of range; the maximum is one day"))
}

/// Longer durations are of no use here, and some overflow.
const MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// For serde: an optional duration.
///
/// # Errors
/// As [`parse`].
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map(Some).map_err(serde::de::Error::custom)
}
