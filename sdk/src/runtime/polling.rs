//! Jobs on the server, looked at until they are done.

use std::fmt;
use std::future::IntoFuture;
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use tokio::runtime::Handle;
use tracing::Instrument;

use super::call::Call;
use super::error::{Error, ErrorKind};
use super::options::Request;
use super::response::ResponseValue;
use super::timer::BoxFuture;
use crate::Client;

/// The first wait between two looks; each further one is half as long again.
const FIRST: Duration = Duration::from_millis(500);
/// No wait of ours is longer.
const LONGEST: Duration = Duration::from_secs(5);
/// Whatever is asked for, nobody looks more often,
const SHORTEST: Duration = Duration::from_millis(50);
/// and nobody is made to look less often.
const LONGEST_ASKED: Duration = Duration::from_secs(60);
/// How much of a wait chance may take away.
const JITTER: f64 = 0.25;

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// It goes on by itself, or is in a state that this version of the SDK does not know.
    Working,
    /// It has done what it was for.
    Completed,
    /// It does not go on by itself, for this reason.
    Ended(String),
}

/// Something that a server works on: a run, a file that is being indexed.
pub trait Job: DeserializeOwned + Send + Sync + 'static {
    /// How far it is.
    fn progress(&self) -> Progress;

    /// What it is, for people: `run run_1`.
    #[doc(hidden)]
    fn name(&self) -> String;

    /// The request that looks at it.
    #[doc(hidden)]
    fn look(&self, client: &Client) -> Result<Call, Error>;
}

/// A job that can be stopped before it is done.
pub trait Cancel: Job {
    /// The request that stops it.
    #[doc(hidden)]
    fn cancel(&self, client: &Client) -> Result<Call, Error>;
}

/// A request that is answered with a job, and can wait until it is done.
///
/// ```no_run
/// use std::time::Duration;
/// use openai_assistants::Poll;
///
/// # async fn example(client: openai_assistants::Client) -> Result<(), openai_assistants::Error> {
/// let run = client
///     .threads()
///     .runs()
///     .create("thread_1")
///     .assistant_id("asst_1")
///     .poll()
///     .deadline(Duration::from_secs(300))
///     .on_progress(|run| println!("{}", run.status))
///     .await?
///     .completed()?;
/// println!("{:?}", run.usage);
/// # Ok(())
/// # }
/// ```
pub trait Poll: Request {
    /// What the request is answered with.
    type Job: Job;

    /// Sends the request, and looks at the job that it is answered with until the job does not go on by itself.
    ///
    /// Headers, query, timeout and retries that are set on the request are those of every look, too; its
    /// deadline, or the client's, is that of the whole. Without a deadline a job that never ends, or stays in
    /// a state that this version of the SDK does not know, is waited for as long.
    fn poll<'a>(self) -> Polling<'a, Self::Job> {
        Polling { call: self.into_call(), interval: None, observe: Box::new(|_| ()), cancel: |_, _| None }
    }
}

/// The wait for a job, a future once it is awaited: the job as it was when it was done, or did not go on.
///
/// The wait between two looks is what the server asks for with each answer (`openai-poll-after-ms`, 60 s at
/// most), or else grows from half a second to five, less up to a quarter by chance. Dropping the future ends
/// it, and nothing is sent any more.
#[must_use = "nothing is sent until it is awaited"]
pub struct Polling<'a, J> {
    call: Result<Call, Error>,
    interval: Option<Duration>,
    observe: Box<dyn FnMut(&J) + Send + 'a>,
    cancel: fn(&J, &Client) -> Option<Call>,
}

impl<'a, J: Job> Polling<'a, J> {
    /// The wait between two looks, always the same unless the server asks for another; 50 ms at least.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// How long it may take from the first request on, retries and waits included. Past it the error has the
    /// job as it was seen last: [`Error::last_seen`]. Without one it takes as long as the job does.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        if let Ok(call) = &mut self.call {
            call.options.deadline = Some(deadline);
        }
        self
    }

    /// Is called with each answer, the first and the last included.
    pub fn on_progress(mut self, observe: impl FnMut(&J) + Send + 'a) -> Self {
        self.observe = Box::new(observe);
        self
    }

    async fn wait(self) -> Result<ResponseValue<J>, Error> {
        let Self { call, interval, mut observe, cancel } = self;
        let call = call?;
        let client = Client { config: call.config.clone() };
        let timer = &client.config.timer;
        let allowed = call.options.deadline.or(call.config.deadline);
        let deadline = allowed.and_then(|allowed| timer.now().checked_add(allowed));
        let left = || deadline.map(|deadline: Instant| deadline.saturating_duration_since(timer.now()));

        let mut response: ResponseValue<J> = Call::value(Ok(call.clone())).await?;
        let mut abandoned = Abandoned { call: None, runtime: Handle::current() };
        let mut looks = 0;
        loop {
            abandoned.call = cancel(&response, &client).map(|mut cancel| {
                cancel.options = call.options.for_look(Some(CANCELLING));
                cancel
            });
            observe(&response);
            if response.progress() != Progress::Working {
                abandoned.call = None;
                return Ok(response);
            }
            let asked = asked_wait(response.headers()).map(|asked| asked.min(LONGEST_ASKED)).or(interval);
            let wait = asked.unwrap_or_else(|| own_wait(looks, fastrand::f64())).max(SHORTEST);
            timer.sleep(left().map_or(wait, |left| left.min(wait))).await;
            if left().is_some_and(|left| left.is_zero()) {
                abandoned.cancel().await;
                let message = format!("the deadline passed while {} was still at work", response.name());
                return Err(response.about(ErrorKind::Deadline, message));
            }
            let next = response.look(&client).map(|mut look| {
                look.options = call.options.for_look(left());
                look
            });
            response = match Call::value(next).await {
                Ok(response) => response,
                Err(error) => {
                    abandoned.cancel().await;
                    return Err(error.last_saw(response.into_inner()));
                }
            };
            looks += 1;
        }
    }
}

