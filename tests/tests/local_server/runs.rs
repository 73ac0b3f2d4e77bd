//! Polled runs: states, functions, citations, and outcomes.

use std::time::Duration;

use sdk_tests::server::{End, Plan, Rule, Script, Server};
use serde_json::{Value, json};

use crate::{Raw, TestResult};

/// Polls a run until it ends or requires action, and returns all states.
async fn states(raw: &Raw, thread: &str, run: &str) -> reqwest::Result<(Vec<String>, Value)> {
    let mut states = vec!["queued".to_owned()];
    loop {
        let (_, run) = raw.get(&format!("/threads/{thread}/runs/{run}")).await?;
        let status = run["status"].as_str().unwrap_or_default().to_owned();
        let still = !["queued", "in_progress", "cancelling"].contains(&status.as_str());
        states.push(status);
        if still {
            return Ok((states, run));
        }
    }
}

/// The texts of a thread's messages, oldest first.
async fn texts(raw: &Raw, thread: &str) -> reqwest::Result<Vec<String>> {
    let (_, page) = raw.get(&format!("/threads/{thread}/messages?order=asc")).await?;
    let text =
        |message: &Value| message["content"][0]["text"]["value"].as_str().unwrap_or_default().to_owned();
    Ok(page["data"].as_array().into_iter().flatten().map(text).collect())
}

#[tokio::test]
async fn polling_sees_each_state_once() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let (assistant, thread) = raw.conversation(&json!([]), "How are you?").await?;
    let run = raw.create(&format!("/threads/{thread}/runs"), &json!({ "assistant_id": assistant })).await?;
    let (seen, run) = states(&raw, &thread, &run).await?;
    assert_eq!(seen, ["queued", "in_progress", "completed"]);
    assert!(run["usage"]["total_tokens"].as_u64() > Some(0), "{run}");
    assert!(
        run["started_at"].is_u64() && run["completed_at"].is_u64() && run["expires_at"].is_null(),
        "{run}"
    );
    let reply =
        "You asked: \"How are you?\" I am a scripted mock model, so this is only a placeholder reply.";
    assert_eq!(texts(&raw, &thread).await?, ["How are you?", reply]);
    Ok(())
}

#[tokio::test]
async fn a_run_continues_without_polling() -> TestResult {
    let server = Server::builder().script(Script::default().pace(Duration::from_millis(1))).start().await?;
    let raw = Raw::new(&server);
    let (assistant, thread) = raw.conversation(&json!([]), "How are you?").await?;
    raw.create(&format!("/threads/{thread}/runs"), &json!({ "assistant_id": assistant })).await?;
    // Listing the messages does not poll the run.
    while texts(&raw, &thread).await?.len() < 2 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

#[tokio::test]
async fn functions_get_arguments_of_their_schema_and_outputs_are_quoted() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let parameters = json!({
        "type": "object",
        "properties": {
            "city": { "type": "string" }, "days": { "type": "integer" }, "unit": { "enum": ["celsius", "kelvin"] },
            "exact": { "type": "boolean" }, "tags": { "type": "array", "items": { "$ref": "#/$defs/tag" } }
        },
        "$defs": { "tag": { "anyOf": [{ "type": "null" }, { "type": "string", "default": "wind" }] } }
    });
    let function =
        |name: &str| json!({ "type": "function", "function": { "name": name, "parameters": parameters } });
    let tools = json!([function("get_rain"), function("get_temperature")]);
    let (assistant, thread) = raw.conversation(&tools, "How is the weather in Oslo for 3 days?").await?;
    let runs = format!("/threads/{thread}/runs");
    let run = raw.create(&runs, &json!({ "assistant_id": assistant })).await?;
    let (seen, waiting) = states(&raw, &thread, &run).await?;
    assert_eq!(seen, ["queued", "in_progress", "requires_action"]);
    let calls =
        waiting["required_action"]["submit_tool_outputs"]["tool_calls"].as_array().expect("calls").clone();
    let arguments = r#"{"city":"Oslo","days":3,"exact":true,"tags":["wind"],"unit":"celsius"}"#;
    assert_eq!(calls.iter().map(|call| &call["function"]["arguments"]).collect::<Vec<_>>(), [arguments; 2]);

    let submit = format!("{runs}/{run}/submit_tool_outputs");
    let output = |call: &Value, text: &str| json!({ "tool_call_id": call["id"], "output": text });
    let (status, error) = raw.post(&submit, &json!({ "tool_outputs": [output(&calls[0], "60 %")] })).await?;
    assert_eq!((status.as_u16(), &error["error"]["param"]), (400, &json!("tool_outputs")), "{error}");
    let outputs = json!({ "tool_outputs": [output(&calls[1], "3 degrees"), output(&calls[0], "60 %")] });
    let (status, run_again) = raw.post(&submit, &outputs).await?;
    assert_eq!((status.as_u16(), &run_again["status"]), (200, &json!("queued")));
    let (seen, _) = states(&raw, &thread, &run).await?;
    assert_eq!(seen, ["queued", "in_progress", "completed"]);
    assert!(texts(&raw, &thread).await?[1].ends_with("\n60 %\n3 degrees"));
    let (status, error) = raw.post(&submit, &outputs).await?;
    assert_eq!(status, 400, "{error}");
    Ok(())
}

