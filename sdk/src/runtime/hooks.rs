//! What every request gets before it is sent: who asks, what for, and the headers of its operation.

use progenitor_client::{ClientHooks, Error, OperationInfo};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::config::Config;
use super::operation::Operation;
use crate::Client;

impl ClientHooks<Config> for Client {
    async fn pre<E>(&self, request: &mut reqwest::Request, info: &OperationInfo) -> Result<(), Error<E>> {
        let headers = request.headers_mut();
        // Header names compare without regard to case, and `insert` replaces: the caller's header is
        // sent once, however it was spelt, and what follows finds it there.
        for (name, value) in &self.inner.headers {
            // What the body is, only the body can say: a form has its boundary there.
            if name != CONTENT_TYPE {
                headers.insert(name, value.clone());
            }
        }
        if let Some(authorization) = &self.inner.authorization {
            headers.entry(AUTHORIZATION).or_insert_with(|| authorization.clone());
        }
        if let Some(operation) = Operation::find(info.operation_id) {
            add_missing(headers, ACCEPT, operation.accept);
            for (name, value) in operation.headers {
                add_missing(headers, HeaderName::from_static(name), value);
            }
        }
        Ok(())
    }
}

fn add_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
