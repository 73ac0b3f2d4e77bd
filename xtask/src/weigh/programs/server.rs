//! The server for the programs: responds with one assistant or a list of 100, encoded in advance. Prints its base URL and
//! serves until killed.

use std::io::{BufRead, BufReader, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

const ASSISTANT: &str = include_str!("assistant.json");

struct Responses {
    assistant: Vec<u8>,
    list: Vec<u8>,
}

fn main() -> Result<()> {
    let assistant = |number: usize| ASSISTANT.trim().replace("asst_1", &format!("asst_{number}"));
    let data: Vec<String> = (1..=100).map(assistant).collect();
    let list = format!(
        r#"{{"object":"list","data":[{}],"first_id":"asst_1","last_id":"asst_100","has_more":false}}"#,
        data.join(",")
    );
    let responses = Arc::new(Responses { assistant: response(&assistant(1)), list: response(&list) });
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}/v1", listener.local_addr()?);
    std::io::stdout().flush()?;
    for stream in listener.incoming() {
        let (stream, responses) = (stream?, Arc::clone(&responses));
        std::thread::spawn(move || serve(stream, &responses));
    }
    Ok(())
}

fn response(body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nx-request-id: req_1\r\n\r\n"
    );
    (head + body).into_bytes()
}

/// Serves the requests of one connection: GET requests without a body.
fn serve(stream: TcpStream, responses: &Responses) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let (mut request_line, mut header) = (String::new(), String::new());
    loop {
        request_line.clear();
        if reader.read_line(&mut request_line)? == 0 {
            return Ok(());
        }
        loop {
            header.clear();
            if reader.read_line(&mut header)? == 0 {
                return Ok(());
            }
            if header == "\r\n" {
                break;
            }
        }
        let one = request_line.contains("/assistants/asst_1");
        writer.write_all(if one { &responses.assistant } else { &responses.list })?;
    }
}
