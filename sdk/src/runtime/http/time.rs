//! The clock.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// A boxed future, as the traits of this crate return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The clock for delays and deadlines.
///
/// The default is tokio's clock. Tests can use their own to record delays without waiting:
///
/// ```
/// use std::sync::Mutex;
/// use std::time::{Duration, Instant};
/// use openai_assistants::{BoxFuture, Timer};
///
/// #[derive(Default)]
/// struct Recorded(Mutex<Vec<Duration>>);
///
/// impl Timer for Recorded {
///     fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
///         self.0.lock().unwrap().push(duration);
///         Box::pin(async {})
///     }
/// }
/// ```
pub trait Timer: Send + Sync + 'static {
    /// Waits for a duration.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Returns the current time, for deadlines.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Returns the current time of day, for dates in `retry-after`.
    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// tokio's clock.
pub(crate) struct TokioTimer;

impl Timer for TokioTimer {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}
