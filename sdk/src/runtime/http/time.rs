//! Time as the client sees it between attempts.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// A future behind a pointer, as the traits of this crate return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The clock by which the client waits between attempts and watches deadlines.
///
/// The default is tokio's. A test gives its own and sees every wait without waiting:
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
    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// The time by which deadlines are kept.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// The time of day, against which a `retry-after` date is read.
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