impl<J: Cancel> Polling<'_, J> {
    /// Stops the job on the server, too, if this future ends before the job does: its deadline passes or a look
    /// at the job fails, and the error comes up when that has been done, or after 10 s at most; or it is dropped,
    /// and a task of its own sends the request, which takes a runtime that goes on. A job whose creation has not
    /// been answered yet cannot be stopped.
    pub fn cancel_if_abandoned(mut self) -> Self {
        self.cancel = |job, client| job.cancel(client).ok();
        self
    }
}

/// What stops a job that nobody waits for any more.
struct Abandoned {
    call: Option<Call>,
    runtime: Handle,
}

/// How long that may take.
const CANCELLING: Duration = Duration::from_secs(10);

impl Abandoned {
    /// Stops it now. That it cannot be stopped is not what the error is about that comes up.
    async fn cancel(&mut self) {
        if let Some(call) = self.call.take() {
            let _ = Call::value::<serde_json::Value>(Ok(call)).await;
        }
    }
}

impl Drop for Abandoned {
    fn drop(&mut self) {
        if let Some(call) = self.call.take() {
            // Nobody is left to hear of it.
            let cancel = async { Call::value::<serde_json::Value>(Ok(call)).await.map(drop) };
            self.runtime.spawn(cancel.in_current_span());
        }
    }
}

impl<'a, J: Job> IntoFuture for Polling<'a, J> {
    type Output = Result<ResponseValue<J>, Error>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.wait())
    }
}

impl<J: Job> ResponseValue<J> {
    /// The job, if it has done what it was for. Its status says so: a batch, or a vector store, some of whose
    /// files have failed is completed, and `file_counts` has the rest of the story.
    ///
    /// # Errors
    /// [`ErrorKind::Unsuccessful`] if it has not, with the reason that the server gives and the job itself:
    /// [`Error::last_seen`].
    pub fn completed(self) -> Result<Self, Error> {
        let message = match self.progress() {
            Progress::Completed => return Ok(self),
            Progress::Working => format!("{} is not done", self.name()),
            Progress::Ended(why) => format!("{} {why}", self.name()),
        };
        Err(self.about(ErrorKind::Unsuccessful, message))
    }

    /// An error about the job.
    fn about(self, kind: ErrorKind, message: String) -> Error {
        self.explain(Error::new(kind, message)).last_saw(self.into_inner())
    }
}

impl<J> fmt::Debug for Polling<'_, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Polling").field("interval", &self.interval).finish_non_exhaustive()
    }
}

/// How long the server asks to wait before the next look. To look at once is not to wait.
fn asked_wait(headers: &HeaderMap) -> Option<Duration> {
    let milliseconds: f64 = headers.get("openai-poll-after-ms")?.to_str().ok()?.trim().parse().ok()?;
    let asked = Duration::try_from_secs_f64(milliseconds / 1000.0).ok()?;
    Some(asked).filter(|asked| !asked.is_zero())
}

/// Our own wait after look `n`, counted from 0; `chance` is from 0 to 1.
fn own_wait(n: i32, chance: f64) -> Duration {
    let wait = FIRST.as_secs_f64() * 1.5_f64.powi(n);
    LONGEST.min(Duration::try_from_secs_f64(wait).unwrap_or(LONGEST)).mul_f64(1.0 - JITTER * chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_half_a_second_to_five() {
        let waits: Vec<u128> = (0..8).map(|n| own_wait(n, 0.0).as_millis()).collect();
        assert_eq!(waits, [500, 750, 1125, 1687, 2531, 3796, 5000, 5000]);
        assert_eq!(own_wait(0, 1.0).as_millis(), 375);
        assert_eq!(own_wait(i32::MAX, 1.0).as_millis(), 3750);
    }

    #[test]
    fn the_wait_that_the_server_asks_for() {
        let asked = |value: &'static str| {
            let value = reqwest::header::HeaderValue::from_static(value);
            asked_wait(&HeaderMap::from_iter([("openai-poll-after-ms".parse().ok()?, value)]))
        };
        assert_eq!(asked("250"), Some(Duration::from_millis(250)));
        assert_eq!(asked(" 0.5 "), Some(Duration::from_micros(500)));
        for nonsense in ["0", "-1", "soon", "NaN", "inf", "1e300", ""] {
            assert_eq!(asked(nonsense), None, "{nonsense}");
        }
    }
}
