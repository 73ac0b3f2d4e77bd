//! Which redirects are followed, and with which headers and bodies.

use openai_assistants::{BoxFuture, Credential, Error, ErrorKind, Middleware, Next, Request, reqwest};
use sdk_tests::wire::{Step, Wire};

use super::{MODEL, THREAD, TestResult, builder};

fn to(status: &str, location: &str) -> Step {
    Step::response(status, &format!("location: {location}\r\nx-request-id: req_7\r\n"), "")
}

#[tokio::test]
async fn same_origin_redirects_keep_headers_and_body() -> TestResult {
    for status in ["307 Temporary Redirect", "308 Permanent Redirect"] {
        let server = Wire::start([to(status, "/v2/threads"), Step::json(THREAD)]).await?;
        let (client, _) = builder(&server);
        client.build()?.threads().create().metadata([("k", "v")]).send().await?;
        let requests = server.requests();
        assert!(requests[1].starts_with("POST /v2/threads "), "{requests:?}");
        assert!(
            requests[1].contains("authorization: Bearer sk-secret") && requests[1].contains(r#"{"k":"v"}"#)
        );
    }
    Ok(())
}

/// Adds a credential to each request.
struct Sign;

impl Middleware for Sign {
    fn handle<'a>(
        &'a self,
        mut request: reqwest::Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Error>> {
        request.headers_mut().insert("x-signed", reqwest::header::HeaderValue::from_static("yes"));
        Box::pin(next.run(request))
    }
}

#[tokio::test]
async fn cross_origin_redirects_drop_credentials() -> TestResult {
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let other = Wire::start([Step::json(MODEL)]).await?;
        let server = Wire::start([to(status, &format!("{}/elsewhere", other.base_url()))]).await?;
        let (client, _) = builder(&server);
        let client = client
            .credential(Credential::api_key("azure-secret"))
            .header("Authorization", "Bearer sk-secret")
            .header("X-Signature", "signed")
            .middleware(Sign)
            .build()?;
        assert_eq!(client.models().retrieve("gpt-4o").send().await?.id, "gpt-4o");
        let followed = other.requests().concat();
        assert!(followed.starts_with("GET /v1/elsewhere "), "{followed}");
        for secret in ["azure-secret", "sk-secret", "api-key", "authorization", "x-signature", "x-signed"] {
            assert!(!followed.contains(secret), "{followed}");
            assert!(server.requests().concat().contains(secret));
        }

        let error = client.threads().create().send().await.expect_err("a body is not sent to another origin");
        assert_eq!((error.kind(), error.request_id()), (ErrorKind::Redirect, Some("req_7")), "{error}");
        assert_eq!(other.requests().len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn redirects_to_other_schemes_are_errors() -> TestResult {
    for (status, location) in [("302 Found", "ftp://elsewhere/x"), ("302 Found", "data:,x")] {
        let server = Wire::start([to(status, location)]).await?;
        let (client, _) = builder(&server);
        let error = client.build()?.models().list().send().await.expect_err("the scheme is not HTTP");
        assert_eq!((error.kind(), error.request_id()), (ErrorKind::Redirect, Some("req_7")), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_cycle_of_redirects_is_an_error() -> TestResult {
    let server = Wire::start([to("307 Again", "/v1/models")]).await?;
    let (client, _) = builder(&server);
    let error = client.build()?.models().list().send().await.expect_err("the redirects are a cycle");
    assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Redirect, 11), "{error}");
    assert_eq!(
        (error.status().map(|status| status.as_u16()), error.request_id()),
        (Some(307), Some("req_7"))
    );
    Ok(())
}
