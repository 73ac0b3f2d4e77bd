//! A clock that does not wait.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use openai_assistants::{BoxFuture, Timer};

/// Records each wait and advances the time at once. Clones share their time.
#[derive(Clone)]
pub struct Clock {
    started: Instant,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { started: Instant::now(), waits: Arc::default() }
    }
}

impl Clock {
    /// The initial time of day: 784,111,777 s after the epoch, the date of RFC 9110's examples.
    pub const TIME_OF_DAY: u64 = 784_111_777;

    /// All waits so far.
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn waited(&self) -> Duration {
        self.waits().iter().sum()
    }
}

impl Timer for Clock {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
        Box::pin(async {})
    }

    fn now(&self) -> Instant {
        self.started + self.waited()
    }

    fn time_of_day(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(Self::TIME_OF_DAY) + self.waited()
    }
}
