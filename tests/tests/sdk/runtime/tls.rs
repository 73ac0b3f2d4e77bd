//! A server with a self-signed certificate.

use std::sync::Arc;

use openai_assistants::{Client, Error, ErrorKind, Request, reqwest};
use sdk_tests::clock::Clock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use super::TestResult;

/// The URL and the certificate of a server that always sends this response.
async fn server(response: &'static str) -> Result<(String, Vec<u8>), Box<dyn std::error::Error>> {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let certificate = own.cert.pem().into_bytes();
    let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![own.cert.into()], key.into())?;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("https://localhost:{}/v1", listener.local_addr()?.port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Fails if the client does not trust the certificate.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(response.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    Ok((url, certificate))
}

async fn retrieve(url: &str, certificate: Option<&[u8]>) -> Result<String, Error> {
    let mut builder = Client::builder().base_url(url).api_key("sk-secret").timer(Clock::default());
    if let Some(pem) = certificate {
        let certificate = reqwest::Certificate::from_pem(pem).map_err(Error::other)?;
        builder = builder.root_certificate(certificate);
    }
    let client = builder.build().map_err(Error::other)?;
    Ok(client.models().retrieve("gpt-4o").send().await?.id.clone())
}

#[tokio::test]
async fn an_added_root_certificate_is_trusted() -> TestResult {
    let model = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n\
                 {\"id\":\"gpt-4o\",\"object\":\"model\",\"created\":1,\"owned_by\":\"desk\"}";
    let (url, certificate) = server(model).await?;
    assert_eq!(retrieve(&url, Some(&certificate)).await?, "gpt-4o");
    let error = retrieve(&url, None).await.expect_err("the certificate is self-signed");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3), "{error}");
    assert!(error.to_string().to_lowercase().contains("certificate"), "{error}");
    Ok(())
}

#[tokio::test]
async fn redirects_from_https_to_http_are_errors() -> TestResult {
    let redirect = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/v1/models\r\nx-request-id: req_7\r\n\
                    content-length: 0\r\nconnection: close\r\n\r\n";
    let (url, certificate) = server(redirect).await?;
    let error = retrieve(&url, Some(&certificate)).await.expect_err("the redirect is a downgrade");
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Redirect, Some("req_7")), "{error}");
    Ok(())
}
