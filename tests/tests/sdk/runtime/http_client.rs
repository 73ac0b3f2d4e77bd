//! The function that changes the builder of the HTTP client.

use openai_assistants::reqwest::header::{HeaderMap, HeaderValue};
use openai_assistants::reqwest::{Certificate, Proxy};
use openai_assistants::{Client, ConfigError, Request};
use sdk_tests::wire::{Step, Wire};

use super::{MODEL, TestResult, builder};

#[tokio::test]
async fn the_builder_of_the_http_client_can_be_changed() -> TestResult {
    let server = Wire::start([Step::json(MODEL)]).await?;
    let (client, _) = builder(&server);
    let headers = HeaderMap::from_iter([("x-custom".parse()?, HeaderValue::from_static("yes"))]);
    let client = client.http_client(move |http| http.default_headers(headers.clone())).build()?;
    client.models().retrieve("gpt-4o").send().await?;
    // A copy with another setting of the HTTP client is built the same way.
    let copy = client.with_options(|options| options.pool_max_idle_per_host(1))?;
    copy.models().retrieve("gpt-4o").send().await?;
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for sent in requests {
        assert!(sent.contains("x-custom: yes\r\n") && sent.contains("authorization: Bearer"), "{sent}");
    }
    Ok(())
}

#[tokio::test]
async fn a_proxy_can_be_set_in_the_function() -> TestResult {
    let proxy = Wire::start([Step::json(MODEL)]).await?;
    let url = proxy.base_url();
    let client =
        Client::builder().base_url("http://assistants.invalid/v1").http_client(
            move |http| match Proxy::http(&url) {
                Ok(proxy) => http.proxy(proxy),
                Err(_) => http,
            },
        );
    client.build()?.models().retrieve("gpt-4o").send().await?;
    assert!(proxy.requests().concat().starts_with("GET http://assistants.invalid/v1/models/gpt-4o HTTP/1.1"));
    Ok(())
}

#[test]
fn conflicts_are_named() -> TestResult {
    let proxy =
        Client::builder().proxy(Proxy::http("http://127.0.0.1:9")?).http_client(|http| http.no_proxy());
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let certificate = Certificate::from_pem(own.cert.pem().as_bytes())?;
    let certificate = Client::builder().http_client(|http| http).root_certificate(certificate);
    let mut errors = String::new();
    for builder in [proxy, certificate] {
        let error = builder.build().expect_err("the settings conflict");
        assert!(matches!(error, ConfigError::Conflict { .. }));
        errors.push_str(&format!("{error}\n"));
    }
    insta::assert_snapshot!(errors, @"
    `http_client` conflicts with `proxy`; set the proxy in the function of `http_client`
    `http_client` conflicts with `root_certificate`; add the certificate in the function of `http_client`
    ");
    Ok(())
}

#[test]
fn an_error_of_the_http_client_names_its_cause() {
    // reqwest allows this only with certificates of the program's own.
    let client = Client::builder().http_client(|http| http.tls_danger_accept_invalid_hostnames(true));
    let error = client.build().expect_err("reqwest refuses it");
    insta::assert_snapshot!(error, @"cannot build the HTTP client: builder error: disabling rustls hostname verification only allowed with tls_certs_only(); check the TLS feature and the system's certificates");
}

#[test]
fn debug_of_a_configuration_error_is_its_message() {
    let errors = [
        ConfigError::NoKey,
        ConfigError::NoCryptoProvider,
        Client::builder().base_url("localhost").build().expect_err("it is no URL"),
        Client::builder().api_key("line\nbreak").build().expect_err("it is no header"),
        Client::builder().header("a b", "c").build().expect_err("it is no name"),
    ];
    let shown: Vec<String> = errors.iter().map(|error| format!("{error:?}")).collect();
    assert!(errors.iter().zip(&shown).all(|(error, shown)| error.to_string() == *shown), "{shown:?}");
    insta::assert_snapshot!(shown.join("\n"), @r#"
    OPENAI_API_KEY is not set; set it, or pass the key to Client::new
    the feature `rustls-no-provider` needs a cryptography provider, and none is installed; call `rustls::crypto::CryptoProvider::install_default` before building the client
    invalid base URL "localhost": relative URL without a base; use a URL such as https://example.org/v1
    the API key has characters that HTTP does not allow; it may have been copied with a line break
    "a b" is not a valid header name
    "#);
}
