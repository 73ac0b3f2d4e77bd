#![deny(unused_must_use)]

use openai_assistants::Client;
use openai_assistants::prelude::*;

fn example(client: Client) {
    client.threads().delete("thread_1");
    client.threads().delete("thread_1").max_retries(0);
    client.threads().delete("thread_1").send();
    client.threads().runs().create("thread_1", "asst_1").poll();
    client.files().list().items();
}

fn main() {}
