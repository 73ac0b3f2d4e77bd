//! Rejected requests and their error messages.

use reqwest::Method;
use sdk_tests::server::Server;
use serde_json::{Value, json};

use crate::{Raw, TestResult};

/// Method, path, body -> status, param, code, message.
fn shown(status: reqwest::StatusCode, response: &Value) -> String {
    let error = &response["error"];
    let word = |name: &str| error[name].as_str().unwrap_or("-").to_owned();
    assert!(error.get("type").is_some_and(Value::is_string), "{response}");
    format!("{} {} {}: {}", status.as_u16(), word("param"), word("code"), word("message"))
}

#[tokio::test]
async fn bodies_of_assistants_are_validated() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let with = |name: &str, value: Value| {
        let mut body = json!({ "model": "gpt-4o" });
        body[name] = value;
        body
    };
    let pairs: serde_json::Map<String, Value> = (0..17).map(|n| (n.to_string(), json!(""))).collect();
    let tools = vec![json!({ "type": "code_interpreter" }); 129];
    let bodies = [
        json!({}),
        json!([]),
        json!({ "model": null }),
        with("colour", json!("red")),
        with("name", json!("a".repeat(257))),
        with("name", json!(7)),
        with("description", json!("a".repeat(513))),
        with("instructions", json!("a".repeat(256_001))),
        with("temperature", json!(2.5)),
        with("metadata", json!(pairs)),
        with("metadata", json!({ "a".repeat(65): "" })),
        with("metadata", json!({ "key": "a".repeat(513) })),
        with("metadata", json!({ "key": 7 })),
        with("tools", json!(tools)),
        with("tools", json!("code_interpreter")),
        with("tools", json!([{ "type": "hammer" }])),
        with("tools", json!([{}])),
        with("tools", json!([{ "type": "function" }])),
        with("tools", json!([{ "type": "code_interpreter" }, { "type": "function", "function": {} }])),
        with("tools", json!([{ "type": "file_search", "file_search": { "max_num_results": 51 } }])),
        with("response_format", json!("yaml")),
        with("response_format", json!({ "type": "json_schema" })),
        with("tool_resources", json!({ "file_search": { "vector_store_ids": ["a", "b"] } })),
        with("tool_resources", json!({ "file_search": { "vector_store_ids": ["vs_gone"] } })),
    ];
    let mut table = String::new();
    for body in &bodies {
        let (status, response) = raw.post("/assistants", body).await?;
        table += &shown(status, &response);
        table.push('\n');
    }
    insta::assert_snapshot!(table, @"
    400 model missing_required_parameter: Missing required parameter: 'model'.
    400 - invalid_type: Invalid body: expected object, but got array.
    400 model invalid_type: Invalid type for 'model': expected string, but got null.
    400 colour unknown_parameter: Unknown parameter: 'colour'.
    400 name string_above_max_length: Invalid 'name': its length may be at most 256, but it is 257.
    400 name invalid_type: Invalid type for 'name': expected null or string, but got integer.
    400 description string_above_max_length: Invalid 'description': its length may be at most 512, but it is 513.
    400 instructions string_above_max_length: Invalid 'instructions': its length may be at most 256000, but it is 256001.
    400 temperature value_above_max: Invalid 'temperature': it may be at most 2, but it is 2.5.
    400 metadata object_above_max_properties: Invalid 'metadata': at most 16 pairs are allowed, but there are 17.
    400 metadata.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa string_above_max_length: Invalid 'metadata.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa': at most 64 characters are allowed, but there are 65.
    400 metadata.key string_above_max_length: Invalid 'metadata.key': at most 512 characters are allowed, but there are 513.
    400 metadata.key invalid_type: Invalid type for 'metadata.key': expected string, but got integer.
    400 tools array_above_max_length: Invalid 'tools': its length may be at most 128, but it is 129.
    400 tools invalid_type: Invalid type for 'tools': expected array, but got string.
    400 tools[0].type invalid_value: Invalid value for 'tools[0].type': 'hammer'. Allowed are: 'code_interpreter', 'file_search', 'function'.
    400 tools[0].type missing_required_parameter: Missing required parameter: 'tools[0].type'.
    400 tools[0].function missing_required_parameter: Missing required parameter: 'tools[0].function'.
    400 tools[1].function.name missing_required_parameter: Missing required parameter: 'tools[1].function.name'.
    400 tools[0].file_search.max_num_results value_above_max: Invalid 'tools[0].file_search.max_num_results': it may be at most 50, but it is 51.
    400 response_format invalid_value: Invalid value for 'response_format': 'yaml'. Allowed are: 'auto'.
    400 response_format.json_schema missing_required_parameter: Missing required parameter: 'response_format.json_schema'.
    400 tool_resources.file_search.vector_store_ids array_above_max_length: Invalid 'tool_resources.file_search.vector_store_ids': its length may be at most 1, but it is 2.
    404 - -: No vector store found with id 'vs_gone'.
    ");
    Ok(())
}

