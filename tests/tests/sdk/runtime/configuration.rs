//! Settings of the client. Tests of environment variables start a process each.

use std::process::Command;

use openai_assistants::{Client, Credential, Request, reqwest};
use sdk_tests::wire::{Step, Wire};

use super::{MODEL, TestResult, builder};

/// Runs `client_from_env` with these variables and returns its output.
fn in_environment(variables: &[(&str, &str)]) -> Result<String, Box<dyn std::error::Error>> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_client_from_env"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.contains("OPENAI")) {
        child.env_remove(name);
    }
    let output = child.envs(variables.iter().copied()).output()?;
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_from_environment_variables() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let url = server.base_url();
    let output = in_environment(&[
        ("OPENAI_API_KEY", "sk-env"),
        ("OPENAI_BASE_URL", &url),
        ("OPENAI_ORG_ID", "org_1"),
        ("OPENAI_PROJECT_ID", "proj_1"),
        ("OPENAI_CUSTOM_HEADERS", "X-Team: desk\n\n  X-Shift : night\nOpenAI-Project: other"),
    ])?;
    assert_eq!(output, "gpt-4o");
    let sent = server.requests().concat();
    for header in [
        "authorization: Bearer sk-env",
        "openai-organization: org_1",
        "openai-project: proj_1",
        "x-team: desk",
        "x-shift: night",
    ] {
        assert!(sent.contains(&format!("{header}\r\n")), "{header}: {sent}");
    }
    Ok(())
}

#[test]
fn invalid_variables_are_named() -> TestResult {
    let key = ("OPENAI_API_KEY", "sk-env");
    let rows: [&[(&str, &str)]; 9] = [
        &[],
        &[("OPENAI_API_KEY", "  ")],
        &[("OPENAI_API_KEY", "sk\n-env")],
        &[key, ("OPENAI_BASE_URL", "localhost:8080")],
        &[key, ("OPENAI_BASE_URL", "http://user:password@localhost/v1")],
        &[key, ("OPENAI_CUSTOM_HEADERS", "X-Team: desk\nsecret without colon")],
        &[("AZURE", "1")],
        &[("AZURE", "1"), ("AZURE_OPENAI_ENDPOINT", "https://desk.openai.azure.com")],
        &[("AZURE", "1"), ("AZURE_OPENAI_ENDPOINT", "desk.openai.azure.com"), ("AZURE_OPENAI_API_KEY", "k")],
    ];
    let output: Result<Vec<String>, _> = rows.iter().map(|variables| in_environment(variables)).collect();
    insta::assert_snapshot!(output?.join("\n"), @r#"
    OPENAI_API_KEY is not set; set it, or pass the key to Client::new
    OPENAI_API_KEY is not set; set it, or pass the key to Client::new
    the API key has characters that HTTP does not allow; it may have been copied with a line break
    OPENAI_BASE_URL: invalid base URL "localhost:8080": the scheme is localhost; use a URL such as https://example.org/v1
    OPENAI_BASE_URL: invalid base URL "http://…@localhost/v1": it has a user or a password; set credentials with the builder; use a URL such as https://example.org/v1
    OPENAI_CUSTOM_HEADERS: line 2 has no colon; write `Name: value`
    AZURE_OPENAI_ENDPOINT is not set
    AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN is not set
    AZURE_OPENAI_ENDPOINT: invalid base URL "desk.openai.azure.com": relative URL without a base; use a URL such as https://example.org/v1
    "#);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn azure_has_two_url_styles_and_two_credentials() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let endpoint = server.base_url().trim_end_matches("/v1").to_owned();
    let azure = ("AZURE", "1");
    let endpoint = ("AZURE_OPENAI_ENDPOINT", endpoint.as_str());
    let version = ("OPENAI_API_VERSION", "2024-05-01-preview");
    assert_eq!(in_environment(&[azure, endpoint, ("AZURE_OPENAI_API_KEY", "azure-key"), version])?, "gpt-4o");
    assert_eq!(in_environment(&[azure, endpoint, ("AZURE_OPENAI_AD_TOKEN", "entra")])?, "gpt-4o");
    let requests = server.requests();
    let dated = "GET /openai/models/gpt-4o?api-version=2024-05-01-preview HTTP/1.1\r\n";
    assert!(requests[0].starts_with(dated) && requests[0].contains("api-key: azure-key\r\n"), "{requests:?}");
    assert!(!requests[0].contains("authorization"), "{requests:?}");
    assert!(requests[1].starts_with("GET /openai/v1/models/gpt-4o HTTP/1.1\r\n"), "{requests:?}");
    assert!(requests[1].contains("authorization: Bearer entra\r\n"), "{requests:?}");
    Ok(())
}

#[tokio::test]
async fn the_last_setting_wins() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let (client, _) = builder(&server);
    let client = client.api_key("first").credential(Credential::bearer("second")).project("a").project("b");
    client.build()?.models().retrieve("gpt-4o").send().await?;
    let sent = server.requests().concat();
    assert!(sent.contains("Bearer second") && !sent.contains("first"), "{sent}");
    assert!(sent.contains("openai-project: b\r\n") && !sent.contains("openai-project: a\r\n"), "{sent}");
    Ok(())
}

#[tokio::test]
async fn the_last_base_url_gets_the_key() -> TestResult {
    let (first, last) = (Wire::start([Step::json(MODEL)]).await?, Wire::start([Step::json(MODEL)]).await?);
    let (client, _) = builder(&first);
    let client = client.base_url(last.base_url()).query("tier", "1").query("tier", "2").build()?;
    client.models().retrieve("gpt-4o").send().await?;
    assert!(first.requests().is_empty());
    assert!(last.requests().concat().starts_with("GET /v1/models/gpt-4o?tier=2 HTTP/1.1"));
    Ok(())
}

#[tokio::test]
async fn without_a_key_no_credential_is_sent() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    Client::builder().base_url(server.base_url()).build()?.models().retrieve("gpt-4o").send().await?;
    let sent = server.requests().concat();
    assert!(!sent.contains("authorization") && !sent.contains("api-key"), "{sent}");
    Ok(())
}

#[test]
fn clients_are_clone_send_and_sync() {
    fn assert_impls<T: Clone + Send + Sync + 'static>() {}
    assert_impls::<Client>();
    assert_eq!(std::mem::size_of::<Client>(), std::mem::size_of::<usize>());
}

#[tokio::test]
async fn a_proxy_gets_the_requests() -> TestResult {
    let proxy = Wire::start([Step::json(MODEL)]).await?;
    let client = Client::builder()
        .base_url("http://assistants.invalid/v1")
        .api_key("sk-secret")
        .proxy(reqwest::Proxy::http(proxy.base_url())?)
        .build()?;
    assert_eq!(client.models().retrieve("gpt-4o").send().await?.id, "gpt-4o");
    let sent = proxy.requests().concat();
    assert!(sent.starts_with("GET http://assistants.invalid/v1/models/gpt-4o HTTP/1.1"), "{sent}");
    Ok(())
}
