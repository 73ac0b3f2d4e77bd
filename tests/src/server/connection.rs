//! Accepts connections, and serves them. Replaces `axum::serve`, because faults must be able to close or reset a
//! connection in the middle of a response, and because one task that owns all connections and runs can cancel them.

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

/// A background task of the server.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How to close a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// With FIN.
    Close,
    /// With RST.
    Reset,
}

/// A handle to the connection of a request, in the extensions of the request.
#[derive(Debug, Clone)]
pub struct ConnectionHandle(mpsc::Sender<Cut>);

impl ConnectionHandle {
    /// Closes the connection. Never resolves, because no response can follow.
    pub async fn cut(&self, how: Cut) -> std::convert::Infallible {
        // Fails if the connection is closed already.
        let _ = self.0.send(how).await;
        std::future::pending().await
    }
}

/// Serves connections and runs tasks until dropped.
pub async fn serve(listener: TcpListener, router: Router, mut spawned: mpsc::UnboundedReceiver<Task>) {
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tasks.spawn(connection(stream, router.clone()));
                }
                // Most likely out of file descriptors: retry soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(task) = spawned.recv() => {
                tasks.spawn(task);
            }
            Some(_) = tasks.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    // Small events should not be delayed. Failing to set it only delays them.
    let _ = stream.set_nodelay(true);
    let (sender, mut cuts) = mpsc::channel(1);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectionHandle(sender.clone()));
        router.call(request)
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let cut = tokio::select! {
        // A client that disconnects is not an error.
        _ = &mut connection => return,
        Some(cut) = cuts.recv() => cut,
    };
    let stream = connection.into_parts().io.into_inner();
    if cut == Cut::Reset {
        // If this fails, the connection is closed instead of reset.
        let _ = stream.set_zero_linger();
    }
}