#[tokio::test]
async fn other_bodies_are_validated() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let thread = raw.create("/threads", &json!({})).await?;
    let store = raw.create("/vector_stores", &json!({})).await?;
    let messages = format!("/threads/{thread}/messages");
    let (runs, stores) = (format!("/threads/{thread}/runs"), format!("/vector_stores/{store}"));
    let cases = [
        (messages.as_str(), json!({ "role": "system", "content": "Hello" })),
        (&messages, json!({ "role": "user", "content": 7 })),
        (&messages, json!({ "role": "user", "content": [] })),
        (&messages, json!({ "role": "user", "content": "a".repeat(256_001) })),
        (&messages, json!({ "role": "user", "content": [{ "type": "text", "text": 7 }] })),
        (&runs, json!({ "assistant_id": "asst_gone" })),
        (&runs, json!({ "assistant_id": "asst_gone", "max_prompt_tokens": 1 })),
        (&runs, json!({ "assistant_id": "asst_gone", "tool_choice": "never" })),
        (&format!("{stores}/file_batches"), json!({})),
        (&format!("{stores}/files"), json!({ "file_id": "file-gone" })),
        (&format!("{stores}/search"), json!({ "query": "a", "max_num_results": 0 })),
        (
            &format!("{stores}/search"),
            json!({ "query": "a", "filters": { "type": "like", "key": "a", "value": 1 } }),
        ),
        ("/uploads", json!({ "filename": "a", "purpose": "assistants", "mime_type": "a/b", "bytes": -1 })),
        ("/uploads", json!({ "filename": "a", "purpose": "assistants", "mime_type": "a/b", "bytes": 1e300 })),
    ];
    let mut table = String::new();
    for (path, body) in &cases {
        let (status, response) = raw.post(path, body).await?;
        table += &shown(status, &response);
        table.push('\n');
    }
    insta::assert_snapshot!(table, @"
    400 role invalid_value: Invalid value for 'role': 'system'. Allowed are: 'user', 'assistant'.
    400 content invalid_type: Invalid type for 'content': expected array or string, but got integer.
    400 content array_below_min_length: Invalid 'content': its length must be at least 1, but it is 0.
    400 content string_above_max_length: Invalid 'content': at most 256000 characters are allowed, but there are 256001.
    400 content[0].text invalid_type: Invalid type for 'content[0].text': expected string, but got integer.
    404 - -: No assistant found with id 'asst_gone'.
    400 max_prompt_tokens value_below_min: Invalid 'max_prompt_tokens': it must be at least 256, but it is 1.
    400 tool_choice invalid_value: Invalid value for 'tool_choice': 'never'. Allowed are: 'none', 'auto', 'required'.
    400 - missing_required_parameter: Missing required parameter: 'file_ids' or 'files'.
    404 - -: No file found with id 'file-gone'.
    400 max_num_results value_below_min: Invalid 'max_num_results': it must be at least 1, but it is 0.
    400 filters.type invalid_value: Invalid value for 'filters.type': 'like'. Allowed are: 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'and', 'or'.
    400 bytes value_below_min: Invalid 'bytes': must be the size of the file.
    400 bytes value_below_min: Invalid 'bytes': must be the size of the file.
    ");
    Ok(())
}

