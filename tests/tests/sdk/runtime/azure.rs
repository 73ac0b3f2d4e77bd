//! Azure-style servers.

use openai_assistants::{Client, ClientBuilder, Credential, Request};
use sdk_tests::wire::{Step, Wire};

use super::{MODEL, TestResult};

/// The first request of a client.
async fn sent(
    set: impl FnOnce(ClientBuilder, String) -> ClientBuilder,
) -> Result<String, Box<dyn std::error::Error>> {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let endpoint = server.base_url().trim_end_matches("/v1").to_owned();
    set(Client::builder(), endpoint).build()?.models().retrieve("gpt-4o").send().await?;
    Ok(server.requests().concat())
}

#[tokio::test]
async fn a_key_is_sent_as_api_key_and_a_token_as_bearer() -> TestResult {
    let key = sent(|builder, endpoint| builder.azure_endpoint(endpoint).api_key("key-1")).await?;
    let before = sent(|builder, endpoint| builder.api_key("key-1").azure_endpoint(endpoint)).await?;
    for sent in [key, before] {
        assert!(sent.contains("api-key: key-1\r\n") && !sent.contains("authorization"), "{sent}");
    }
    let token = Credential::bearer("entra");
    let token = sent(|builder, endpoint| builder.azure_endpoint(endpoint).credential(token)).await?;
    assert!(token.contains("authorization: Bearer entra\r\n") && !token.contains("api-key"), "{token}");
    let elsewhere =
        sent(|builder, endpoint| builder.base_url(format!("{endpoint}/v1")).api_key("key-1")).await?;
    assert!(
        elsewhere.contains("authorization: Bearer key-1\r\n") && !elsewhere.contains("api-key"),
        "{elsewhere}"
    );
    Ok(())
}

#[tokio::test]
async fn the_endpoint_may_have_the_path_of_the_api_already() -> TestResult {
    for end in ["", "/", "/openai", "/openai/", "/openai/v1", "/openai/v1/"] {
        let undated = sent(|builder, endpoint| builder.azure_endpoint(format!("{endpoint}{end}"))).await?;
        assert!(undated.starts_with("GET /openai/v1/models/gpt-4o HTTP/1.1"), "{end}: {undated}");
        let dated = sent(|builder, endpoint| {
            builder.azure_endpoint(format!("{endpoint}{end}")).api_version("2024-05-01-preview")
        });
        let dated = dated.await?;
        assert!(
            dated.starts_with("GET /openai/models/gpt-4o?api-version=2024-05-01-preview HTTP"),
            "{end}: {dated}"
        );
        let preview = sent(|builder, endpoint| {
            builder.api_version("preview").azure_endpoint(format!("{endpoint}{end}"))
        });
        let preview = preview.await?;
        assert!(
            preview.starts_with("GET /openai/v1/models/gpt-4o?api-version=preview HTTP"),
            "{end}: {preview}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_version_is_sent_once() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let endpoint = server.base_url().trim_end_matches("/v1").to_owned();
    let client = Client::builder().azure_endpoint(endpoint).query("api-version", "2024-02-15-preview");
    let client = client.api_version("2024-05-01-preview").build()?;
    client.models().retrieve("gpt-4o").send().await?;
    client.models().retrieve("gpt-4o").extra_query("api-version", "2025-01-01").send().await?;
    let raw = client.request(openai_assistants::reqwest::Method::GET, "/models?api-version=2025-02-02");
    raw.send::<serde_json::Value>().await?;
    let requests = server.requests();
    for (request, version) in requests.iter().zip(["2024-05-01-preview", "2025-01-01", "2025-02-02"]) {
        assert_eq!(request.matches("api-version").count(), 1, "{request}");
        assert!(request.contains(&format!("?api-version={version} HTTP")), "{request}");
    }
    Ok(())
}

#[test]
fn two_servers_are_a_conflict() {
    let builder = || Client::builder().base_url("https://a.example/v1").azure_endpoint("https://b.example");
    let error = builder().build().expect_err("one of them gets the key");
    assert_eq!(
        error.to_string(),
        "`base_url` conflicts with `azure_endpoint`; both set the base URL; remove one"
    );
}

#[tokio::test]
async fn the_request_id_may_have_the_name_of_azure_or_of_a_gateway() -> TestResult {
    for name in ["x-request-id", "apim-request-id", "x-ms-request-id", "x-litellm-call-id"] {
        let headers = format!("content-type: application/json\r\n{name}: req_7\r\n");
        let steps = [Step::response("200 OK", &headers, MODEL), Step::response("400 Bad", &headers, "{}")];
        let server = Wire::start(steps).await?;
        let client = Client::builder().base_url(server.base_url()).build()?;
        let model = client.models().retrieve("gpt-4o").send().await?;
        let error = client.models().retrieve("gpt-4o").send().await.expect_err("the status is an error");
        assert_eq!((model.request_id(), error.request_id()), (Some("req_7"), Some("req_7")), "{name}");
        assert!(error.to_string().contains("request id req_7"), "{error}");
    }
    let both = "apim-request-id: other\r\nx-request-id: req_7\r\n";
    let server = Wire::start([Step::response("200 OK", both, MODEL)]).await?;
    let client = Client::builder().base_url(server.base_url()).build()?;
    assert_eq!(client.models().retrieve("gpt-4o").send().await?.request_id(), Some("req_7"));
    Ok(())
}