#[tokio::test]
async fn without_parallel_tool_calls_functions_are_called_in_sequence() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let function = |name: &str| json!({ "type": "function", "function": { "name": name } });
    let (assistant, thread) = raw.conversation(&json!([function("a"), function("b")]), "Go").await?;
    let runs = format!("/threads/{thread}/runs");
    let body = json!({ "assistant_id": assistant, "parallel_tool_calls": false });
    let run = raw.create(&runs, &body).await?;
    let mut called = Vec::new();
    loop {
        let (_, run) = states(&raw, &thread, &run).await?;
        let Some([call]) =
            run["required_action"]["submit_tool_outputs"]["tool_calls"].as_array().map(Vec::as_slice)
        else {
            assert_eq!(run["status"], "completed");
            break;
        };
        called.push(call["function"]["name"].clone());
        let outputs = json!({ "tool_outputs": [{ "tool_call_id": call["id"], "output": "" }] });
        raw.post(&format!("{runs}/{}/submit_tool_outputs", run["id"].as_str().unwrap_or_default()), &outputs)
            .await?;
    }
    assert_eq!(called, ["a", "b"]);
    Ok(())
}

#[tokio::test]
async fn a_thread_with_an_active_run_is_locked() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let tools = json!([{ "type": "function", "function": { "name": "f" } }]);
    let (assistant, thread) = raw.conversation(&tools, "Go").await?;
    let runs = format!("/threads/{thread}/runs");
    let run = raw.create(&runs, &json!({ "assistant_id": assistant })).await?;
    let (status, error) = raw.post(&runs, &json!({ "assistant_id": assistant })).await?;
    let message = format!("Thread '{thread}' already has an active run '{run}'.");
    assert_eq!((status.as_u16(), &error["error"]["message"]), (400, &json!(message)));
    let question = json!({ "role": "user", "content": "And?" });
    let (status, error) = raw.post(&format!("/threads/{thread}/messages"), &question).await?;
    let message = format!("Can't add messages to '{thread}' while its run '{run}' is active.");
    assert_eq!((status.as_u16(), &error["error"]["message"]), (400, &json!(message)));

    let (status, cancelling) = raw.post(&format!("{runs}/{run}/cancel"), &json!({})).await?;
    assert_eq!((status.as_u16(), &cancelling["status"]), (200, &json!("cancelling")));
    assert_eq!(states(&raw, &thread, &run).await?.1["status"], "cancelled");
    assert_eq!(raw.post(&format!("{runs}/{run}/cancel"), &json!({})).await?.0, 400);
    assert_eq!(raw.post(&format!("/threads/{thread}/messages"), &question).await?.0, 200);
    Ok(())
}

