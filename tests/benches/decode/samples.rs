//! Sample responses, with the `type` of each object as first or as last member.

/// A page of messages: texts with citations, and an image.
pub fn messages(count: usize, type_first: bool) -> String {
    let message = |i: usize| {
        let citation = object(
            "file_citation",
            type_first,
            &format!(
                r#""text":"【4:{i}†handbook.md】","start_index":211,"end_index":230,"file_citation":{{"file_id":"file-k2LR7GoYnt39V3Ah1UMCer"}}"#
            ),
        );
        let text = object(
            "text",
            type_first,
            &format!(
                r#""text":{{"value":"Threaded cups take 35 to 50 Nm, greased. Press-fit cups take no torque at all: they are pressed home until they sit flush, and the tool tells when. Check the cup after the first ride and again after a hundred kilometres.","annotations":[{citation},{citation}]}}"#
            ),
        );
        let image = object(
            "image_file",
            type_first,
            r#""image_file":{"file_id":"file-8QHnGkC4m1NqWcJrBz5V2x","detail":"auto"}"#,
        );
        let parts = if i.is_multiple_of(8) { format!("{text},{image}") } else { text };
        format!(
            r#"{{"id":"msg_{i:024}","object":"thread.message","created_at":1760000000,"assistant_id":"asst_7vKq1LZbN0fYtR3mWxHs9dCe","thread_id":"thread_Zk4nD8uQ2yVb6TgJ1sLw5XcR","run_id":"run_p3Fh9KxM7aNq2WdZ5tVb8YcL","role":"assistant","status":"completed","content":[{parts}],"attachments":[],"metadata":{{"ticket":"SW-0417"}},"completed_at":1760000007,"incomplete_at":null,"incomplete_details":null}}"#
        )
    };
    page(count, message)
}

/// A page of run steps with all kinds of tool calls.
pub fn steps(count: usize, type_first: bool) -> String {
    let step = |i: usize| {
        let logs = object("logs", type_first, r#""logs":"x = -2.0\nx = -3.0\n""#);
        let code = object(
            "code_interpreter",
            type_first,
            &format!(
                r#""id":"call_c{i}","code_interpreter":{{"input":"import numpy as np\nprint(np.roots([1, 5, 6]))","outputs":[{logs}]}}"#
            ),
        );
        let content = object("text", type_first, r#""text":"Threaded cups: 35 to 50 Nm, greased.""#);
        let search = object(
            "file_search",
            type_first,
            &format!(
                r#""id":"call_s{i}","file_search":{{"ranking_options":{{"ranker":"default_2024_08_21","score_threshold":0.0}},"results":[{{"file_id":"file-k2LR7GoYnt39V3Ah1UMCer","file_name":"handbook.md","score":0.91,"content":[{content}]}}]}}"#
            ),
        );
        let function = object(
            "function",
            type_first,
            &format!(
                r#""id":"call_f{i}","function":{{"name":"get_weather","arguments":"{{\"city\":\"Oslo\"}}","output":"3 degrees"}}"#
            ),
        );
        let details = match i % 4 {
            0 => object(
                "message_creation",
                type_first,
                r#""message_creation":{"message_id":"msg_Nf81GzQqYb5pLw0TkVx3RjCs"}"#,
            ),
            _ => object("tool_calls", type_first, &format!(r#""tool_calls":[{code},{search},{function}]"#)),
        };
        let kind = if i.is_multiple_of(4) { "message_creation" } else { "tool_calls" };
        format!(
            r#"{{"id":"step_{i:024}","object":"thread.run.step","created_at":1760000000,"run_id":"run_p3Fh9KxM7aNq2WdZ5tVb8YcL","assistant_id":"asst_7vKq1LZbN0fYtR3mWxHs9dCe","thread_id":"thread_Zk4nD8uQ2yVb6TgJ1sLw5XcR","type":"{kind}","status":"completed","cancelled_at":null,"completed_at":1760000007,"expired_at":null,"failed_at":null,"last_error":null,"step_details":{details},"usage":{{"prompt_tokens":1205,"completion_tokens":187,"total_tokens":1392}}}}"#
        )
    };
    page(count, step)
}

/// The data of a `thread.message.delta` event.
pub fn delta(type_first: bool) -> String {
    let text = object("text", type_first, r#""index":0,"text":{"value":" torque"}"#);
    format!(
        r#"{{"id":"msg_Nf81GzQqYb5pLw0TkVx3RjCs","object":"thread.message.delta","delta":{{"content":[{text}]}}}}"#
    )
}

fn page(count: usize, item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..count).map(item).collect();
    format!(
        r#"{{"object":"list","data":[{}],"first_id":"a","last_id":"b","has_more":false}}"#,
        items.join(",")
    )
}

fn object(kind: &str, type_first: bool, members: &str) -> String {
    if type_first {
        format!(r#"{{"type":"{kind}",{members}}}"#)
    } else {
        format!(r#"{{{members},"type":"{kind}"}}"#)
    }
}
