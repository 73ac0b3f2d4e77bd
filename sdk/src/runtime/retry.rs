//! Delays before retries.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The first delay; it doubles with each retry.
const INITIAL_BACKOFF: Duration = Duration::from_millis(500);
/// The maximum delay.
const MAX_BACKOFF: Duration = Duration::from_secs(8);
/// The maximum part of a delay that is randomly subtracted.
const JITTER: f64 = 0.25;

/// The delay that the server requests: in milliseconds, in seconds, or until a date. Zero is ignored.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    parse_delay(headers, now).filter(|delay| !delay.is_zero())
}

fn parse_delay(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| *number >= 0.0);
    let milliseconds = text("retry-after-ms").and_then(number).map(|number| number / 1000.0);
    let after = text(RETRY_AFTER.as_str());
    if let Some(seconds) = milliseconds.or_else(|| after.and_then(number)) {
        // An overflow is longer than any limit.
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let date = httpdate::parse_http_date(after?).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// The delay before retry `n`, counted from 0; `chance` is from 0 to 1.
pub(crate) fn backoff(n: u32, chance: f64) -> Duration {
    let delay = INITIAL_BACKOFF.saturating_mul(2_u32.saturating_pow(n)).min(MAX_BACKOFF);
    delay.mul_f64(1.0 - JITTER * chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let named = |(name, value): &(&'static str, &'static str)| {
            (reqwest::header::HeaderName::from_static(name), reqwest::header::HeaderValue::from_static(value))
        };
        pairs.iter().map(named).collect()
    }

    #[test]
    fn the_delay_grows_to_eight_seconds_with_jitter() {
        let delays: Vec<u128> = (0..7).map(|n| backoff(n, 0.0).as_millis()).collect();
        assert_eq!(delays, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(backoff(0, 1.0).as_millis(), 375);
        assert_eq!(backoff(u32::MAX, 1.0).as_millis(), 6000);
    }

    #[test]
    fn the_delay_of_the_server() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let asked = |pairs: &[(&'static str, &'static str)]| retry_after(&headers(pairs), now);
        assert_eq!(
            asked(&[("retry-after-ms", "250"), ("retry-after", "9")]),
            Some(Duration::from_millis(250))
        );
        assert_eq!(asked(&[("retry-after", "1.5")]), Some(Duration::from_millis(1500)));
        assert_eq!(asked(&[("retry-after", "86400")]), Some(Duration::from_secs(86_400)));
        let date = "Sun, 06 Nov 1994 08:49:47 GMT";
        assert_eq!(asked(&[("retry-after", date)]), Some(Duration::from_secs(10)));
        assert_eq!(asked(&[("retry-after", "Sun, 06 Nov 1994 08:49:27 GMT")]), None);
        assert_eq!(asked(&[("retry-after", "1e300")]), Some(Duration::MAX));
        for nonsense in ["-1", "0", "soon", "NaN", ""] {
            assert_eq!(asked(&[("retry-after", nonsense)]), None, "{nonsense}");
        }
        assert_eq!(asked(&[]), None);
    }
}
