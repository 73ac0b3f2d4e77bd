//! Polling: retrieves an object until it reaches a terminal state.

use std::fmt;
use std::future::IntoFuture;
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use tokio::runtime::Handle;
use tracing::Instrument;

use crate::runtime::call::{self, Request};
use crate::runtime::config::Config;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http::time::BoxFuture;
use crate::runtime::request::base::RequestParts;
use crate::runtime::response::Response;

/// The first interval; each further one is 1.5 times as long.
const INITIAL_DELAY: Duration = Duration::from_millis(500);
/// The maximum interval of the backoff.
const MAX_DELAY: Duration = Duration::from_secs(5);
/// The minimum interval, also for the server's and the user's.
const MIN_DELAY: Duration = Duration::from_millis(50);
/// The maximum interval that a server can set.
const MAX_SERVER_DELAY: Duration = Duration::from_secs(60);
/// The maximum part of an interval that is randomly subtracted.
const JITTER: f64 = 0.25;
/// The deadline of the cancel request.
const CANCEL_DEADLINE: Duration = Duration::from_secs(10);

/// The progress of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// In progress, or in an unknown state.
    Working,
    /// Completed.
    Completed,
    /// Ended without success, or waits for the user; with the reason.
    Failed(String),
}

/// An object that can be polled: a run, a file that is being indexed.
pub trait PollTarget: DeserializeOwned + Send + Sync + 'static {
    /// Returns the progress.
    fn progress(&self) -> Progress;

    /// The name for messages: `run run_1`.
    #[doc(hidden)]
    fn name(&self) -> String;

    /// The request that retrieves it.
    #[doc(hidden)]
    fn poll_request(&self, config: &Config) -> Result<RequestParts, Error>;
}

/// A target that can be cancelled.
pub trait Cancel: PollTarget {
    /// The request that cancels it.
    #[doc(hidden)]
    fn cancel_request(&self, config: &Config) -> Result<RequestParts, Error>;
}

/// A request whose response can be polled.
///
/// ```no_run
/// use std::time::Duration;
/// use openai_assistants::Poll;
///
/// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
/// let run = client
///     .threads()
///     .runs()
///     .create("thread_1", "asst_1")
///     .poll()
///     .deadline(Duration::from_secs(300))
///     .on_progress(|run| println!("{}", run.status))
///     .await?
///     .completed()?;
/// println!("{:?}", run.usage);
/// # Ok(())
/// # }
/// ```
pub trait Poll: Request<Output: PollTarget> {
    /// Sends the request, and polls the returned object until it reaches a terminal state.
    ///
    /// Headers, query, timeout and retries of the request also apply to each poll; its deadline, or the client's, includes
    /// polling. Without a deadline, polling may never end.
    fn poll<'a>(self) -> Poller<'a, Self::Output> {
        Poller { request: self.into_parts(), interval: None, observe: Box::new(|_| ()), cancel: |_, _| None }
    }
}

impl<R: Request<Output: PollTarget>> Poll for R {}

/// A future that polls until a terminal state and returns the last response.
///
/// The server sets the interval with the header `openai-poll-after-ms`, at most 60 s. Otherwise it grows from half a second
/// to five seconds, minus a random part of up to a quarter. Dropping the future stops polling.
#[must_use = "a poller sends nothing until it is awaited"]
pub struct Poller<'a, T> {
    request: Result<RequestParts, Error>,
    interval: Option<Duration>,
    observe: Box<dyn FnMut(&T) + Send + 'a>,
    cancel: fn(&T, &Config) -> Option<RequestParts>,
}

impl<'a, T: PollTarget> Poller<'a, T> {
    /// Sets the interval, at least 50 ms. The server can override it.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// Sets the deadline, from the first request on, including retries and delays. The error has the last state:
    /// [`Error::last_state`]. The default is none.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        if let Ok(request) = &mut self.request {
            request.options.deadline = Some(deadline);
        }
        self
    }

    /// Calls `observe` with each state, including the first and the last.
    pub fn on_progress(mut self, observe: impl FnMut(&T) + Send + 'a) -> Self {
        self.observe = Box::new(observe);
        self
    }

    async fn run(self) -> Result<Response<T>, Error> {
        let Self { request, interval, mut observe, cancel } = self;
        let request = request?;
        let (config, options) = (request.config.clone(), request.options.clone());
        let timer = &config.timer;
        let allowed = options.deadline.or(config.deadline);
        let deadline = allowed.and_then(|allowed| timer.now().checked_add(allowed));
        let left = || deadline.map(|deadline: Instant| deadline.saturating_duration_since(timer.now()));

        let mut response: Response<T> = call::value(Ok(request)).await?;
        let mut guard = CancelGuard { request: None, runtime: Handle::current() };
        let mut polls = 0;
        loop {
            guard.request = cancel(&response, &config).map(|mut cancel| {
                cancel.options = options.for_follow_up(Some(CANCEL_DEADLINE));
                cancel
            });
            observe(&response);
            if response.progress() != Progress::Working {
                guard.request = None;
                return Ok(response);
            }
            let requested =
                server_delay(response.headers()).map(|delay| delay.min(MAX_SERVER_DELAY)).or(interval);
            let delay = requested.unwrap_or_else(|| own_delay(polls, fastrand::f64())).max(MIN_DELAY);
            timer.sleep(left().map_or(delay, |left| left.min(delay))).await;
            if left().is_some_and(|left| left.is_zero()) {
                guard.cancel().await;
                let message = format!("the deadline passed while {} was in progress", response.name());
                return Err(response.into_error(ErrorKind::Deadline, message));
            }
            let next = response.poll_request(&config).map(|mut poll| {
                poll.options = options.for_follow_up(left());
                poll
            });
            response = match call::value(next).await {
                Ok(response) => response,
                Err(error) => {
                    guard.cancel().await;
                    return Err(error.with_last_state(response.into_inner()));
                }
            };
            polls += 1;
        }
    }
}

