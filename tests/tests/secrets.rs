//! Secrets are sent to the server, but never logged or shown.

use std::io::Write;
use std::sync::{Arc, Mutex};

use openai_assistants::{Client, Credential, Request};
use sdk_tests::wire::{Step, Wire};
use tracing_subscriber::fmt::MakeWriter;

type TestResult = Result<(), Box<dyn std::error::Error>>;

const THREAD: &str = r#"{"id":"thread_1","object":"thread","created_at":1}"#;

const SECRETS: [&str; 4] = ["sk-secret-1", "azure-secret-2", "header-secret-3", "call-secret-4"];

/// The log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no thread panics while it holds the lock").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_is_in_logs_errors_or_debug_output() -> TestResult {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(log.clone())
        .finish();
    // Include records of the `log` crate.
    tracing::subscriber::set_global_default(subscriber)?;
    tracing_log::LogTracer::init()?;

    let mut shown = String::new();
    for credential in [Credential::bearer(SECRETS[0]), Credential::api_key(SECRETS[1])] {
        let secret = match credential {
            Credential::Bearer(_) => SECRETS[0],
            _ => SECRETS[1],
        };
        // A server that quotes the request.
        let quoted = [secret, SECRETS[2], SECRETS[3]].join(" ");
        let body =
            format!(r#"{{"error":{{"message":"wrong key: {quoted}","type":"{quoted}","code":"{quoted}"}}}}"#);
        let headers = format!("x-echo: {quoted}\r\nx-request-id: req_7\r\n");
        let refused = Step::response("500 Oops", &headers, body);
        let server = Wire::start([refused.clone(), Step::json(THREAD), refused.clone()]).await?;
        let builder = Client::builder()
            .base_url(server.base_url())
            .credential(credential.clone())
            .header("X-Key", SECRETS[2])
            .query("sig", SECRETS[2])
            .timer(sdk_tests::clock::Clock::default());
        let client = builder.clone().build()?;
        let request = client.threads().retrieve("thread_1").extra_header("X-Other", SECRETS[3]);
        let request = request.extra_query("token", SECRETS[3]);
        shown.push_str(&format!("{credential:?} {builder:?} {client:?} {request:?}"));
        request.send().await?;
        let error = client
            .threads()
            .create()
            .extra_header("X-Other", SECRETS[3])
            .send()
            .await
            .expect_err("the status is an error");
        let of_error = format!("{error} {error:?} {error:#?} {:?} {:?}", error.headers(), error.code());
        shown.push_str(&of_error);
        shown.push_str(&String::from_utf8_lossy(error.body().unwrap_or_default()));

        // A page that quotes the request, with a success status.
        let page = format!("<pre>authorization: {secret}\nx-key: {}\n?sig={}</pre>", SECRETS[2], SECRETS[2]);
        let html = Step::response("200 OK", "content-type: text/html\r\n", page);
        let debug = Wire::start([html]).await?;
        let debug_client = builder.clone().base_url(debug.base_url()).build()?;
        let error = debug_client.models().list().send().await.expect_err("the body is not JSON");
        shown.push_str(&format!("{error} {}", String::from_utf8_lossy(error.body().unwrap_or_default())));
        assert!(error.is_decode(), "{error}");

        drop(server);
        let error =
            client.threads().retrieve("thread_1").send().await.expect_err("the connection is refused");
        let source = std::error::Error::source(&error).map(|source| format!("{source} {source:?}"));
        shown.push_str(&format!("{error} {error:?} {source:?}"));
        assert!(std::error::Error::source(&error).is_some());
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone())?;
    for (what, text) in [("shown", &shown), ("logged", &logged)] {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} is {what}: {text}");
        }
    }
    // The log has useful records.
    for word in ["threads.retrieve", "/threads/{thread_id}", "req_7", "retrying", "status=500", "attempts=2"]
    {
        assert!(logged.contains(word), "{word}: {logged}");
    }
    // Bodies are logged only on request.
    assert!(!logged.contains("openai_assistants::bodies"), "{logged}");

    let server = Wire::start([Step::json(THREAD)]).await?;
    let client = Client::builder().base_url(server.base_url()).log_bodies(true).build()?;
    client.threads().create().metadata([("ticket", "SW-0417")]).send().await?;
    let logged = String::from_utf8(log.0.lock().unwrap().clone())?;
    for body in [r#"{"metadata":{"ticket":"SW-0417"}}"#, THREAD] {
        assert!(logged.contains(body), "{logged}");
    }

    // The location of a redirect is a header, and keeps its query.
    let elsewhere = format!("location: https://elsewhere.invalid/?sig={}\r\n", SECRETS[2]);
    let server = Wire::start([Step::response("307 Elsewhere", &elsewhere, "")]).await?;
    let client = Client::builder().base_url(server.base_url()).query("sig", SECRETS[2]).build()?;
    let error = client.threads().create().send().await.expect_err("a body is not sent to another origin");
    assert!(!format!("{error} {:?}", error.headers()).contains(SECRETS[2]), "{error} {:?}", error.headers());

    // Bodies may quote a key, complete or truncated by the length limits.
    let half = format!("{}{}", "x".repeat(195), SECRETS[0]);
    let cut = format!("{}{}", "x".repeat(64 * 1024 - 5), SECRETS[0]);
    for (status, body) in [("200 OK", &half), ("400 Bad", &half), ("400 Bad", &cut)] {
        let server = Wire::start([Step::response(status, "", body)]).await?;
        let builder = Client::builder().base_url(server.base_url()).api_key(SECRETS[0]).log_bodies(true);
        let error = builder.build()?.models().list().send().await.expect_err("the body is not a list");
        let body = String::from_utf8_lossy(error.body().unwrap_or_default()).into_owned();
        assert!(!error.to_string().contains("sk-s") && !body.contains("sk-s"), "{error}");
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone())?;
    assert!(!logged.contains(SECRETS[0]), "{logged}");
    Ok(())
}
