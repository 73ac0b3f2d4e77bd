//! Which redirects are followed, per method and status. Each row counts what the servers received.

use openai_assistants::reqwest::{Method, redirect::Policy};
use openai_assistants::{Client, Credential, Error, ErrorKind};
use sdk_tests::wire::{Step, Wire};
use serde_json::Value;

use super::{MODEL, TestResult, builder};

const STATUSES: [&str; 5] = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"];

fn redirect(status: &str, location: &str) -> Step {
    Step::response(status, &format!("location: {location}\r\n"), "")
}

async fn send(client: &Client, method: &Method) -> Result<Value, Error> {
    let request = client.request(method.clone(), "/models/gpt-4o");
    let request = if *method == Method::POST { request.json(serde_json::json!({ "a": 1 })) } else { request };
    request.send::<Value>().await.map(|response| response.into_inner())
}

#[tokio::test]
async fn within_the_origin_the_method_stays_or_the_redirect_is_refused() -> TestResult {
    for status in STATUSES {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let server = Wire::start([redirect(status, "/v2/models"), Step::json(MODEL)]).await?;
            let (client, _) = builder(&server);
            let outcome = send(&client.build()?, &method).await;
            let requests = server.requests();
            let followed = method == Method::GET || status.starts_with("307") || status.starts_with("308");
            assert_eq!(
                (requests.len(), outcome.is_ok()),
                (1 + usize::from(followed), followed),
                "{method} {status}"
            );
            if followed {
                let second = &requests[1];
                assert!(second.starts_with(&format!("{method} /v2/models ")), "{second}");
                assert!(second.contains("authorization: Bearer sk-secret\r\n"), "{second}");
                assert_eq!(second.ends_with(r#"{"a":1}"#), method == Method::POST, "{second}");
            } else {
                let error = outcome.expect_err("it is refused");
                assert_eq!((error.kind(), error.attempts()), (ErrorKind::Redirect, 1), "{error}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn another_origin_receives_only_a_get_without_credentials() -> TestResult {
    for status in STATUSES {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let other = Wire::start([Step::json(MODEL)]).await?;
            let server = Wire::start([redirect(status, &format!("{}/models", other.base_url()))]).await?;
            let (client, _) = builder(&server);
            let client = client.credential(Credential::api_key("azure-secret")).build()?;
            let outcome = send(&client, &method).await;
            let followed = usize::from(method == Method::GET);
            assert_eq!((server.requests().len(), other.requests().len()), (1, followed), "{method} {status}");
            assert_eq!(outcome.is_ok(), method == Method::GET, "{method} {status}: {outcome:?}");
            assert!(!other.requests().concat().contains("azure-secret"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn credentials_do_not_return_by_way_of_another_origin() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let other = Wire::start([redirect("302 Found", &format!("{}/models", server.base_url()))]).await?;
    let first = Wire::start([redirect("302 Found", &format!("{}/models", other.base_url()))]).await?;
    let (client, _) = builder(&first);
    send(&client.build()?, &Method::GET).await?;
    for server in [&other, &server] {
        let received = server.requests();
        assert_eq!(received.len(), 1);
        assert!(!received[0].contains("sk-secret"), "{received:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_custom_redirect_policy_is_overridden() -> TestResult {
    let other = Wire::start([Step::json(MODEL)]).await?;
    let server = Wire::start([redirect("307 Temporary", &format!("{}/models", other.base_url()))]).await?;
    let (client, _) = builder(&server);
    let client = client.credential(Credential::api_key("azure-secret"));
    let client = client.http_client(|http| http.redirect(Policy::limited(10))).build()?;
    send(&client, &Method::GET).await?;
    assert_eq!(other.requests().len(), 1);
    assert!(!other.requests().concat().contains("azure-secret"));
    let error = send(&client, &Method::POST).await.expect_err("reqwest would follow it");
    assert_eq!((error.kind(), other.requests().len()), (ErrorKind::Redirect, 1), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_failure_after_a_redirect_is_retried_from_the_first_url() -> TestResult {
    let steps = [
        redirect("307 Temporary", "/v2/models"),
        Step::response("503 Later", "", "{}"),
        redirect("307 Temporary", "/v2/models"),
        Step::json(MODEL),
    ];
    let server = Wire::start(steps).await?;
    let (client, _) = builder(&server);
    send(&client.build()?, &Method::POST).await?;
    let paths: Vec<String> =
        server.requests().iter().filter_map(|request| Some(request.split(' ').nth(1)?.to_owned())).collect();
    assert_eq!(paths, ["/v1/models/gpt-4o", "/v2/models", "/v1/models/gpt-4o", "/v2/models"]);
    Ok(())
}
