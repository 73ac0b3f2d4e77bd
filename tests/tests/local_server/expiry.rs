//! Expiry of files, uploads and vector stores. `Server::expire` saves the tests from waiting.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use sdk_tests::server::Server;
use serde_json::json;

use crate::{Raw, TestResult};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Uploads a file that expires after an hour.
async fn file(raw: &Raw) -> Result<String, Box<dyn std::error::Error>> {
    let form = Form::new()
        .text("purpose", "assistants")
        .text("expires_after[anchor]", "created_at")
        .text("expires_after[seconds]", "3600")
        .part("file", Part::text("Threaded cups take 50 Nm.").file_name("handbook.md"));
    let (_, file) = raw.send(raw.request(Method::POST, "/files").multipart(form)).await?;
    Ok(file["id"].as_str().ok_or_else(|| file.to_string())?.to_owned())
}

#[tokio::test]
async fn expired_files_are_removed_from_vector_stores() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let id = file(&raw).await?;
    let store = raw.create("/vector_stores", &json!({ "file_ids": [id] })).await?;

    server.expire(HOUR / 2);
    assert_eq!(raw.get(&format!("/files/{id}")).await?.0, StatusCode::OK);
    server.expire(HOUR);
    assert_eq!(raw.get(&format!("/files/{id}")).await?.0, StatusCode::NOT_FOUND);
    let (_, store) = raw.get(&format!("/vector_stores/{store}")).await?;
    assert_eq!(store["file_counts"]["total"], 0);
    Ok(())
}

#[tokio::test]
async fn expired_vector_stores_cannot_be_used() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let policy = json!({ "anchor": "last_active_at", "days": 1 });
    let id = raw.create("/vector_stores", &json!({ "expires_after": policy })).await?;
    let path = format!("/vector_stores/{id}");
    let search = json!({ "query": "threaded cups" });
    let (_, store) = raw.get(&path).await?;
    let lifetime =
        store["expires_at"].as_u64().zip(store["last_active_at"].as_u64()).map(|(at, used)| at - used);
    assert_eq!(lifetime, Some(DAY.as_secs()));

    server.expire(DAY / 2);
    assert_eq!(raw.post(&format!("{path}/search"), &search).await?.0, StatusCode::OK);
    // Removing the policy removes the expiry.
    raw.post(&path, &json!({ "expires_after": null })).await?;
    server.expire(2 * DAY);
    assert_eq!(raw.get(&path).await?.1["status"], "completed");
    raw.post(&path, &json!({ "expires_after": policy })).await?;
    server.expire(DAY);
    assert_eq!(raw.get(&path).await?.1["status"], "expired");
    let (status, error) = raw.post(&format!("{path}/search"), &search).await?;
    let message = format!("The vector store '{id}' has expired.");
    assert_eq!((status, &error["error"]["message"]), (StatusCode::BAD_REQUEST, &json!(message)));
    assert_eq!(raw.send(raw.request(Method::DELETE, &path)).await?.0, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn expired_uploads_take_no_more_parts() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let body = json!({ "filename": "a.txt", "purpose": "assistants", "bytes": 3, "mime_type": "text/plain" });
    let id = raw.create("/uploads", &body).await?;
    server.expire(HOUR);
    let (status, error) = raw.post(&format!("/uploads/{id}/complete"), &json!({ "part_ids": [] })).await?;
    let message = format!("The upload '{id}' is expired; only a pending upload can be changed.");
    assert_eq!((status, &error["error"]["message"]), (StatusCode::BAD_REQUEST, &json!(message)));
    Ok(())
}
