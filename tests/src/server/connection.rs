//! Sockets arrive, answers leave. Connections are served here rather than by `axum::serve` because faults need to
//! end one in the middle of an answer, with a TCP reset if asked for; and because everything that the server has
//! under way, connections and runs alike, hangs on one task this way and ends with it.

use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Something that the server does beside answering.
pub type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How a connection is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// As if the server had nothing more to say (FIN).
    Close,
    /// As if the server had died (RST).
    Reset,
}

/// The way from a request to its connection; every request has it among its extensions.
#[derive(Debug, Clone)]
pub struct Line(mpsc::Sender<Cut>);

impl Line {
    /// Ends the connection. Nothing after this is ever answered, so the future does not end.
    pub async fn cut(&self, how: Cut) -> std::convert::Infallible {
        // One that is gone already needs no end.
        let _ = self.0.send(how).await;
        std::future::pending().await
    }
}

/// Serves connections and carries out jobs until it is dropped, and everything under way with it.
pub async fn serve(listener: TcpListener, router: Router, mut jobs: mpsc::UnboundedReceiver<Job>) {
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tasks.spawn(connection(stream, router.clone()));
                }
                // Out of file descriptors, most likely: some may be free soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(job) = jobs.recv() => {
                tasks.spawn(job);
            }
            Some(_) = tasks.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    // Events are small, and are to arrive when they happen. Without it they only come later.
    let _ = stream.set_nodelay(true);
    let (sender, mut cuts) = mpsc::channel(1);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Line(sender.clone()));
        router.call(request)
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let cut = tokio::select! {
        // A client that goes away is nothing to report.
        _ = &mut connection => return,
        Some(cut) = cuts.recv() => cut,
    };
    let stream = connection.into_parts().io.into_inner();
    if cut == Cut::Reset {
        // Where it cannot be set the connection is closed instead, which is a fault as well.
        let _ = stream.set_zero_linger();
    }
}
