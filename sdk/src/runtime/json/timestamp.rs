//! Parses dates such as `2024-06-21T20:00:00Z` to Unix seconds.
//!
//! The format is RFC 3339. Servers also send a space instead of the `T`, and no offset, which is read as UTC.

/// Parses a date with a time, without fractions of a second. Returns `None` for other strings.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (date, time) = text.split_at_checked(10)?;
    let [year, month, day] = fields(date, '-')?;
    let time = time.strip_prefix(['T', 't', ' '])?;
    let (time, offset) = split_offset(time)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = fields(time, ':')?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let valid = (1..=days_in_month).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    if !valid || fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(days_since_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

/// Three numbers with a separator between them.
fn fields(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut numbers = text.split(separator).map(number);
    let fields = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(fields)
}

fn number(text: &str) -> Option<i64> {
    let digits = (2..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// The time without its offset, and the offset in seconds.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, 0));
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, 0)) };
    let (time, offset) = time.split_at(at);
    let (sign, offset) = offset.split_at(1);
    let (hours, minutes) = offset.split_once(':')?;
    let seconds = number(hours)? * 3_600 + number(minutes)? * 60;
    Some((time, if sign == "-" { -seconds } else { seconds }))
}

/// Days from 1970-01-01 in the Gregorian calendar. Years begin in March, so that the leap day is the last one.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_of_servers() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2024-06-21T20:00:00Z", 1_719_000_000),
            ("2024-06-21 20:00:00.987654", 1_719_000_000),
            ("2024-06-21T22:30:00+02:30", 1_719_000_000),
            ("2024-06-21t15:00:00.5-05:00", 1_719_000_000),
            ("2000-02-29T23:59:60Z", 951_868_800),
            ("1969-12-31T23:59:58Z", -2),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "2024-06-21",
            "2024-6-21T20:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-06-21T24:00:00Z",
            "2024-06-21T20:00Z",
            "2024-06-21T20:00:00.Z",
            "2024-06-21T20:00:00+2",
            "-024-06-21T20:00:00Z",
            "2024-06-2é 20:00:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