#[tokio::test]
async fn runs_end_as_scripted() -> TestResult {
    let script = r#"
        [[rule]]
        when = "crash"
        end = { failed = { code = "rate_limit_exceeded", message = "Too much." } }

        [[rule]]
        when = "novel"
        reply = "Once upon a time"
        end = { incomplete = { reason = "max_completion_tokens" } }

        [[rule]]
        when = "late"
        end = "expired"

        [[rule]]
        reply = "Fine."
    "#;
    let server = Server::builder().script(Script::from_toml(script)?).start().await?;
    let raw = Raw::new(&server);
    let mut table = String::new();
    for question in ["Crash!", "Write a novel", "Too late?", "How are you?"] {
        let (assistant, thread) = raw.conversation(&json!([]), question).await?;
        let run =
            raw.create(&format!("/threads/{thread}/runs"), &json!({ "assistant_id": assistant })).await?;
        let (_, run) = states(&raw, &thread, &run).await?;
        table +=
            &format!("{question}: {} {} {}\n", run["status"], run["last_error"], run["incomplete_details"]);
    }
    insta::assert_snapshot!(table, @r#"
    Crash!: "failed" {"code":"rate_limit_exceeded","message":"Too much."} null
    Write a novel: "incomplete" null {"reason":"max_completion_tokens"}
    Too late?: "expired" null null
    How are you?: "completed" null null
    "#);
    Ok(())
}

#[tokio::test]
async fn a_run_without_tool_outputs_expires() -> TestResult {
    let script = Script::default().expires_after(Duration::from_millis(100));
    let server = Server::builder().script(script).start().await?;
    let raw = Raw::new(&server);
    let tools = json!([{ "type": "function", "function": { "name": "f" } }]);
    let (assistant, thread) = raw.conversation(&tools, "Go").await?;
    let run = raw.create(&format!("/threads/{thread}/runs"), &json!({ "assistant_id": assistant })).await?;
    loop {
        let (_, run) = states(&raw, &thread, &run).await?;
        if run["status"] == "expired" {
            return Ok(());
        }
        assert_eq!(run["status"], "requires_action");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn max_completion_tokens_ends_a_run() -> TestResult {
    let server = Server::builder().reply("word ".repeat(300)).start().await?;
    let raw = Raw::new(&server);
    let (assistant, thread) = raw.conversation(&json!([]), "Go").await?;
    let body = json!({ "assistant_id": assistant, "max_completion_tokens": 256 });
    let run = raw.create(&format!("/threads/{thread}/runs"), &body).await?;
    let (_, run) = states(&raw, &thread, &run).await?;
    let reason = json!({ "reason": "max_completion_tokens" });
    assert_eq!((&run["status"], &run["incomplete_details"]), (&json!("incomplete"), &reason));
    assert_eq!(run["usage"]["completion_tokens"], 256);
    assert_eq!(texts(&raw, &thread).await?[1], "word ".repeat(256));
    Ok(())
}

#[tokio::test]
async fn max_prompt_tokens_ends_a_run() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let tools = json!([{ "type": "function", "function": { "name": "f" } }]);
    // About 200 tokens, and the output of the function: only the second step exceeds the limit.
    let (assistant, thread) = raw.conversation(&tools, &"word ".repeat(160)).await?;
    let runs = format!("/threads/{thread}/runs");
    let run = raw.create(&runs, &json!({ "assistant_id": assistant, "max_prompt_tokens": 256 })).await?;
    let (_, waiting) = states(&raw, &thread, &run).await?;
    let call = &waiting["required_action"]["submit_tool_outputs"]["tool_calls"][0]["id"];
    let outputs = json!({ "tool_outputs": [{ "tool_call_id": call, "output": "done" }] });
    raw.post(&format!("{runs}/{run}/submit_tool_outputs"), &outputs).await?;
    let (_, run) = states(&raw, &thread, &run).await?;
    let reason = json!({ "reason": "max_prompt_tokens" });
    assert_eq!((&run["status"], &run["incomplete_details"]), (&json!("incomplete"), &reason));
    assert_eq!(texts(&raw, &thread).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_rust_function_can_be_the_model() -> TestResult {
    let script = Script::model(|conversation| Plan {
        actions: vec![sdk_tests::server::Action::Say(conversation.question.to_uppercase())],
        end: End::Completed,
        ..Plan::default()
    });
    let server = Server::builder().script(script).start().await?;
    let raw = Raw::new(&server);
    let (assistant, thread) = raw.conversation(&json!([]), "hello").await?;
    let run = raw.create(&format!("/threads/{thread}/runs"), &json!({ "assistant_id": assistant })).await?;
    states(&raw, &thread, &run).await?;
    assert_eq!(texts(&raw, &thread).await?[1], "HELLO");
    Ok(())
}

#[tokio::test]
async fn structured_outputs_match_their_schema() -> TestResult {
    let server = Server::start().await?;
    let raw = Raw::new(&server);
    let (assistant, thread) = raw.conversation(&json!([]), "Where is Oslo?").await?;
    let schema = json!({ "type": "object", "properties": { "city": { "type": "string" }, "sure": { "type": "boolean" } } });
    let format = json!({ "type": "json_schema", "json_schema": { "name": "place", "schema": schema } });
    let body = json!({ "assistant_id": assistant, "response_format": format });
    let run = raw.create(&format!("/threads/{thread}/runs"), &body).await?;
    states(&raw, &thread, &run).await?;
    assert_eq!(texts(&raw, &thread).await?[1], r#"{"city":"Oslo","sure":true}"#);
    Ok(())
}

#[tokio::test]
async fn attached_files_are_searched_and_cited() -> TestResult {
    let script = Script::default().poll_after(Duration::from_millis(250));
    let server =
        Server::builder().script(script.rule(Rule::default().reply("Ä: 50 Nm [1]."))).start().await?;
    let raw = Raw::new(&server);
    let part = reqwest::multipart::Part::text("Threaded cups take 50 Nm.").file_name("handbook.md");
    let form = reqwest::multipart::Form::new().text("purpose", "assistants").part("file", part);
    let (_, file) = raw.send(raw.request(reqwest::Method::POST, "/files").multipart(form)).await?;
    let tools = json!([{ "type": "file_search" }]);
    let assistant = raw.create("/assistants", &json!({ "model": "gpt-4o", "tools": tools })).await?;
    let attachments = json!([{ "file_id": file["id"], "tools": tools }]);
    let message =
        json!({ "role": "user", "content": "How tight are threaded cups?", "attachments": attachments });
    let thread = raw.create("/threads", &json!({ "messages": [message] })).await?;
    let run = raw.create(&format!("/threads/{thread}/runs"), &json!({ "assistant_id": assistant })).await?;
    states(&raw, &thread, &run).await?;
    let (_, page) = raw.get(&format!("/threads/{thread}/messages?limit=1")).await?;
    let text = &page["data"][0]["content"][0]["text"];
    assert_eq!(text["value"], "Ä: 50 Nm [1].");
    let citation = &text["annotations"][0];
    assert_eq!((&citation["start_index"], &citation["end_index"]), (&json!(9), &json!(12)));
    assert_eq!(citation["file_citation"]["file_id"], file["id"]);
    // The step has the search results, with their text if requested.
    let steps = format!("/threads/{thread}/runs/{run}/steps?order=asc");
    let result =
        |page: &Value| page["data"][0]["step_details"]["tool_calls"][0]["file_search"]["results"][0].clone();
    let (_, page) = raw.get(&steps).await?;
    assert!(result(&page).get("content").is_none(), "{page}");
    let include = "include[]=step_details.tool_calls[*].file_search.results[*].content";
    let (_, page) = raw.get(&format!("{steps}&{include}")).await?;
    assert_eq!(result(&page)["content"][0]["text"], "Threaded cups take 50 Nm.");
    // Polled responses have the poll interval.
    let response = raw.request(reqwest::Method::GET, &format!("/threads/{thread}/runs/{run}")).send().await?;
    assert_eq!(response.headers()["openai-poll-after-ms"], "250");
    Ok(())
}