#[tokio::test]
async fn paths_queries_and_headers_are_validated() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let mut table = String::new();
    let mut note = |what: &str, (status, response): (reqwest::StatusCode, Value)| {
        table += &format!("{what}\n  {}\n", shown(status, &response));
    };
    for path in [
        "/assistants/asst_x",
        "/assistants/..%2F..%2Fetc",
        "/assistants/%ff",
        "/threads/thread_x/runs",
        "/models/gpt-9",
        "/assistants?limit=0",
        "/assistants?limit=101",
        "/assistants?limit=ten",
        "/assistants?limit=99999999999999999999",
        "/files?limit=10001",
        "/assistants?order=up",
        "/assistants?colour=red",
        "/assistants?after=asst_gone",
        "/files?before=file-1",
        "/chairs",
    ] {
        note(path, raw.get(path).await?);
    }
    note("PUT /assistants", raw.send(raw.request(Method::PUT, "/assistants")).await?);
    let bare = |path: &str| raw.bare(Method::GET, path);
    note("no key", raw.send(bare("/models")).await?);
    note("wrong key", raw.send(bare("/models").bearer_auth("sk-secret")).await?);
    note("no beta header", raw.send(bare("/assistants").bearer_auth("local")).await?);
    let post = || raw.request(Method::POST, "/assistants");
    note("text", raw.send(post().header("content-type", "text/plain").body("{}")).await?);
    let json = || post().header("content-type", "application/json");
    note("truncated JSON", raw.send(json().body("{\"model\": ")).await?);
    note("not UTF-8", raw.send(json().body(b"{\"model\": \"\xff\"}".to_vec())).await?);
    let file = || raw.request(Method::POST, "/files");
    note("JSON instead of a form", raw.send(file().json(&json!({}))).await?);
    let form = "multipart/form-data; boundary=b";
    note("truncated form", raw.send(file().header("content-type", form).body("--b\r\nContent-Dis")).await?);
    let text = reqwest::multipart::Form::new().text("purpose", "assistants").text("file", "abc");
    note("no file name", raw.send(file().multipart(text)).await?);
    assert!(!table.contains("sk-secret"));
    insta::assert_snapshot!(table, @"
    /assistants/asst_x
      404 - -: No assistant found with id 'asst_x'.
    /assistants/..%2F..%2Fetc
      404 - -: No assistant found with id '../../etc'.
    /assistants/%ff
      400 - -: Cannot read the path: Invalid UTF-8 in `assistant_id`.
    /threads/thread_x/runs
      404 - -: No thread found with id 'thread_x'.
    /models/gpt-9
      404 model model_not_found: The model 'gpt-9' does not exist.
    /assistants?limit=0
      400 limit invalid_value: Invalid value for 'limit': expected an integer from 1 to 100, but got '0'.
    /assistants?limit=101
      400 limit invalid_value: Invalid value for 'limit': expected an integer from 1 to 100, but got '101'.
    /assistants?limit=ten
      400 limit invalid_value: Invalid value for 'limit': expected an integer from 1 to 100, but got 'ten'.
    /assistants?limit=99999999999999999999
      400 limit invalid_value: Invalid value for 'limit': expected an integer from 1 to 100, but got '99999999999999999999'.
    /files?limit=10001
      400 limit invalid_value: Invalid value for 'limit': expected an integer from 1 to 10000, but got '10001'.
    /assistants?order=up
      400 order invalid_value: Invalid value for 'order': 'up'. Allowed are: 'asc', 'desc'.
    /assistants?colour=red
      400 colour unknown_parameter: Unknown query parameter: 'colour'.
    /assistants?after=asst_gone
      400 after invalid_value: Invalid 'after': no object in this list has the id 'asst_gone'.
    /files?before=file-1
      400 before unknown_parameter: Unknown query parameter: 'before'.
    /chairs
      404 - unknown_url: Unknown request URL: GET /v1/chairs.
    PUT /assistants
      405 - method_not_supported: Not allowed: PUT /v1/assistants.
    no key
      401 - -: No API key was given. Send it as 'Authorization: Bearer KEY'.
    wrong key
      401 - invalid_api_key: Incorrect API key: the server was started with another one.
    no beta header
      400 - invalid_beta: This operation is in beta: send the header 'OpenAI-Beta: assistants=v2'.
    text
      400 Content-Type unsupported_content_type: Unsupported content type 'text/plain'. Send the header 'Content-Type: application/json'.
    truncated JSON
      400 - -: The body is not valid JSON: EOF while parsing a value at line 1 column 10.
    not UTF-8
      400 - -: The body is not valid JSON: invalid unicode code point at line 1 column 12.
    JSON instead of a form
      400 - -: Expected a form (multipart/form-data): Invalid `boundary` for `multipart/form-data` request.
    truncated form
      400 - -: Cannot read the form: incomplete multipart stream.
    no file name
      400 file invalid_type: Invalid type for 'file': expected a file, but got a field without a file name.
    ");
    Ok(())
}

#[tokio::test]
async fn a_body_over_the_limit_is_rejected() -> TestResult {
    let server = Server::builder().body_limit(1_000).start().await?;
    let raw = Raw::new(&server);
    let (status, response) = raw.post("/assistants", &json!({ "model": "a".repeat(2_000) })).await?;
    assert_eq!(status, 413, "{response}");
    let part = reqwest::multipart::Part::bytes(vec![0; 2_000]).file_name("big");
    let form = reqwest::multipart::Form::new().text("purpose", "assistants").part("file", part);
    let (status, response) = raw.send(raw.request(Method::POST, "/files").multipart(form)).await?;
    assert_eq!(status, 413, "{response}");
    Ok(())
}

#[tokio::test]
async fn the_checksum_of_an_upload_is_checked() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let body = json!({ "filename": "a.txt", "purpose": "assistants", "bytes": 3, "mime_type": "text/plain" });
    let id = raw.create("/uploads", &body).await?;
    let form = reqwest::multipart::Form::new()
        .part("data", reqwest::multipart::Part::bytes(b"abc".to_vec()).file_name("part"));
    let parts = format!("/uploads/{id}/parts");
    let (_, part) = raw.send(raw.request(Method::POST, &parts).multipart(form)).await?;
    let complete = format!("/uploads/{id}/complete");
    let announced = |md5: &str| json!({ "part_ids": [part["id"]], "md5": md5 });
    let (status, error) = raw.post(&complete, &announced("0cc175b9c0f1b6a831c399e269772661")).await?;
    assert_eq!((status.as_u16(), &error["error"]["param"]), (400, &json!("md5")), "{error}");
    let (status, upload) = raw.post(&complete, &announced("900150983CD24FB0D6963F7D28E17F72")).await?;
    assert_eq!((status.as_u16(), &upload["status"]), (200, &json!("completed")), "{upload}");
    Ok(())
}
