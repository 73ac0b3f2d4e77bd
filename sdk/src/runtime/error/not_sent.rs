//! Detects requests that were never written.
//!
//! Servers close idle connections. If the pool hands out such a connection before it notices, hyper finds it closed before
//! it writes the request, and fails with "canceled". The server cannot have executed the request.

use std::error::Error as StdError;

/// Whether the connection was closed before the request was written.
pub(super) fn is_not_sent(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        // Both mean that the request was still queued. After writing has started, the error is "incomplete message" or the
        // socket's.
        if let Some(error) = error.downcast_ref::<hyper::Error>() {
            return error.is_canceled() || error.is_closed();
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use hyper::client::conn::http1;
    use hyper::rt::{Read, ReadBufCursor, Write};

    use super::*;

    /// A connection that the server closes before the request, or instead of a response.
    struct Closed {
        after_request: bool,
        written: usize,
    }

    impl Read for Closed {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: ReadBufCursor<'_>,
        ) -> Poll<io::Result<()>> {
            if self.after_request && self.written == 0 { Poll::Pending } else { Poll::Ready(Ok(())) }
        }
    }

    impl Write for Closed {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            self.written += bytes.len();
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    fn ready<T>(mut future: impl Future<Output = T> + Unpin, mut beside: impl FnMut()) -> T {
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..100 {
            if let Poll::Ready(done) = Pin::new(&mut future).poll(&mut context) {
                return done;
            }
            beside();
        }
        panic!("nothing here waits for anything else");
    }

    fn error_of(after_request: bool) -> hyper::Error {
        let io = Closed { after_request, written: 0 };
        let handshake = Box::pin(http1::handshake::<_, reqwest::Body>(io));
        let (mut sender, connection) = ready(handshake, || ()).expect("there is no handshake in HTTP/1");
        let mut connection = Box::pin(connection);
        let mut request = hyper::Request::new(reqwest::Body::default());
        *request.method_mut() = hyper::Method::POST;
        let response = Box::pin(sender.send_request(request));
        let mut context = Context::from_waker(Waker::noop());
        let result = ready(response, || {
            let _ = connection.as_mut().poll(&mut context);
        });
        result.expect_err("there is no response")
    }

    #[test]
    fn only_a_queued_request_is_not_sent() {
        let before = error_of(false);
        assert!(is_not_sent(&before), "{before:?}");
        let after = error_of(true);
        assert!(!is_not_sent(&after), "{after:?}");
        assert!(after.is_incomplete_message(), "{after:?}");
    }
}
