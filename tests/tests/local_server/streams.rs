//! The events of streamed runs.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::Method;
use sdk_tests::server::document::document;
use sdk_tests::server::{End, Rule, Script, Server};
use serde_json::{Value, json};

use crate::{Raw, TestResult, events};

/// The names of events, repeated ones combined, with the text of deltas.
fn shown(stream: &str) -> String {
    let mut lines: Vec<(String, String, usize)> = Vec::new();
    for (name, data) in events(stream) {
        let (delta, details) =
            (&data["delta"]["content"][0]["text"], &data["delta"]["step_details"]["tool_calls"][0]);
        let text = match (&delta["annotations"][0], &delta["value"]) {
            (Value::Null, Value::String(text)) => text.clone(),
            (Value::Null, _) if !details.is_null() => details.to_string(),
            (Value::Null, _) => String::new(),
            (citation, _) => citation["type"].as_str().unwrap_or_default().to_owned(),
        };
        match lines.last_mut() {
            Some((last, texts, count)) if *last == name && details.is_null() => {
                texts.push_str(&text);
                *count += 1;
            }
            _ => lines.push((name, text, 1)),
        }
    }
    let line = |(name, text, count): &(String, String, usize)| {
        let times = if *count > 1 { format!(" x{count}") } else { String::new() };
        format!("{name}{times} {text}").trim_end().to_owned()
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Validates events against the document.
fn check(stream: &str) {
    let validator = document().validator_of("AssistantStreamEvent");
    for (event, data) in events(stream) {
        let errors: Vec<String> = validator
            .iter_errors(&json!({ "event": event, "data": data }))
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{event} {data}: {errors:?}");
    }
    assert!(stream.ends_with("event: done\ndata: [DONE]\n\n"), "{stream}");
}

#[tokio::test]
async fn a_message() -> TestResult {
    let server = Server::builder().reply("I am fine.").start().await?;
    let raw = Raw::new(&server);
    let (assistant, _) = raw.conversation(&json!([]), "").await?;
    let thread = json!({ "messages": [{ "role": "user", "content": "How are you?" }] });
    let body = json!({ "assistant_id": assistant, "thread": thread, "stream": true });
    let stream = raw.stream("/threads/runs", &body).await?;
    check(&stream);
    insta::assert_snapshot!(shown(&stream), @"
    thread.created
    thread.run.created
    thread.run.queued
    thread.run.in_progress
    thread.run.step.created
    thread.run.step.in_progress
    thread.message.created
    thread.message.in_progress
    thread.message.delta x3 I am fine.
    thread.message.completed
    thread.run.step.completed
    thread.run.completed
    done
    ");
    Ok(())
}

#[tokio::test]
async fn functions_code_and_citations() -> TestResult {
    let server = Server::builder().reply("50 Nm [1].").start().await?;
    let raw = Raw::new(&server);
    let part = reqwest::multipart::Part::text("Threaded cups take 50 Nm.").file_name("handbook.md");
    let form = reqwest::multipart::Form::new().text("purpose", "assistants").part("file", part);
    let (_, file) = raw.send(raw.request(Method::POST, "/files").multipart(form)).await?;
    let store = raw.create("/vector_stores", &json!({ "file_ids": [file["id"]] })).await?;
    let function = |name: &str| json!({ "type": "function", "function": { "name": name } });
    let tools =
        json!([{ "type": "code_interpreter" }, { "type": "file_search" }, function("f"), function("g")]);
    let (assistant, _) = raw.conversation(&tools, "").await?;
    let messages = json!([{ "role": "user", "content": "How tight are threaded cups?" }]);
    let resources = json!({ "file_search": { "vector_store_ids": [store] } });
    let thread =
        raw.create("/threads", &json!({ "messages": messages, "tool_resources": resources })).await?;
    let runs = format!("/threads/{thread}/runs");
    let stream = raw.stream(&runs, &json!({ "assistant_id": assistant, "stream": true })).await?;
    check(&stream);
    insta::assert_snapshot!(shown(&stream), @r#"
    thread.run.created
    thread.run.queued
    thread.run.in_progress
    thread.run.step.created
    thread.run.step.in_progress
    thread.run.step.delta {"code_interpreter":{"input":"","outputs":[]},"id":"call_9","index":0,"type":"code_interpreter"}
    thread.run.step.delta {"code_interpreter":{"input":"print(6 * 7)"},"index":0,"type":"code_interpreter"}
    thread.run.step.delta {"code_interpreter":{"outputs":[{"index":0,"logs":"42\n","type":"logs"}]},"index":0,"type":"code_interpreter"}
    thread.run.step.completed
    thread.run.step.created
    thread.run.step.in_progress
    thread.run.step.delta {"file_search":{},"id":"call_11","index":0,"type":"file_search"}
    thread.run.step.completed
    thread.run.step.created
    thread.run.step.in_progress
    thread.run.step.delta {"function":{"arguments":"","name":"f","output":null},"id":"call_14","index":0,"type":"function"}
    thread.run.step.delta {"function":{"arguments":"{"},"index":0,"type":"function"}
    thread.run.step.delta {"function":{"arguments":"}"},"index":0,"type":"function"}
    thread.run.step.delta {"function":{"arguments":"","name":"g","output":null},"id":"call_15","index":1,"type":"function"}
    thread.run.step.delta {"function":{"arguments":"{"},"index":1,"type":"function"}
    thread.run.step.delta {"function":{"arguments":"}"},"index":1,"type":"function"}
    thread.run.requires_action
    done
    "#);

    let run = events(&stream)
        .into_iter()
        .find(|(name, _)| name == "thread.run.requires_action")
        .expect("a function is called")
        .1;
    let calls = run["required_action"]["submit_tool_outputs"]["tool_calls"].as_array().into_iter().flatten();
    let outputs: Vec<Value> =
        calls.map(|call| json!({ "tool_call_id": call["id"], "output": "ok" })).collect();
    let submit = format!("{runs}/{}/submit_tool_outputs", run["id"].as_str().unwrap_or_default());
    let stream = raw.stream(&submit, &json!({ "tool_outputs": outputs, "stream": true })).await?;
    check(&stream);
    insta::assert_snapshot!(shown(&stream), @"
    thread.run.step.completed
    thread.run.queued
    thread.run.in_progress
    thread.run.step.created
    thread.run.step.in_progress
    thread.message.created
    thread.message.in_progress
    thread.message.delta x4 50 Nm [1].
    ok
    okfile_citation
    thread.message.completed
    thread.run.step.completed
    thread.run.completed
    done
    ");
    Ok(())
}

#[tokio::test]
async fn unsuccessful_outcomes() -> TestResult {
    let failed = End::Failed { code: "server_error".to_owned(), message: "Out of order.".to_owned() };
    let incomplete = End::Incomplete { reason: "max_completion_tokens".to_owned() };
    let broken = End::Broken { message: "Out of order.".to_owned() };
    let script = Script::default()
        .rule(Rule::when("fail").reply("I am").end(failed))
        .rule(Rule::when("long").reply("I am").end(incomplete))
        .rule(Rule::when("late").reply("I am").end(End::Expired))
        .rule(Rule::when("break").end(broken));
    let server = Server::builder().script(script).start().await?;
    let raw = Raw::new(&server);
    let mut table = String::new();
    for question in ["fail", "long", "late", "break"] {
        let (assistant, thread) = raw.conversation(&json!([]), question).await?;
        let body = json!({ "assistant_id": assistant, "stream": true });
        let stream = raw.stream(&format!("/threads/{thread}/runs"), &body).await?;
        check(&stream);
        let shown = shown(&stream);
        let end: Vec<&str> =
            shown.lines().skip_while(|line| *line != "thread.run.in_progress").skip(1).collect();
        table += &format!("{question}\n  {}\n", end.join("\n  "));
    }
    insta::assert_snapshot!(table, @"
    fail
      thread.run.step.created
      thread.run.step.in_progress
      thread.message.created
      thread.message.in_progress
      thread.message.delta x2 I am
      thread.message.incomplete
      thread.run.step.failed
      thread.run.failed
      done
    long
      thread.run.step.created
      thread.run.step.in_progress
      thread.message.created
      thread.message.in_progress
      thread.message.delta x2 I am
      thread.message.incomplete
      thread.run.step.completed
      thread.run.incomplete
      done
    late
      thread.run.step.created
      thread.run.step.in_progress
      thread.message.created
      thread.message.in_progress
      thread.message.delta x2 I am
      thread.message.incomplete
      thread.run.step.expired
      thread.run.expired
      done
    break
      thread.run.failed
      error
      done
    ");
    Ok(())
}

#[tokio::test]
async fn a_run_can_be_cancelled_while_it_writes() -> TestResult {
    let rule = Rule::default().reply("one two three four").takes(Duration::from_secs(3_600));
    let server = Server::builder().script(Script::default().rule(rule)).start().await?;
    let raw = Raw::new(&server);
    let (assistant, thread) = raw.conversation(&json!([]), "Count").await?;
    let runs = format!("/threads/{thread}/runs");
    let body = json!({ "assistant_id": assistant, "stream": true });
    let mut pieces = raw.request(Method::POST, &runs).json(&body).send().await?.bytes_stream();
    let mut stream = String::new();
    let mut cancelled = false;
    while let Some(piece) = pieces.next().await {
        stream += std::str::from_utf8(&piece?)?;
        if stream.contains("thread.message.in_progress") && !cancelled {
            cancelled = true;
            let run = events(&stream)[0].1["id"].as_str().unwrap_or_default().to_owned();
            assert_eq!(
                raw.post(&format!("{runs}/{run}/cancel"), &json!({})).await?.1["status"],
                "cancelling"
            );
        }
    }
    check(&stream);
    insta::assert_snapshot!(shown(&stream), @"
    thread.run.created
    thread.run.queued
    thread.run.in_progress
    thread.run.step.created
    thread.run.step.in_progress
    thread.message.created
    thread.message.in_progress
    thread.run.cancelling
    thread.message.incomplete
    thread.run.step.cancelled
    thread.run.cancelled
    done
    ");
    Ok(())
}

#[tokio::test]
async fn a_client_that_disconnects_does_not_stop_the_run() -> TestResult {
    let server = Server::builder().reply("word ".repeat(1_000)).start().await?;
    let raw = Raw::new(&server);
    let (assistant, thread) = raw.conversation(&json!([]), "Speak").await?;
    let runs = format!("/threads/{thread}/runs");
    let body = json!({ "assistant_id": assistant, "stream": true });
    let mut pieces = raw.request(Method::POST, &runs).json(&body).send().await?.bytes_stream();
    assert!(pieces.next().await.is_some());
    drop(pieces);
    loop {
        let (_, page) = raw.get(&runs).await?;
        if page["data"][0]["status"] == "completed" {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