impl<T: Cancel> Poller<'_, T> {
    /// Cancels the target on the server if this future ends before the target. If the deadline passes or a poll fails, the
    /// error is returned after the target is cancelled, or after 10 s. If the future is dropped, a spawned task sends the
    /// request, which needs a running runtime. A target cannot be cancelled before the response to its creation.
    pub fn cancel_if_abandoned(mut self) -> Self {
        self.cancel = |target, config| target.cancel_request(config).ok();
        self
    }
}

/// Cancels the target on drop.
struct CancelGuard {
    request: Option<RequestParts>,
    runtime: Handle,
}

impl CancelGuard {
    /// Cancels now. Ignores failures, as the error that ended polling is returned.
    async fn cancel(&mut self) {
        if let Some(request) = self.request.take() {
            let _ = call::value::<serde_json::Value>(Ok(request)).await;
        }
    }
}

impl Drop for CancelGuard {
    fn drop(&mut self) {
        if let Some(request) = self.request.take() {
            let cancel = async { call::value::<serde_json::Value>(Ok(request)).await.map(drop) };
            self.runtime.spawn(cancel.in_current_span());
        }
    }
}

impl<'a, T: PollTarget> IntoFuture for Poller<'a, T> {
    type Output = Result<Response<T>, Error>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T: PollTarget> Response<T> {
    /// Returns the response if its status is a success. A batch or a vector store is completed even if some of its files
    /// failed; see `file_counts`.
    ///
    /// # Errors
    /// [`ErrorKind::Unsuccessful`] otherwise, with the server's reason and the value ([`Error::last_state`]).
    pub fn completed(self) -> Result<Self, Error> {
        let message = match self.progress() {
            Progress::Completed => return Ok(self),
            Progress::Working => format!("{} is in progress", self.name()),
            Progress::Failed(reason) => format!("{} {reason}", self.name()),
        };
        Err(self.into_error(ErrorKind::Unsuccessful, message))
    }

    fn into_error(self, kind: ErrorKind, message: String) -> Error {
        self.explain(Error::new(kind, message)).with_last_state(self.into_inner())
    }
}

impl<T> fmt::Debug for Poller<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poller").field("interval", &self.interval).finish_non_exhaustive()
    }
}

/// The interval set by the server. Zero is ignored.
fn server_delay(headers: &HeaderMap) -> Option<Duration> {
    let milliseconds: f64 = headers.get("openai-poll-after-ms")?.to_str().ok()?.trim().parse().ok()?;
    let delay = Duration::try_from_secs_f64(milliseconds / 1000.0).ok()?;
    Some(delay).filter(|delay| !delay.is_zero())
}

/// The backoff after poll `n`, counted from 0; `chance` is from 0 to 1.
fn own_delay(n: i32, chance: f64) -> Duration {
    let wait = INITIAL_DELAY.as_secs_f64() * 1.5_f64.powi(n);
    MAX_DELAY.min(Duration::try_from_secs_f64(wait).unwrap_or(MAX_DELAY)).mul_f64(1.0 - JITTER * chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_grows_from_half_a_second_to_five() {
        let waits: Vec<u128> = (0..8).map(|n| own_delay(n, 0.0).as_millis()).collect();
        assert_eq!(waits, [500, 750, 1125, 1687, 2531, 3796, 5000, 5000]);
        assert_eq!(own_delay(0, 1.0).as_millis(), 375);
        assert_eq!(own_delay(i32::MAX, 1.0).as_millis(), 3750);
    }

    #[test]
    fn the_interval_of_the_server() {
        let requested = |value: &'static str| {
            let value = reqwest::header::HeaderValue::from_static(value);
            server_delay(&HeaderMap::from_iter([("openai-poll-after-ms".parse().ok()?, value)]))
        };
        assert_eq!(requested("250"), Some(Duration::from_millis(250)));
        assert_eq!(requested(" 0.5 "), Some(Duration::from_micros(500)));
        for nonsense in ["0", "-1", "soon", "NaN", "inf", "1e300", ""] {
            assert_eq!(requested(nonsense), None, "{nonsense}");
        }
    }
}
